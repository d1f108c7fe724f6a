package dev.hearth.launcher.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/**
 * What has to be known to find a local driver again.
 *
 * <p>Immutable. As text: {@code local1:pid:start:s|t:millis:directory}, the directory in URL-safe base 64.
 *
 * @param pid the driver's
 * @param start what {@link ProcessTable#startOf} said when it was launched
 * @param ownSession whether it leads a session of its own, so that this is known by its pid
 * @param startedAt when
 * @param directory its work folder
 */
record DriverHandle(long pid, String start, boolean ownSession, Instant startedAt, Path directory) {

    private static final String KIND = "local1";
    private static final int MAX_CHARS = 8192;
    private static final String LOG = "driver.log";

    DriverHandle {
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS); // as the text has it, so that both are equal
    }

    Path log() {
        return directory.resolve(LOG);
    }

    String encode() {
        return String.join(
                ":",
                KIND,
                Long.toString(pid),
                start,
                ownSession ? "s" : "t",
                Long.toString(startedAt.toEpochMilli()),
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(directory.toString().getBytes(StandardCharsets.UTF_8)));
    }

    static Optional<DriverHandle> decode(String text) {
        String[] parts = text.length() > MAX_CHARS ? new String[0] : text.split(":", -1);
        if (parts.length != 6 || !parts[0].equals(KIND)) {
            return Optional.empty();
        }
        try {
            byte[] directory = Base64.getUrlDecoder().decode(parts[5]);
            Path path = Path.of(new String(directory, StandardCharsets.UTF_8));
            Instant startedAt = Instant.ofEpochMilli(Long.parseLong(parts[4]));
            long pid = Long.parseLong(parts[1]);
            boolean sound = pid > 1 && path.isAbsolute() && !parts[2].isEmpty();
            return sound
                    ? Optional.of(new DriverHandle(pid, parts[2], parts[3].equals("s"), startedAt, path))
                    : Optional.empty();
        } catch (IllegalArgumentException e) { // also InvalidPathException and NumberFormatException
            return Optional.empty();
        }
    }
}
