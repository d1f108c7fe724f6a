package dev.hearth.gateway;

import dev.hearth.gateway.http.RequestTimes;
import dev.hearth.gateway.session.SessionEvents;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a gateway was not needed for long: no session lived, no client was there, and nothing was asked. What happens is
 * noted; one timer rings when the time since then would be over.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-idle} while it looks. Closing twice is harmless.
 */
final class IdleEnd implements SessionEvents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IdleEnd.class);

    private final Duration after;
    private final LongSupplier nanos;
    private volatile long last;
    private @Nullable ScheduledThreadPoolExecutor timer; // guarded by this
    private @Nullable Runnable told; // guarded by this
    private boolean over; // guarded by this

    /**
     * Rings after that time.
     *
     * @param after 0: never
     * @param nanos a clock that only goes forward
     */
    IdleEnd(Duration after, LongSupplier nanos) {
        this.after = after;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /**
     * Begins to look.
     *
     * @param isIdle whether nothing is there; if it says so once, nothing comes any more
     */
    synchronized void start(BooleanSupplier isIdle) {
        if (after.isZero()) {
            return;
        }
        ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hearth-idle");
            thread.setDaemon(true);
            return thread;
        });
        timer = made;
        touch();
        ring(made, after.toNanos(), isIdle);
    }

    private void ring(ScheduledThreadPoolExecutor by, long in, BooleanSupplier isIdle) {
        try {
            by.schedule(() -> look(by, isIdle), in, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed", e);
        }
    }

    private void look(ScheduledThreadPoolExecutor by, BooleanSupplier isIdle) {
        long left = after.toNanos() - (nanos.getAsLong() - last);
        if (left > 0) {
            ring(by, left, isIdle);
        } else if (isIdle.getAsBoolean()) {
            LOG.info("nobody has needed this gateway for {} s: it ends", after.toMillis() / 1000.0);
            end();
        } else {
            touch();
            ring(by, after.toNanos(), isIdle);
        }
    }

    private void end() {
        Runnable telling;
        synchronized (this) {
            over = true;
            telling = told;
        }
        if (telling != null) {
            telling.run();
        }
    }

    /** What to do then; at once if it is then already. */
    void whenIdle(Runnable what) {
        synchronized (this) {
            told = what;
            if (!over) {
                return;
            }
        }
        what.run();
    }

    private void touch() {
        last = nanos.getAsLong();
    }

    /** Notes that something was asked, and passes it on. */
    RequestTimes over(RequestTimes next) {
        return (method, route, status, took) -> {
            touch();
            next.answered(method, route, status, took);
        };
    }

    @Override
    public void created(UUID session, String profile) {
        touch();
    }

    @Override
    public void ended(UUID session, String reason) {
        touch();
    }

    @Override
    public void attached(UUID session) {
        touch();
    }

    @Override
    public void detached(UUID session) {
        touch();
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
