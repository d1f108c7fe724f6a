package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A segment opened for reading, shared by those who stand in it; the last to leave closes it. It goes on reading the old
 * bytes when the segment was rewritten or deleted meanwhile. Thread-safe; the count is guarded by the segment's monitor.
 */
final class SegmentFile {
    /**
     * The most that is read or written at once: the JDK does it by way of memory outside the heap, of which each thread keeps what
     * it needed most.
     */
    static final int SLICE = 1 << 20;

    private final FileChannel channel;
    private int users = 1;

    SegmentFile(FileChannel channel) {
        this.channel = channel;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void join() {
        users++;
    }

    /** Returns whether that was the last one. */
    boolean leave() throws IOException {
        if (--users > 0) {
            return false;
        }
        channel.close();
        return true;
    }

    /** Fills {@code to} from {@code at} on; what remains in it afterwards is beyond the end of the file. */
    void read(ByteBuffer to, long at) throws IOException {
        int limit = to.limit();
        long next = at;
        try {
            while (to.position() < limit) {
                to.limit(Math.min(limit, to.position() + SLICE));
                int count = channel.read(to, next);
                if (count < 0) {
                    return;
                }
                next += count;
            }
        } finally {
            to.limit(limit);
        }
    }

    /** Copies bytes of this file to the end of {@code to}, without taking them through memory of ours. */
    void copy(long from, long bytes, FileChannel to) throws IOException {
        long done = 0;
        while (done < bytes) {
            long count = channel.transferTo(from + done, bytes - done, to);
            if (count <= 0) {
                throw new IOException("segment is shorter than its records");
            }
            done += count;
        }
    }
}
