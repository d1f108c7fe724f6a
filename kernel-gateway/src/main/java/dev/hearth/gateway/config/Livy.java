package dev.hearth.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What Livy's clients find. Immutable.
 *
 * @param fields {@code current}, or {@code 0.7} for its Java client
 * @param localDirs folders of the gateway's machine whose files clients may name; none unless told otherwise
 * @param upload the longest file that a client may send; at least 1 byte
 * @param endedFor how long a session stays listed when it has ended
 * @param csrfProtection whether what changes something must bring the header {@code X-Requested-By}
 */
public record Livy(
        LivyFields fields, List<Path> localDirs, ByteSize upload, Duration endedFor, boolean csrfProtection) {
    public Livy {
        localDirs = List.copyOf(localDirs);
        if (upload.bytes() < 1) {
            throw new IllegalArgumentException("upload must be at least 1B");
        }
        if (endedFor.isNegative()) {
            throw new IllegalArgumentException("ended-for must not be negative");
        }
    }

    /** All fields, no files, uploads of 100 MiB, ten minutes. */
    public static Livy defaults() {
        return new Livy(LivyFields.CURRENT, List.of(), ByteSize.parse("100MiB"), Duration.ofMinutes(10), false);
    }
}
