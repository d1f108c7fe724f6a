package dev.hearth.driver.output;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Records in memory that wait for the link: those that are not logged, each with its place among the logged ones, and copies
 * of urgent ones, which go first. Thread-safe.
 *
 * <p>Bounded: while no link is up nothing is kept, since the gateway answers transient requests itself then; on a link that
 * does not keep up, events are refused first and everything beyond {@value #MOST_RECORDS} records or {@value #MOST_BYTES}
 * bytes after them.
 */
public final class TransientQueue {
    private static final int MOST_RECORDS = 4096;
    private static final int MOST_EVENTS = 1024;
    private static final long MOST_BYTES = 64L << 20;

    /**
     * A record that waits.
     *
     * @param after it goes behind the logged record of this sequence
     * @param sequence its own sequence if it is a copy of a logged one, else 0
     */
    public record Waiting(long after, long sequence, List<ByteBuffer> record, long sizeBytes) {}

    private final Object lock = new Object();

    private final Queue<Waiting> waiting = new ArrayDeque<>(); // guarded by lock

    private final Queue<Waiting> urgent = new ArrayDeque<>(); // guarded by lock

    private long bytes; // guarded by lock

    private boolean open; // guarded by lock

    /** Takes records from now on. */
    public void open() {
        synchronized (lock) {
            open = true;
        }
    }

    /** Forgets what waits and takes nothing more. */
    public void close() {
        synchronized (lock) {
            open = false;
            waiting.clear();
            urgent.clear();
            bytes = 0;
        }
    }

    /** Adds a record that goes behind the logged one of {@code after}; false if it is not taken. */
    public boolean offer(long after, List<ByteBuffer> record, boolean event) {
        return offer(waiting, new Waiting(after, 0, record, size(record)), event ? MOST_EVENTS : MOST_RECORDS);
    }

    /**
     * Adds a record that goes before all others; false if it is not taken.
     *
     * @param sequence of the logged record that it is a copy of
     */
    public boolean offerUrgent(long sequence, List<ByteBuffer> record) {
        return offer(urgent, new Waiting(0, sequence, record, size(record)), MOST_RECORDS);
    }

    private boolean offer(Queue<Waiting> queue, Waiting entry, int most) {
        synchronized (lock) {
            if (!open || queue.size() >= most || bytes + entry.sizeBytes > MOST_BYTES) {
                return false;
            }
            bytes += entry.sizeBytes;
            return queue.add(entry);
        }
    }

    private static long size(List<ByteBuffer> record) {
        long size = 0;
        for (ByteBuffer part : record) {
            size += part.remaining();
        }
        return size;
    }

    /** Takes the oldest urgent record, or null. */
    public @Nullable Waiting pollUrgent() {
        synchronized (lock) {
            Waiting first = urgent.poll();
            if (first != null) {
                bytes -= first.sizeBytes;
            }
            return first;
        }
    }

    /** The oldest record if it goes before the logged one of {@code sequence}; it stays. */
    public @Nullable Waiting peekBefore(long sequence) {
        synchronized (lock) {
            Waiting first = waiting.peek();
            return first != null && first.after < sequence ? first : null;
        }
    }

    /** Takes away what {@link #peekBefore} returned, unless the queue was closed meanwhile. */
    @SuppressWarnings("ReferenceEquality") // this very entry, and not one like it in a queue that was opened again
    public void remove(Waiting first) {
        synchronized (lock) {
            if (waiting.peek() == first) {
                waiting.poll();
                bytes -= first.sizeBytes;
            }
        }
    }
}
