package dev.hearth.bridge;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the gateway that wait for the sockets' thread. Bounded by what is asked for: while {@link #isFull} the gateway is
 * asked for no more, so that all else waits in its log. Thread-safe; one thread takes.
 */
final class Inbox {
    private static final long BOUND_BYTES = 8L << 20;

    private final Queue<byte[]> messages = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Runnable wake;

    /** Calls {@code wake} when there is something. */
    Inbox(Runnable wake) {
        this.wake = wake;
    }

    void add(byte[] message) {
        bytes.addAndGet(message.length);
        messages.add(message);
        wake.run();
    }

    byte @Nullable [] poll() {
        byte[] message = messages.poll();
        if (message != null) {
            bytes.addAndGet(-message.length);
        }
        return message;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    boolean isFull() {
        return bytes.get() >= BOUND_BYTES;
    }
}
