package dev.hearth.journal;

import java.nio.ByteBuffer;

/**
 * A record that retention leaves in the place of records that it drops.
 *
 * @param number one of the numbers dropped; each may carry one mark. The mark has that record's time
 * @param recordClass 0 to 255
 * @param key as in {@link Entry}
 * @param payload what remains in it
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque key; marks are never compared
public record Mark(long number, int recordClass, byte[] key, ByteBuffer payload) {
    /** Refuses a class or key out of range. */
    public Mark {
        if (recordClass < 0 || recordClass > 255 || key.length > 255) {
            throw new IllegalArgumentException("record class or key out of range");
        }
    }
}
