package dev.hearth.gateway.jupyter;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one message of a client, as they come. It grows with what has come, whatever a frame announces. Confined to
 * the thread that reads the socket.
 */
final class Assembly {
    private static final int FIRST_BYTES = 4096;
    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private byte[] bytes = NOTHING;
    private int size;

    Assembly(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds bytes; false, and nothing is kept, if the message becomes too long. */
    boolean add(ByteBuffer more) {
        int count = more.remaining();
        if (count > maxBytes - size) {
            clear();
            return false;
        }
        if (size + count > bytes.length) {
            long grown = Math.max((long) size + count, Math.max(FIRST_BYTES, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, grown));
        }
        more.get(bytes, size, count);
        size += count;
        return true;
    }

    /** The whole message, the caller's own; the next begins. */
    byte[] take() {
        byte[] whole = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        clear();
        return whole;
    }

    private void clear() {
        bytes = NOTHING;
        size = 0;
    }
}
