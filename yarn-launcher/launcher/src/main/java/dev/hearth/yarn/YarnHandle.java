package dev.hearth.yarn;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known to find an application again. It is known before the application exists. Immutable. As text: {@code
 * yarn1:tag:millis:user:directory}, the last two in URL-safe base 64.
 *
 * @param tag which one application of the cluster has
 * @param startedAt when it was asked for
 * @param user whom it runs as; null for the submitter's own
 * @param directory its folder on this machine
 */
record YarnHandle(String tag, Instant startedAt, @Nullable String user, Path directory) {
    private static final String KIND = "yarn1";
    private static final String BATCH = "hearth-batch-";
    private static final int MAX_CHARS = 8192;
    private static final String LOG = "driver.log";

    YarnHandle {
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The tag of a batch; others are those of sessions. */
    static String batchTag(UUID batch) {
        return BATCH + batch;
    }

    /** Whether it is an application of its own, with which Hearth has no link. */
    boolean isBatch() {
        return tag.startsWith(BATCH);
    }

    Path log() {
        return directory.resolve(LOG);
    }

    String encode() {
        return String.join(
                ":",
                KIND,
                tag,
                Long.toString(startedAt.toEpochMilli()),
                base64(user == null ? "" : user),
                base64(directory.toString()));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    static Optional<YarnHandle> decode(String text) {
        String[] parts = text.length() > MAX_CHARS ? new String[0] : text.split(":", -1);
        if (parts.length != 5 || !parts[0].equals(KIND) || !parts[1].matches("[a-z0-9-]{1,100}")) {
            return Optional.empty();
        }
        try {
            Path directory = Path.of(text(parts[4]));
            String user = text(parts[3]);
            Instant startedAt = Instant.ofEpochMilli(Long.parseLong(parts[2]));
            return directory.isAbsolute()
                    ? Optional.of(new YarnHandle(parts[1], startedAt, user.isEmpty() ? null : user, directory))
                    : Optional.empty();
        } catch (IllegalArgumentException e) { // also NumberFormatException and InvalidPathException
            return Optional.empty();
        }
    }
}
