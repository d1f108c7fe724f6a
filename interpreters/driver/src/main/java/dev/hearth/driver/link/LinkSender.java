package dev.hearth.driver.link;

import dev.hearth.driver.output.OutputLog;
import dev.hearth.driver.output.TransientQueue;
import dev.hearth.protocol.link.LinkFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waits for the gateway, on a thread of its own: acknowledgements, then what is urgent, then stream data and records
 * in turn. Thread-safe.
 *
 * <p>A frame goes out as soon as the one before it has left; meanwhile more gathers, and so frames grow under load and not by
 * a timer.
 */
public final class LinkSender implements AutoCloseable {
    private static final long LONGEST_GOODBYE_MILLIS = 1000;

    private final OutputLog log;
    private final TransientQueue transients;
    private final Thread thread = new Thread(this::run, "hearth-link-sender");
    private final AtomicLong wakes = new AtomicLong();
    private final AtomicLong toAcknowledge = new AtomicLong();
    private final Object monitor = new Object();
    private volatile @Nullable Outgoing current;
    private volatile boolean closed;
    private @Nullable LogStreams streams;
    private long acknowledgedLast; // confined to the thread
    private boolean streamsTurn; // confined to the thread
    private long drained; // guarded by monitor

    /** A sender of one log and one queue, which it listens to. Call {@link #start} before anything is said. */
    public LinkSender(OutputLog log, TransientQueue transients) {
        this.log = log;
        this.transients = transients;
        thread.setDaemon(true);
        log.listen((envelope, record, urgent) -> {
            if (urgent) {
                transients.offerUrgent(envelope.sequence(), record);
            }
            wake();
        });
    }

    /** Starts the thread. */
    void start(LogStreams newStreams) {
        streams = newStreams;
        thread.start();
    }

    /** Makes the sender look for something to send. Returns at once. */
    public void wake() {
        wakes.incrementAndGet();
        LockSupport.unpark(thread);
    }

    /** Sends over {@code link} from now on, from behind {@code outputLast}; of records up to a size, 0 for any. */
    void attach(Link link, long outputLast, long maxRecordBytes) {
        log.resumeAt(outputLast);
        current = new Outgoing(link, log, transients, outputLast + 1, maxRecordBytes);
        wake();
    }

    /** Stops sending. What was under way is sent again over the next link. */
    void detach() {
        current = null;
        wake();
    }

    /** Breaks the link if one is up. Returns at once. */
    public void breakLink(String reason) {
        Outgoing outgoing = current;
        if (outgoing != null) {
            outgoing.link().abort(reason);
        }
    }

    /** Tells the gateway that requests up to {@code sequence} are here. */
    void acknowledge(long sequence) {
        toAcknowledge.accumulateAndGet(sequence, Math::max);
        wake();
    }

    /** Notes that the gateway has output up to {@code sequence}. */
    void acknowledged(long sequence) {
        log.acknowledge(sequence);
    }

    /** Waits until all that was said before is on its way to the gateway and what is logged is acknowledged; false if not in time. */
    public boolean flush(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long last = log.last();
        long wanted = wakes.incrementAndGet();
        LockSupport.unpark(thread);
        synchronized (monitor) {
            while (drained < wanted) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || closed) {
                    return false;
                }
                monitor.wait(left);
            }
        }
        return log.awaitAcknowledged(last, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    private void run() {
        Outgoing active = null;
        while (!closed) {
            long seen = wakes.get();
            Outgoing wanted = current;
            if (active != wanted) {
                if (active != null) {
                    active.close();
                }
                active = wanted;
            }
            if (active == null) {
                rest(seen, false);
            } else if (!step(active)) {
                rest(seen, true);
            }
        }
        if (active != null) {
            active.close();
        }
    }

    /** Sends one frame; false if there is nothing to send. */
    private boolean step(Outgoing outgoing) {
        try {
            ByteBuffer frame = next(outgoing);
            if (frame == null) {
                return false;
            }
            outgoing.link().send(frame);
        } catch (IOException | RuntimeException e) {
            giveUp(outgoing, "the sender stopped: " + e);
        } catch (Error e) { // of a full heap, as a rule: the next link begins anew
            giveUp(outgoing, "the sender failed");
        } catch (InterruptedException e) {
            outgoing.link().abort("the sender was interrupted");
        }
        return true;
    }

    private void giveUp(Outgoing outgoing, String reason) {
        outgoing.link().abort(reason);
        if (current == outgoing) {
            current = null;
        }
    }

    private void rest(long seen, boolean linked) {
        if (linked) {
            synchronized (monitor) {
                drained = seen;
                monitor.notifyAll();
            }
        }
        if (wakes.get() == seen) {
            LockSupport.park(this);
        }
    }

    private @Nullable ByteBuffer next(Outgoing outgoing) throws IOException {
        long acknowledge = toAcknowledge.get();
        if (acknowledge > acknowledgedLast) {
            acknowledgedLast = acknowledge;
            return new LinkFrame.AckFrame(acknowledge).encode();
        }
        ByteBuffer urgent = outgoing.urgent();
        if (urgent != null) {
            return urgent;
        }
        streamsTurn = !streamsTurn;
        ByteBuffer first = streamsTurn ? stream() : outgoing.records();
        if (first != null) {
            return first;
        }
        return streamsTurn ? outgoing.records() : stream();
    }

    private @Nullable ByteBuffer stream() {
        LogStreams known = streams;
        LinkFrame frame = known == null ? null : known.next();
        return frame == null ? null : frame.encode();
    }

    @Override
    public void close() {
        closed = true;
        wake();
        synchronized (monitor) {
            monitor.notifyAll();
        }
        try {
            thread.join(LONGEST_GOODBYE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
