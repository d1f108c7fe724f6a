package dev.hearth.gateway.link;

import dev.hearth.gateway.session.LogSource;
import dev.hearth.protocol.link.LinkFrame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One stream from a driver: what has come and was not read yet, never more than the credit that was given. Thread-safe.
 */
final class LogStream implements LogSource {
    private final int id;
    private final int credit;
    private final LinkStreams streams;
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(); // guarded by this
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private int allowed; // guarded by this; what the driver may still send
    private int owed; // guarded by this; read, and not given back as credit yet
    private long position; // guarded by this
    private boolean over; // guarded by this

    LogStream(int id, int credit, long position, LinkStreams streams) {
        this.id = id;
        this.credit = credit;
        this.allowed = credit;
        this.position = position;
        this.streams = streams;
    }

    /** Takes bytes of the driver; false if it had no credit for them. */
    boolean data(ByteBuffer bytes) {
        synchronized (this) {
            if (bytes.remaining() > allowed) {
                return false;
            }
            if (over || !bytes.hasRemaining()) {
                return true;
            }
            allowed -= bytes.remaining();
            chunks.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
        }
        wake();
        return true;
    }

    /** Nothing more will come. */
    void end() {
        synchronized (this) {
            over = true;
        }
        wake();
    }

    @Override
    public @Nullable ByteBuffer next() {
        ByteBuffer chunk;
        int give = 0;
        synchronized (this) {
            chunk = chunks.poll();
            if (chunk == null) {
                return null;
            }
            position += chunk.remaining();
            owed += chunk.remaining();
            if (!over && owed >= credit / 2) {
                give = owed;
                allowed += owed;
                owed = 0;
            }
        }
        if (give > 0) {
            streams.send(new LinkFrame.CreditFrame(id, give));
        }
        return chunk;
    }

    @Override
    public void whenMore(Runnable wake) {
        waiting.set(wake);
        boolean more;
        synchronized (this) {
            more = over || !chunks.isEmpty();
        }
        if (more) {
            wake();
        }
    }

    private void wake() {
        Runnable wake = waiting.getAndSet(null);
        if (wake != null) {
            wake.run();
        }
    }

    @Override
    public synchronized boolean ended() {
        return over && chunks.isEmpty();
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public void close() {
        boolean tell;
        synchronized (this) {
            tell = !over;
            over = true;
            chunks.clear();
        }
        if (tell) {
            streams.closed(id);
        }
        wake();
    }
}
