package dev.hearth.yarn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
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
    private static final int SHOWN = 128 << 10;
    private static final String OUT = "---- standard output of the driver\n";
    private static final String ERR = "---- standard error of the driver\n";
    private static final String SO_FAR = "---- what the driver has printed so far\n";
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
            cut();
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.debug("the log {} cannot be written", file, e);
        }
    }

    /** Takes away what a driver that runs had printed by then: newer comes in its place. */
    private void cut() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer notes = ByteBuffer.allocate((int) Math.min(channel.size(), FETCHED));
            while (notes.hasRemaining() && channel.read(notes) >= 0) {
                // Until all is there.
            }
            int at = new String(notes.array(), 0, notes.position(), StandardCharsets.ISO_8859_1).indexOf(SO_FAR);
            if (at >= 0) {
                channel.truncate(at);
            }
        }
    }

    /**
     * Puts what the driver's container has printed so far behind the notes, in the place of what was put there before.
     *
     * @param wanted whether it still is, when it is there
     */
    CompletableFuture<Void> show(Submitter submitter, String application, String user, BooleanSupplier wanted) {
        return one(submitter, application, user, "stdout", SHOWN)
                .thenAcceptBoth(one(submitter, application, user, "stderr", SHOWN), (out, err) -> {
                    synchronized (this) {
                        if (wanted.getAsBoolean() && !(out.isBlank() && err.isBlank())) {
                            append(SO_FAR + part(OUT, out) + part(ERR, err));
                        }
                    }
                });
    }

    private static String part(String title, String text) {
        return text.isBlank() ? "" : title + text.strip() + "\n";
    }

    /** Adds what the driver's container has printed, if it can be read; done with whether there was something. */
    CompletableFuture<Boolean> fetch(Submitter submitter, String application, String user) {
        return one(submitter, application, user, "stdout", FETCHED)
                .thenCombine(one(submitter, application, user, "stderr", FETCHED), (out, err) -> {
                    boolean found = !out.isBlank() || !err.isBlank();
                    if (found) {
                        append(part(OUT, out) + part(ERR, err));
                    }
                    return found;
                });
    }

    private static CompletableFuture<String> one(
            Submitter submitter, String application, String user, String stream, int bytes) {
        ObjectNode request = Submitter.request("log")
                .put("app", application)
                .put("user", user)
                .put("stream", stream)
                .put("bytes", bytes);
        return submitter.ask(request, ANSWER).thenApply((JsonNode answer) -> answer.path("text")
                .asText());
    }

    /**
     * The last lines, at most 50 and at most 16 Ki characters in all, oldest first: of what the driver has printed, some of each
     * stream, for Python says on the one why it fails, and Java on the other.
     */
    List<String> tail() {
        try {
            String all = Files.readString(file, StandardCharsets.UTF_8);
            int err = all.lastIndexOf("\n" + ERR) + 1;
            if (err == 0) {
                return last(all, TAIL_LINES, TAIL_CHARS);
            }
            List<String> tail = new ArrayList<>(last(all.substring(0, err), TAIL_LINES / 2, TAIL_CHARS / 2));
            tail.addAll(last(all.substring(err), TAIL_LINES / 2, TAIL_CHARS / 2));
            return List.copyOf(tail);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<String> last(String text, int most, int chars) {
        List<String> lines =
                text.substring(Math.max(0, text.length() - chars)).lines().toList();
        return List.copyOf(lines.subList(Math.max(0, lines.size() - most), lines.size()));
    }
}
