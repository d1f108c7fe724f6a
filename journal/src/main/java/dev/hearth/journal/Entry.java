package dev.hearth.journal;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is to be appended. The key and the buffers are used as they are, not copied: leave them alone until the append has
 * returned. The buffers' positions stay where they are.
 *
 * @param recordClass 0 to 255; retention goes by it
 * @param key 0 to 255 bytes, by which {@link Journal#numbersFor} finds the record; empty = not indexed
 * @param parts the payload is what remains in each, one after the other
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque key; entries are never compared
public record Entry(int recordClass, byte[] key, List<ByteBuffer> parts) {
    private static final byte[] NO_KEY = {};

    /** Refuses a class or key out of range. */
    public Entry {
        if (recordClass < 0 || recordClass > 255) {
            throw new IllegalArgumentException("record class must be 0 to 255, not " + recordClass);
        }
        if (key.length > 255) {
            throw new IllegalArgumentException("a key has at most 255 bytes, not " + key.length);
        }
        parts = List.copyOf(parts);
    }

    /** An entry without a key. */
    public static Entry of(int recordClass, ByteBuffer payload) {
        return new Entry(recordClass, NO_KEY, List.of(payload));
    }
}
