package dev.hearth.journal;

/**
 * The limits of a journal. Immutable. They may differ from one opening to the next.
 *
 * @param segmentBytes size at which a segment is sealed and the next begun (one batch may go beyond); 4 KiB to 1 GiB
 * @param maxRecordBytes longest payload that is accepted, and that {@link JournalRecord#payload()} will allocate; 1 to
 *     2^31 - 1024
 */
public record JournalSettings(long segmentBytes, long maxRecordBytes, Durability durability) {
    /** The largest value of {@link #maxRecordBytes}. */
    public static final long MAX_RECORD_BYTES = Integer.MAX_VALUE - 1023L;

    /** Refuses values out of range. */
    public JournalSettings {
        if (segmentBytes < 4096 || segmentBytes > 1L << 30) {
            throw new IllegalArgumentException("segmentBytes must be 4096 to 2^30, not " + segmentBytes);
        }
        if (maxRecordBytes < 1 || maxRecordBytes > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "maxRecordBytes must be 1 to " + MAX_RECORD_BYTES + ", not " + maxRecordBytes);
        }
    }

    /** Segments of 32 MiB, records up to 256 MiB, buffered. */
    public static JournalSettings defaults() {
        return new JournalSettings(32L << 20, 256L << 20, Durability.BUFFERED);
    }

    /** These settings with another durability. */
    public JournalSettings with(Durability other) {
        return new JournalSettings(segmentBytes, maxRecordBytes, other);
    }
}
