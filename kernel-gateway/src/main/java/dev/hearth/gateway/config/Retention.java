package dev.hearth.gateway.config;

import java.time.Duration;

/**
 * How much of sessions is kept, and how long. Immutable.
 *
 * @param output how much output of cells per session; beyond, the oldest goes
 * @param other how much of all else: requests, replies, results, errors, statuses
 * @param age how long records are kept; 0 for as long as there is room
 * @param deadListed how long a dead session stays on the lists
 * @param deleted how long the journal of a deleted session stays readable
 */
public record Retention(ByteSize output, ByteSize other, Duration age, Duration deadListed, Duration deleted) {

    public Retention {
        ByteSize most = new ByteSize(Long.MAX_VALUE);
        Ranges.require("output", output, ByteSize.ofMebibytes(1), most);
        Ranges.require("other", other, ByteSize.ofMebibytes(1), most);
    }

    /** 1 GiB of output and 4 GiB of all else per session, whatever its age; dead ones a day, deleted ones a week. */
    public static Retention defaults() {
        return new Retention(
                ByteSize.ofMebibytes(1024),
                ByteSize.ofMebibytes(4096),
                Duration.ZERO,
                Duration.ofDays(1),
                Duration.ofDays(7));
    }
}
