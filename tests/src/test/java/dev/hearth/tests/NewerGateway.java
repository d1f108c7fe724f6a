package dev.hearth.tests;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * This checkout's gateway as its next version will be: the sources that name the version of the link, or Hearth's own, are
 * compiled again with the next number, and go before the jars. Only functions.
 */
final class NewerGateway {
    static final String VERSION = "99.0.0";

    private static final Map<String, String> NEXT = Map.of(
            "int LINK_VERSION = 1;",
            "int LINK_VERSION = 2;",
            "String VERSION = \"0.1.0\";",
            "String VERSION = \"" + VERSION + "\";");

    private NewerGateway() {}

    /** The program in place of {@code hearth}. */
    static List<String> program(Path folder) throws Exception {
        Path own = Environment.root().resolve(".hearth");
        List<String> jars = new ArrayList<>();
        try (Stream<Path> all = Files.list(own.resolve("lib"))) {
            all.map(Path::toString).forEach(jars::add);
        }
        Path classes = Files.createDirectories(folder.resolve("newer"));
        compile(changed(folder.resolve("newer-sources")), classes, jars);
        jars.add(0, classes.toString());
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dhearth.home=" + Environment.root(),
                "-Dhearth.driver.jar=" + own.resolve("driver/hearth-driver.jar"),
                "-cp",
                String.join(File.pathSeparator, jars),
                "dev.hearth.gateway.GatewayMain");
    }

    /** Copies of all sources in which a constant is declared or compiled in. */
    private static List<Path> changed(Path to) throws Exception {
        List<Path> sources = new ArrayList<>();
        int replaced = 0;
        for (String module : List.of("protocol", "kernel-gateway")) {
            Path from = Environment.root().resolve(module + "/src/main/java");
            try (Stream<Path> all = Files.walk(from)) {
                for (Path each :
                        all.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String text = Files.readString(each);
                    String next = text;
                    for (Map.Entry<String, String> version : NEXT.entrySet()) {
                        next = next.replace(version.getKey(), version.getValue());
                    }
                    replaced += next.equals(text) ? 0 : 1;
                    if (next.contains("LINK_VERSION") || next.contains("Release.VERSION") || !next.equals(text)) {
                        Path copy = to.resolve(from.relativize(each));
                        Files.createDirectories(copy.getParent());
                        sources.add(Files.writeString(copy, next));
                    }
                }
            }
        }
        if (replaced != NEXT.size()) {
            throw new AssertionError("expected " + NEXT.keySet() + " in the sources, found " + replaced + " of them");
        }
        return sources;
    }

    private static void compile(List<Path> sources, Path classes, List<String> jars) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-d", classes.toString(), "-proc:none", "-cp", String.join(File.pathSeparator, jars));
            boolean compiled = compiler.getTask(
                            null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw new AssertionError("the next version does not compile");
            }
        }
    }
}
