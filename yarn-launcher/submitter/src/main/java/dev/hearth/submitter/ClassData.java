package dev.hearth.submitter;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A class-data archive for drivers in containers: what a JVM has loaded and checked of Spark's jars when it has done a driver's
 * first work, so that the next one need not do it again.
 *
 * <p>An archive holds for one list of jars, by name, length and time, and for none with folders in it. A container's own class
 * path has folders first, whose names differ each time; so the driver gets another one, by a file of arguments: the jars under the
 * name which Spark gives to their folder in every container, the folders behind them. The driver's jar has another time in each
 * container and is behind them, too: of it nothing is in the archive.
 *
 * <p>Only functions; thread-safe. Makes processes, and files in a folder that is gone afterwards.
 */
final class ClassData {
    /** Their names in a container. */
    static final String ARCHIVE = "hearth.jsa";

    static final String ARGUMENTS = "hearth.args";

    /** Where Spark unpacks its jars. */
    private static final String LIBS = "__spark_libs__";

    private static final List<String> FOLDERS = List.of(".", "__spark_conf__", "__spark_conf__/__hadoop_conf__");
    private static final String TRAINING = "dev.hearth.driver.Training";
    private static final String OF_HEARTH = "dev/hearth/";
    private static final long PATIENCE_MINUTES = 10;

    private ClassData() {}

    /** The options of a driver's JVM that has both files beside it. */
    static String options() {
        return "@" + ARGUMENTS + " -XX:SharedArchiveFile=" + ARCHIVE + " -Xshare:auto";
    }

    /** The file of arguments, for a driver with these jars of Spark's. */
    static String arguments(List<Path> jars) {
        List<String> path = new ArrayList<>(libs(jars));
        path.add(Wanted.DRIVER);
        path.addAll(FOLDERS);
        return "-cp " + String.join(":", path) + "\n";
    }

    private static List<String> libs(List<Path> jars) {
        return jars.stream().map(jar -> LIBS + "/" + jar.getFileName()).toList();
    }

    /**
     * Makes an archive. Blocks for a minute or two, on one or two cores.
     *
     * @param jars Spark's, all in one folder
     * @throws IOException if a JVM fails, with the last of what it said
     */
    static void make(List<Path> jars, Path driver, Path into) throws IOException {
        Path folder = Files.createTempDirectory("hearth-class-data");
        try {
            Files.createSymbolicLink(folder.resolve(LIBS), jars.get(0).getParent());
            Files.createSymbolicLink(folder.resolve(Wanted.DRIVER), driver);
            Path loaded = folder.resolve("loaded");
            String path = String.join(":", libs(jars));
            run(
                    folder,
                    List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:DumpLoadedClassList=" + loaded),
                    List.of("-cp", path + ":" + Wanted.DRIVER, TRAINING));
            Path wanted = folder.resolve("wanted");
            try (Stream<String> lines = Files.lines(loaded)) {
                Files.write(
                        wanted, lines.filter(line -> !line.contains(OF_HEARTH)).toList());
            }
            run(
                    folder,
                    List.of(
                            "-Xshare:dump",
                            "-XX:+UseSerialGC",
                            "-XX:SharedClassListFile=" + wanted,
                            "-XX:SharedArchiveFile=" + into),
                    List.of("-cp", path));
        } finally {
            delete(folder);
        }
    }

    private static void run(Path folder, List<String> options, List<String> rest) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(modules());
        command.addAll(options);
        command.addAll(rest);
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("no class-data archive could be made: " + last(said));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** What Spark's classes may reach into: as this JVM was told, which runs on the same. */
    private static List<String> modules() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-") || option.startsWith("-Djava.net.preferIPv6"))
                .toList();
    }

    private static String last(Path file) throws IOException {
        List<String> lines =
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
        return lines.subList(Math.max(0, lines.size() - 3), lines.size()).stream()
                .collect(Collectors.joining(" | "));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
