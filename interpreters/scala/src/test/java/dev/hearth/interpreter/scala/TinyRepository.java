package dev.hearth.interpreter.scala;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A Maven repository of small jars in a folder, compiled on the spot. Not thread-safe. */
final class TinyRepository {
    private final Path root;

    TinyRepository(Path root) {
        this.root = root;
    }

    String url() {
        return root.toUri().toString();
    }

    /** Settings for Spark's resolver by which it asks this repository and nobody else. */
    Path ivySettings() throws IOException {
        String xml = """
                <ivysettings>
                  <settings defaultResolver="tiny"/>
                  <caches defaultCacheDir="%s"/>
                  <resolvers><ibiblio name="tiny" m2compatible="true" root="%s"/></resolvers>
                </ivysettings>
                """.formatted(root.resolveSibling("ivy-cache"), url());
        return Files.writeString(root.resolveSibling("ivysettings.xml"), xml);
    }

    /** Adds {@code group:artifact:version} with one class and with dependencies. */
    void add(String coordinate, String className, String body, String... dependencies) throws IOException {
        String[] parts = coordinate.split(":");
        Path folder = Files.createDirectories(
                root.resolve(parts[0].replace('.', '/')).resolve(parts[1]).resolve(parts[2]));
        jar(folder.resolve(parts[1] + "-" + parts[2] + ".jar"), className, body);
        StringBuilder pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion>").append(names(parts));
        pom.append("<dependencies>");
        for (String dependency : dependencies) {
            pom.append("<dependency>").append(names(dependency.split(":"))).append("</dependency>");
        }
        pom.append("</dependencies></project>");
        Files.writeString(folder.resolve(parts[1] + "-" + parts[2] + ".pom"), pom);
    }

    private static String names(String[] parts) {
        return "<groupId>" + parts[0] + "</groupId><artifactId>" + parts[1] + "</artifactId><version>" + parts[2]
                + "</version>";
    }

    /** Writes a jar with one class in it, {@code tiny.NAME}. */
    static Path jar(Path jar, String className, String body) throws IOException {
        Path work = Files.createTempDirectory("tiny");
        Path source = work.resolve(className + ".java");
        Files.writeString(
                source,
                "package tiny; public class " + className + " implements java.io.Serializable { " + body + " }");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        boolean compiled = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of("-proc:none", "-d", work.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        if (!compiled) {
            throw new IOException(said.toString());
        }
        String entry = "tiny/" + className + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            zip.putNextEntry(new JarEntry(entry));
            zip.write(Files.readAllBytes(work.resolve(entry)));
        }
        return jar;
    }
}
