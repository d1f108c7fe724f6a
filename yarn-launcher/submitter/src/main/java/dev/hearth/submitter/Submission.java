package dev.hearth.submitter;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.spark.deploy.InProcessSparkSubmit;

/**
 * Puts applications into the cluster, as a rule by Spark's own submission in this process. No conf stands in an argument of a
 * process. Thread-safe.
 *
 * <p>Used of Spark is {@code InProcessSparkSubmit}, which its public {@code InProcessLauncher} calls too: called without that,
 * it returns when the application is submitted, throws what went wrong, and leaves no thread behind.
 */
final class Submission {
    private final Queues queues;
    private final Path files;
    private final Preparation preparation;
    private final Applications applications;

    Submission(Queues queues, Preparation preparation, Applications applications, Path files) {
        this.files = files;
        this.queues = queues;
        this.preparation = preparation;
        this.applications = applications;
    }

    /**
     * Submits, unless an application with this tag is there already.
     *
     * <p>Of the request: {@code tag}, of which there is one application; {@code user}, empty for this process's own; {@code
     * queue}; {@code conf}; {@code class}, {@code file} and {@code arguments} as {@code spark-submit} takes them; {@code
     * private}, names to base 64 of files that are put beside the driver and are nobody else's business; {@code driver}, a jar
     * that comes onto the driver's class path, which is looked for among what was prepared; {@code python}, whether PySpark is
     * wanted; {@code folder}, where things were prepared; {@code program}, whether the site's own {@code spark-submit} is to do it.
     *
     * @return the application's report, as {@link Applications#json} has it
     */
    JsonNode submit(JsonNode request, Consumer<String> notes) throws Exception {
        String tag = Operations.text(request, "tag");
        String user = Operations.text(request, "user");
        Optional<ApplicationReport> before = applications.newest(tag);
        if (before.isPresent()) {
            return Applications.json(before.get());
        }
        queues.require(user, Operations.text(request, "queue"));
        Map<String, String> conf = new LinkedHashMap<>();
        request.path("conf")
                .properties()
                .forEach(each -> conf.put(each.getKey(), each.getValue().asText()));
        preparation.putInto(conf, request, notes);
        Path folder = Files.createTempDirectory(
                files, "submit", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            for (Map.Entry<String, JsonNode> each : request.path("private").properties()) {
                Path file = write(folder, each.getKey(), each.getValue().asText());
                append(conf, "spark.yarn.dist.files", file.toUri() + "#" + each.getKey());
            }
            Job job = Job.of(request, conf);
            if (request.path("program").asBoolean()) {
                SparkSubmitProcess.run(job, folder);
            } else {
                inProcess(job);
            }
        } finally {
            delete(folder);
        }
        return applications
                .newest(tag)
                .map(Applications::json)
                .orElseThrow(() -> new Failure.Refused("YARN took the application, and does not show it"));
    }

    private static Path write(Path folder, String name, String base64) throws IOException {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IOException("not the name of a file");
        }
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, Base64.getDecoder().decode(base64));
    }

    static void append(Map<String, String> conf, String key, String value) {
        conf.merge(key, value, (had, more) -> had.isBlank() ? more : had + "," + more);
    }

    private static void inProcess(Job job) {
        List<String> conf = new ArrayList<>();
        job.conf().forEach((key, value) -> conf.addAll(List.of("--conf", key + "=" + value)));
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        try {
            InProcessSparkSubmit.main(job.commandLine(conf).toArray(String[]::new));
        } finally {
            thread.setContextClassLoader(loader); // Spark leaves its own there
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.deleteIfExists(each);
            }
        }
        Files.deleteIfExists(folder);
    }
}
