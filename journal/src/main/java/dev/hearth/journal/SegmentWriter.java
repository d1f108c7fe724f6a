package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the end of one segment, all of a batch or nothing. Writes come from one thread at a time; forces and the
 * close may come from others.
 */
final class SegmentWriter {
    private static final SecureRandom SALTS = new SecureRandom();

    private final JournalDirectory directory;
    private final Path path;
    private volatile FileChannel channel;
    private volatile boolean closed;
    private long end;
    private boolean dirty;
    private @Nullable FileChannel placed; // the channel whose position is at the end

    private SegmentWriter(JournalDirectory directory, Path path, FileChannel channel, long end) {
        this.directory = directory;
        this.path = path;
        this.channel = channel;
        this.end = end;
    }

    /** Goes on at the end of an existing segment; whatever is behind {@code end} is cut off. */
    static SegmentWriter reopen(JournalDirectory directory, Path path, long end) throws IOException {
        FileChannel channel = directory.openForWriting(path);
        if (channel.size() > end) {
            channel.truncate(end);
        }
        return new SegmentWriter(directory, path, channel, end);
    }

    static SegmentHeader newHeader(long firstNumber, long nowMillis) {
        return new SegmentHeader(firstNumber, nowMillis, SALTS.nextInt(), 0);
    }

    /** Makes a new segment with nothing in it, or fails without a trace. */
    static SegmentWriter create(JournalDirectory directory, SegmentHeader header, boolean force) throws IOException {
        Path path = directory.segment(header.firstNumber());
        FileChannel channel = directory.createNew(path);
        try {
            ByteBuffer bytes = header.encode();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (force) {
                channel.force(true);
                directory.force();
            }
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(path);
            throw e;
        }
        return new SegmentWriter(directory, path, channel, SegmentHeader.BYTES);
    }

    /** Where the next batch begins. */
    long end() {
        return end;
    }

    /**
     * Appends all bytes.
     *
     * @throws IOException when they could not be written whole; then the segment ends where it did, and the next call may
     *     succeed
     */
    void write(ByteBuffer[] batch, long bytes, InterruptShield shield) throws IOException {
        if (dirty) {
            rollBack();
        }
        int[] positions = new int[batch.length];
        for (int at = 0; at < batch.length; at++) {
            positions[at] = batch[at].position();
        }
        while (true) {
            try {
                writeAll(batch, bytes);
                end += bytes;
                return;
            } catch (ClosedChannelException interrupted) {
                placed = null;
                shield.absorb();
                for (int at = 0; at < batch.length; at++) {
                    batch[at].position(positions[at]);
                }
                revive();
            } catch (IOException e) {
                dirty = true;
                try {
                    rollBack();
                } catch (IOException again) {
                    e.addSuppressed(again);
                }
                throw e;
            }
        }
    }

    private void writeAll(ByteBuffer[] batch, long bytes) throws IOException {
        FileChannel out = channel;
        if (out != placed) {
            // Another thread may have revived the channel; a new one stands at the start of the file.
            out.position(end);
            placed = out;
        }
        long left = bytes;
        int first = 0;
        while (left > 0) {
            left -= writeSlice(out, batch, first);
            while (first < batch.length && !batch[first].hasRemaining()) {
                first++;
            }
        }
    }

    /** Writes as much from {@code first} on as is in one slice, or less. */
    private static long writeSlice(FileChannel out, ByteBuffer[] batch, int first) throws IOException {
        long size = 0;
        int behind = first;
        while (behind < batch.length && size < SegmentFile.SLICE) {
            size += batch[behind++].remaining();
        }
        ByteBuffer last = batch[behind - 1];
        int limit = last.limit();
        last.limit(limit - (int) Math.max(0, size - SegmentFile.SLICE));
        try {
            return out.write(batch, first, behind - first);
        } finally {
            last.limit(limit);
        }
    }

    private void rollBack() throws IOException {
        revive();
        placed = null;
        channel.truncate(end);
        dirty = false;
    }

    /** An interrupt of a thread inside a channel closes the channel; the file is as good as before. */
    private synchronized void revive() throws IOException {
        if (closed) {
            throw new JournalClosedException("segment");
        }
        if (!channel.isOpen()) {
            channel = directory.openForWriting(path);
        }
    }

    /** Forces what was written before the call. Returns at once when closed, since {@link #close} forces too. */
    void force(InterruptShield shield) throws IOException {
        while (!closed) {
            try {
                channel.force(false);
                return;
            } catch (ClosedChannelException interrupted) {
                shield.absorb();
                if (!closed) {
                    revive();
                }
            }
        }
    }

    /** Closes, after forcing if wanted. */
    void close(boolean force, InterruptShield shield) throws IOException {
        if (force) {
            force(shield);
        }
        synchronized (this) {
            closed = true;
            channel.close();
        }
    }
}
