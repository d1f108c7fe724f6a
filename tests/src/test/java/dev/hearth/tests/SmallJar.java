package dev.hearth.tests;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Jars that are on nobody's class path. Only functions. */
final class SmallJar {
    private SmallJar() {}

    /**
     * Writes a jar with one class.
     *
     * @param className with its package
     * @param method what stands behind {@code public static} in it
     */
    static Path write(Path jar, String className, String method) throws IOException {
        int dot = className.lastIndexOf('.');
        Path work = Files.createTempDirectory(jar.getParent(), "classes");
        Path source = work.resolve(className.substring(dot + 1) + ".java");
        Files.writeString(
                source,
                "package " + className.substring(0, dot) + "; public class " + className.substring(dot + 1)
                        + " { public static " + method + " }");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("--release", "17", "-proc:none", "-d", work.toString());
            if (!compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call()) {
                throw new AssertionError(said.toString());
            }
        }
        String entry = className.replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            zip.putNextEntry(new JarEntry(entry));
            zip.write(Files.readAllBytes(work.resolve(entry)));
        }
        return jar;
    }
}
