package dev.hearth.gateway.session;

import dev.hearth.journal.Durability;
import java.time.Duration;
import java.util.Objects;

/**
 * Limits and time-outs of sessions and links, filled from the configuration. Immutable.
 *
 * @param limits counts and sizes
 * @param timeouts how long what is waited for
 * @param retention what is kept how long
 * @param plainLinks accept links that are neither TLS nor of this machine
 */
public record SessionSettings(Limits limits, Timeouts timeouts, Retention retention, boolean plainLinks) {
    public SessionSettings {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(retention, "retention");
    }

    /** Everything at its default; plain links are refused. */
    public static SessionSettings defaults() {
        return new SessionSettings(Limits.defaults(), Timeouts.defaults(), Retention.defaults(), false);
    }

    /** These settings with other limits. */
    public SessionSettings with(Limits value) {
        return new SessionSettings(value, timeouts, retention, plainLinks);
    }

    /** These settings with other time-outs. */
    public SessionSettings with(Timeouts value) {
        return new SessionSettings(limits, value, retention, plainLinks);
    }

    /** These settings with another retention. */
    public SessionSettings with(Retention value) {
        return new SessionSettings(limits, timeouts, value, plainLinks);
    }

    /**
     * Counts and sizes.
     *
     * @param sessions the most live sessions; further ones are refused
     * @param concurrentStarts the most drivers that are starting at the same time; further ones wait
     * @param transientRequests the most unanswered requests that are kept in memory only, a session
     * @param readerRecords the most records kept in memory that wait for one reader
     * @param readerBytes the most bytes of them
     * @param streamCredit bytes that a stream of the link may be ahead of its reader
     */
    public record Limits(
            int sessions,
            int concurrentStarts,
            int transientRequests,
            int readerRecords,
            int readerBytes,
            int streamCredit) {
        public Limits {
            if (sessions < 1
                    || concurrentStarts < 1
                    || transientRequests < 1
                    || readerRecords < 1
                    || readerBytes < 1024
                    || streamCredit < 1024) {
                throw new IllegalArgumentException("limits of sessions must be positive");
            }
        }

        /** 1000 sessions, 4 starts at once, 256 transient requests, 1024 records and 4 MiB a reader, 256 KiB of credit. */
        public static Limits defaults() {
            return new Limits(1000, 4, 256, 1024, 4 << 20, 256 << 10);
        }
    }

    /**
     * How long what is waited for.
     *
     * @param start from the launch to the driver's first hello
     * @param stop grace of a driver that is asked to end
     * @param hello from the upgrade to the first frame of a link
     * @param heartbeat between two pings of an idle link; after three without any frame the link is given up
     * @param interruptWithoutLink how long a link may be down before an interrupt is refused
     * @param lastWords from a driver's exit to the end of what it said on the link; at most 2 s
     * @param lostDriver how long the hello of a driver that no launcher knows is waited for once its link is down
     * @param tick between two looks for idle sessions and what retention lets go
     */
    public record Timeouts(
            Duration start,
            Duration stop,
            Duration hello,
            Duration heartbeat,
            Duration interruptWithoutLink,
            Duration lastWords,
            Duration lostDriver,
            Duration tick) {
        public Timeouts {
            for (Duration each :
                    new Duration[] {start, stop, hello, heartbeat, interruptWithoutLink, lastWords, lostDriver, tick}) {
                if (each.isNegative() || each.isZero()) {
                    throw new IllegalArgumentException("time-outs of sessions must be positive");
                }
            }
        }

        /** 120 s to start, 10 s to stop, 10 s for a hello, pings every 10 s, the rest short. */
        public static Timeouts defaults() {
            return new Timeouts(
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(1500),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30));
        }
    }

    /**
     * When a session counts as unused.
     *
     * @param after without activity for so long
     * @param connected also while clients are attached
     * @param busy also while cells run
     */
    public record Idle(Duration after, boolean connected, boolean busy) {
        public Idle {
            if (after.isNegative() || after.isZero()) {
                throw new IllegalArgumentException("an idle time must be positive");
            }
        }
    }

    /**
     * What is kept how long.
     *
     * @param outputBytes bytes of cells' output, a session
     * @param recordBytes bytes of everything else in a journal
     * @param requestBytes bytes of requests, a session
     * @param segmentBytes size of a file of a log; what is trimmed is trimmed by files
     * @param deadListed how long a dead session stays listed
     * @param deletedKept how long the journal of a deleted session, or of one no longer listed, is kept
     * @param age how long a record is kept, to a twentieth of it or an hour; 0 for as long as there is room
     * @param idle when a session is ended because nobody uses it; null for never
     * @param maxAge how old a session becomes that asked for no age; 0 for any age
     * @param durability when an append counts as done
     */
    public record Retention(
            long outputBytes,
            long recordBytes,
            long requestBytes,
            long segmentBytes,
            Duration deadListed,
            Duration deletedKept,
            Duration age,
            @org.jspecify.annotations.Nullable Idle idle,
            Duration maxAge,
            Durability durability) {
        public Retention {
            Objects.requireNonNull(deadListed, "deadListed");
            Objects.requireNonNull(deletedKept, "deletedKept");
            Objects.requireNonNull(age, "age");
            Objects.requireNonNull(maxAge, "maxAge");
            Objects.requireNonNull(durability, "durability");
            if (outputBytes < 0 || recordBytes < 0 || requestBytes < 0 || age.isNegative() || maxAge.isNegative()) {
                throw new IllegalArgumentException("bounds of retention must not be negative");
            }
        }

        /** 1 GiB of output, 4 GiB of records, 1 GiB of requests, 32 MiB files, listed a day, kept a week, never culled. */
        public static Retention defaults() {
            return new Retention(
                    1L << 30,
                    4L << 30,
                    1L << 30,
                    32L << 20,
                    Duration.ofDays(1),
                    Duration.ofDays(7),
                    Duration.ZERO,
                    null,
                    Duration.ZERO,
                    Durability.BUFFERED);
        }
    }
}
