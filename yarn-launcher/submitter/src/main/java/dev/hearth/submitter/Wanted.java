package dev.hearth.submitter;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a driver of this Spark needs in the cluster. Immutable.
 *
 * @param spark the archive of all its jars
 * @param python PySpark and Py4J; empty if this Spark has none
 * @param driver the driver's own jar, or null
 * @param classData the class-data archive for this Java, and the arguments with which it is used; empty without a driver
 */
record Wanted(Part spark, List<Part> python, @Nullable Part driver, List<Part> classData) {
    /** The driver's jar in a container. */
    static final String DRIVER = "hearth-driver.jar";

    private static final int NAME_DIGITS = 16;
    private static final int BUFFER = 1 << 16;

    /** Writes a file's bytes. */
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * One file of the cluster.
     *
     * @param name it says what is in it
     * @param bytes about its length; 0 if that is not known before it is made
     */
    record Part(String name, long bytes, Source source) {}

    /** What this process's Spark needs. Reads names and lengths, and the small files. */
    static Wanted of(String driver) throws IOException {
        Path home = Path.of(System.getenv("SPARK_HOME"));
        List<Part> python = new ArrayList<>();
        Path lib = home.resolve("python").resolve("lib");
        if (Files.isDirectory(lib)) {
            try (Stream<Path> files = Files.list(lib)) {
                for (Path each : files.filter(file -> file.toString().endsWith(".zip"))
                        .sorted()
                        .toList()) {
                    python.add(file(each));
                }
            }
        }
        List<Path> jars = jars(home.resolve("jars"));
        Part spark = spark(jars);
        return driver.isEmpty()
                ? new Wanted(spark, python, null, List.of())
                : new Wanted(spark, python, file(Path.of(driver)), classData(jars, spark, Path.of(driver)));
    }

    private static List<Part> classData(List<Path> jars, Part spark, Path driver) {
        String java = System.getProperty("java.vm.version").replaceAll("[^A-Za-z0-9.+-]", "-");
        String name = spark.name().replaceFirst("\\.zip$", "") + "-java-" + java;
        return List.of(
                new Part(name + ".jsa", 0, out -> {
                    Path made = Files.createTempFile("hearth", ".jsa");
                    try {
                        ClassData.make(jars, driver, made);
                        Files.copy(made, out);
                    } finally {
                        Files.deleteIfExists(made);
                    }
                }),
                new Part(
                        name + ".args",
                        0,
                        out -> out.write(ClassData.arguments(jars).getBytes(StandardCharsets.UTF_8))));
    }

    /** All but the class data. */
    List<Part> all() {
        List<Part> all = new ArrayList<>(List.of(spark));
        all.addAll(python);
        if (driver != null) {
            all.add(driver);
        }
        return all;
    }

    private static Part file(Path file) throws IOException {
        MessageDigest digest = digest();
        digest.update(Files.readAllBytes(file));
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return new Part(
                name.substring(0, dot) + "-" + digits(digest) + name.substring(dot),
                Files.size(file),
                out -> Files.copy(file, out));
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static Part spark(List<Path> jars) throws IOException {
        MessageDigest digest = digest();
        long bytes = 0;
        for (Path each : jars) {
            bytes += Files.size(each);
            String line = each.getFileName() + ":" + Files.size(each) + ":"
                    + Files.getLastModifiedTime(each).toMillis() / 1000 + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        String version = org.apache.spark.package$.MODULE$.SPARK_VERSION();
        return new Part("spark-" + version + "-" + digits(digest) + ".zip", bytes, out -> zip(jars, out));
    }

    /** Without compression, which jars have already; with their times, by which class-data archives know them again. */
    private static void zip(List<Path> jars, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
        for (Path each : jars) {
            ZipEntry entry = new ZipEntry(each.getFileName().toString());
            File file = each.toFile();
            entry.setSize(file.length());
            entry.setCompressedSize(file.length());
            entry.setCrc(crc(each));
            entry.setLastModifiedTime(Files.getLastModifiedTime(each));
            zip.putNextEntry(entry);
            Files.copy(each, zip);
            zip.closeEntry();
        }
        zip.finish();
    }

    private static long crc(Path file) throws IOException {
        CRC32 crc = new CRC32();
        try (var in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        }
        return crc.getValue();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private static String digits(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).substring(0, NAME_DIGITS);
    }
}
