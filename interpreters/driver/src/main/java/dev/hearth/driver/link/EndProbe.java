package dev.hearth.driver.link;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds out soon whether the connection ended right behind a frame. {@code java.net.http}'s WebSocket tells nobody of an end that
 * it reads while that frame is being taken (JDK 17 to 25: its transport has no demand then, and fails in itself), and only the
 * second message that is sent into it fails. So whoever has sent a frame and then nothing for a second is pinged, until
 * something comes or the ping cannot be sent. Costs one ping for each burst of frames. Thread-safe.
 */
final class EndProbe {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ScheduledExecutorService scheduler;
    private final Link link;
    private final LinkReader reader;
    private final AtomicBoolean due = new AtomicBoolean();

    /** A probe of one link; {@code scheduler} runs its looks, which never wait. */
    EndProbe(ScheduledExecutorService scheduler, Link link, LinkReader reader) {
        this.scheduler = scheduler;
        this.link = link;
        this.reader = reader;
    }

    /** A frame has come. */
    void frameCame() {
        if (due.compareAndSet(false, true)) {
            lookIn(QUIET_NANOS);
        }
    }

    private void lookIn(long nanos) {
        try {
            scheduler.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // The driver ends.
        }
    }

    private void look() {
        if (link.broken().isDone()) {
            return;
        }
        if (!reader.isFrameLast()) {
            due.set(false);
            if (reader.isFrameLast()) {
                frameCame(); // it came between the two lines above
            }
            return;
        }
        long quiet = System.nanoTime() - reader.receivedAt();
        if (quiet >= QUIET_NANOS) {
            link.ping();
        }
        lookIn(quiet >= QUIET_NANOS ? QUIET_NANOS : QUIET_NANOS - quiet);
    }
}
