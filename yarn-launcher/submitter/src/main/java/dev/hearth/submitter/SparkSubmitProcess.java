package dev.hearth.submitter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The same by a {@code bin/spark-submit} of its own: for sites whose {@code spark-submit} is their own script, or does more than
 * Spark's. The conf goes through a file that nobody else may read. Only functions; thread-safe.
 */
final class SparkSubmitProcess {
    private static final int LAST_LINES = 200;
    private static final long LAST_SECONDS = 30;

    /** Its own work is little, and begins at once. */
    private static final String JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m";

    private SparkSubmitProcess() {}

    /**
     * Submits, and waits until that is done.
     *
     * @param folder to which nobody else has access, for the file with the conf
     * @throws IOException with what {@code spark-submit} said, if it failed
     */
    static void run(Job job, Path folder) throws IOException, InterruptedException {
        String home = System.getenv("SPARK_HOME");
        Path properties = write(folder, conf(job, home));
        List<String> command =
                new ArrayList<>(List.of(Path.of(home, "bin", "spark-submit").toString()));
        command.addAll(job.commandLine(List.of("--properties-file", properties.toString())));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putIfAbsent("SPARK_SUBMIT_OPTS", JVM);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            Deque<String> last = new ArrayDeque<>();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    last.add(line);
                    if (last.size() > LAST_LINES) {
                        last.remove();
                    }
                }
            }
            if (!process.waitFor(LAST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(said(List.copyOf(last)));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** With a file of one's own Spark does not read the usual one, which other submissions heed. */
    private static Map<String, String> conf(Job job, String home) throws IOException {
        String folder = System.getenv().getOrDefault("SPARK_CONF_DIR", home + "/conf");
        Path usual = Path.of(folder, "spark-defaults.conf");
        Map<String, String> conf = new TreeMap<>();
        if (Files.isReadable(usual)) {
            Properties properties = new Properties();
            try (var in = Files.newBufferedReader(usual)) {
                properties.load(in);
            }
            properties
                    .stringPropertyNames()
                    .forEach(key -> conf.put(key, properties.getProperty(key).strip()));
        }
        conf.putAll(job.conf());
        return conf;
    }

    private static Path write(Path folder, Map<String, String> conf) throws IOException {
        Path file = Files.createFile(
                folder.resolve("spark.properties"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Properties properties = new Properties();
        properties.putAll(conf);
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file;
    }

    /** The telling line: the innermost cause, else the exception, else the last word. */
    static String said(List<String> lines) {
        String exception = "";
        String cause = "";
        String last = "spark-submit failed without a word";
        for (String line : lines) {
            if (line.startsWith("Caused by: ")) {
                cause = message(line.substring("Caused by: ".length()));
            } else if (line.startsWith("Exception in thread ")) {
                exception = message(line.substring(line.indexOf(' ', "Exception in thread ".length()) + 1));
                cause = "";
            } else if (!line.isBlank() && !line.startsWith("\tat ")) {
                last = line.strip();
            }
        }
        return !cause.isEmpty() ? cause : !exception.isEmpty() ? exception : last;
    }

    /** Without the name of the exception's class. */
    private static String message(String line) {
        int colon = line.indexOf(": ");
        return colon > 0 && line.substring(0, colon).matches("[\\w.$]+") ? line.substring(colon + 2) : line;
    }
}
