package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A real file on a disk of limited room, whose forces are counted and can be made to wait or fail. */
final class FaultyChannel extends FileChannel {
    /** The disk that all channels of a test share. */
    static final class Disk implements JournalDirectory.Opener {
        final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
        final AtomicInteger forces = new AtomicInteger();
        volatile boolean failForces;
        volatile boolean failTruncates;
        volatile Runnable beforeForce = () -> {};

        @Override
        public FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
            return new FaultyChannel(JournalDirectory.openPrivately(path, options), this);
        }
    }

    private final FileChannel real;
    private final Disk disk;

    private FaultyChannel(FileChannel real, Disk disk) {
        this.real = real;
        this.disk = disk;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        long allowed = Math.min(from.remaining(), disk.room.get());
        if (allowed == 0 && from.hasRemaining()) {
            throw new IOException("No space left on device");
        }
        disk.room.addAndGet(-allowed);
        int limit = from.limit();
        int written = real.write(from.limit(from.position() + (int) allowed));
        from.limit(limit);
        return written;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long sum = 0;
        for (int at = offset; at < offset + length; at++) {
            if (from[at].hasRemaining()) {
                if (sum > 0 && disk.room.get() == 0) {
                    return sum;
                }
                sum += write(from[at]);
            }
        }
        return sum;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.beforeForce.run();
        disk.forces.incrementAndGet();
        if (disk.failForces) {
            throw new IOException("Input/output error");
        }
        real.force(metaData);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (disk.failTruncates) {
            throw new IOException("Input/output error");
        }
        real.truncate(size);
        return this;
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        real.position(newPosition);
        return this;
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        return real.read(to);
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
        return real.read(to, offset, length);
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        return real.read(to, position);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        return real.write(from, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return real.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return real.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
