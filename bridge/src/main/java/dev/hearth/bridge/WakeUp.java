package dev.hearth.bridge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends another thread's wait for its sockets: a pipe with at most one byte in it. {@link #ring} is thread-safe, the rest is the
 * waiting thread's.
 */
final class WakeUp implements AutoCloseable {
    private final Pipe pipe;
    private final AtomicBoolean rung = new AtomicBoolean();
    private final ByteBuffer read = ByteBuffer.allocate(16);

    WakeUp() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    /** What the waiting thread waits for besides its sockets. */
    SelectableChannel source() {
        return pipe.source();
    }

    /** Wakes the other thread, or keeps it from falling asleep. */
    void ring() {
        if (rung.compareAndSet(false, true)) {
            try {
                pipe.sink().write(ByteBuffer.allocate(1));
            } catch (IOException e) {
                // The other side has closed: it waits for nothing any more.
            }
        }
    }

    /** Takes the byte; before the thread looks for what it was woken for. */
    void clear() {
        try {
            while (pipe.source().read(read.clear()) > 0) {
                // One byte, as a rule.
            }
        } catch (IOException e) {
            // Closed.
        }
        rung.set(false);
    }

    @Override
    public void close() throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }
}
