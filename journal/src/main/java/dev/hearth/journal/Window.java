package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A stretch of a segment file in memory, moved along by reading. Not thread-safe. */
final class Window {
    private static final int SMALLEST = 4096;

    private final int maxBytes;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private long start;

    Window(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    int maxBytes() {
        return maxBytes;
    }

    boolean holds(long at, long count) {
        return at >= start && at + count <= start + bytes.limit();
    }

    /** Reads from {@code at} on, as much as there is before {@code end} and as fits. */
    void fill(SegmentFile file, long at, long end) throws IOException {
        int wanted = (int) Math.min(maxBytes, end - at);
        if (bytes.capacity() < wanted) {
            bytes = ByteBuffer.allocate(Math.min(maxBytes, Math.max(SMALLEST, Integer.highestOneBit(wanted) << 1)));
        }
        bytes.clear().limit(wanted);
        start = at;
        try {
            file.read(bytes, at);
        } finally {
            bytes.flip();
        }
    }

    /** The buffer, in which the byte {@code at} of the file is at {@link #index}. Its limit ends what was read. */
    ByteBuffer buffer() {
        return bytes;
    }

    int index(long at) {
        return (int) (at - start);
    }

    ByteBuffer slice(long at, int count) {
        return bytes.slice(index(at), count);
    }

    /** Forgets what was read, and gives a large buffer back: most readers stand at the end most of the time. */
    void rest() {
        if (bytes.capacity() > SMALLEST * 4) {
            bytes = ByteBuffer.allocate(0);
        }
        bytes.limit(0);
    }
}
