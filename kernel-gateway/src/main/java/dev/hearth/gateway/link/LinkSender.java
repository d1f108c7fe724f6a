package dev.hearth.gateway.link;

import dev.hearth.gateway.session.RequestFeed;
import dev.hearth.protocol.link.LinkFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Sends one frame at a time: what answers first, then acknowledgements, then requests. Thread-safe; never blocks. Frames of
 * the gateway's own are bounded by the streams that cause them; acknowledgements replace each other.
 */
final class LinkSender {
    private final Session session;
    private final Consumer<String> failed;
    private final AtomicInteger wanted = new AtomicInteger();
    private final ArrayDeque<ByteBuffer> urgent = new ArrayDeque<>(); // guarded by itself
    private long acknowledge; // guarded by urgent
    private long acknowledged; // guarded by urgent
    private volatile boolean inFlight;
    private volatile boolean closed;
    private @Nullable RequestQueues requests; // only where the pump runs

    private volatile @Nullable RequestFeed feed;

    /** Sends on {@code session}; {@code failed} is told once when that no longer works. */
    LinkSender(Session session, Consumer<String> failed) {
        this.session = session;
        this.failed = failed;
    }

    /** Sends a frame before any request. */
    void send(LinkFrame frame) {
        if (closed) {
            return;
        }
        synchronized (urgent) {
            urgent.add(frame.encode());
        }
        pump();
    }

    /** Acknowledges the driver's output up to a sequence. */
    void acknowledge(long sequence) {
        synchronized (urgent) {
            acknowledge = Math.max(acknowledge, sequence);
        }
        pump();
    }

    /** Begins to send requests. */
    void feed(RequestFeed newFeed) {
        feed = newFeed;
        pump();
    }

    /** There may be something to send. */
    void pump() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            while (!closed && !inFlight) {
                ByteBuffer frame = nextFrame();
                if (frame == null) {
                    break;
                }
                inFlight = true;
                session.sendBinary(frame, Callback.from(this::sent, failure -> fail("sending failed: " + failure)));
            }
            if (closed) {
                letGo();
            }
            seen = wanted.addAndGet(-seen);
        } while (seen != 0);
    }

    private void sent() {
        inFlight = false;
        pump();
    }

    private void fail(String reason) {
        if (!closed) {
            failed.accept(reason);
        }
    }

    private @Nullable ByteBuffer nextFrame() {
        synchronized (urgent) {
            if (!urgent.isEmpty()) {
                return urgent.remove();
            }
            if (acknowledge > acknowledged) {
                acknowledged = acknowledge;
                return new LinkFrame.AckFrame(acknowledge).encode();
            }
        }
        RequestFeed given = feed;
        if (given == null) {
            return null;
        }
        RequestQueues queues = requests;
        if (queues == null) {
            queues = new RequestQueues(given);
            requests = queues;
        }
        try {
            return queues.next();
        } catch (IOException e) {
            fail("requests cannot be read: " + e.getMessage());
            return null;
        }
    }

    private void letGo() {
        RequestQueues queues = requests;
        requests = null;
        feed = null;
        if (queues != null) {
            try {
                queues.close();
            } catch (IOException e) {
                // They were open for reading only.
            }
        }
    }

    /** Sends nothing more. */
    void close() {
        closed = true;
        pump();
    }
}
