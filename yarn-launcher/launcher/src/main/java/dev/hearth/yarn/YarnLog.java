package dev.hearth.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of an application on this machine: what became of it until its driver ran, and at its end the last of what that has
 * printed. Thread-safe.
 *
 * @param file in a folder that may be gone; then nothing is written
 */
record YarnLog(Path file) {
    private static final Logger LOG = LoggerFactory.getLogger(YarnLog.class);
    private static final int FETCHED = 1 << 20;
    private static final int TAIL_LINES = 50;
    private static final int TAIL_CHARS = 16 * 1024;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** Adds a line with the time. */
    void note(String text) {
        append(LocalTime.now(java.time.ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " hearth: " + text
                + "\n");
    }

    private synchronized void append(String text) {
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try {
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                // It goes on.
            }
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.debug("the log {} cannot be written", file, e);
        }
    }

    /** Adds what the driver's container has printed, if it can be read; done with whether there was something. */
    CompletableFuture<Boolean> fetch(Submitter submitter, String application, String user) {
        return one(submitter, application, user, "stdout")
                .thenCombine(one(submitter, application, user, "stderr"), (out, err) -> {
                    if (!out.isBlank()) {
                        append("---- standard output of the driver\n" + out.strip() + "\n");
                    }
                    if (!err.isBlank()) {
                        append("---- standard error of the driver\n" + err.strip() + "\n");
                    }
                    return !out.isBlank() || !err.isBlank();
                });
    }

    private static CompletableFuture<String> one(Submitter submitter, String application, String user, String stream) {
        ObjectNode request = Submitter.request("log")
                .put("app", application)
                .put("user", user)
                .put("stream", stream)
                .put("bytes", FETCHED);
        return submitter.ask(request, ANSWER).thenApply((JsonNode answer) -> answer.path("text")
                .asText());
    }

    /** The last lines, at most 50 and at most 16 Ki characters in all, oldest first. */
    List<String> tail() {
        try {
            String all = Files.readString(file, StandardCharsets.UTF_8);
            List<String> lines = all.substring(Math.max(0, all.length() - TAIL_CHARS))
                    .lines()
                    .toList();
            return List.copyOf(lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return List.of();
        }
    }
}
