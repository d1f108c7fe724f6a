package dev.hearth.driver.output;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes values on at most five times a second; of those that come faster, the last. Thread-safe; never blocks. */
final class Throttle<T> {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ScheduledExecutorService scheduler;
    private final Consumer<T> target;
    private final Object lock = new Object();
    private @Nullable T waiting; // guarded by lock
    private boolean scheduled; // guarded by lock
    private long nextAt = System.nanoTime(); // guarded by lock

    Throttle(ScheduledExecutorService scheduler, Consumer<T> target) {
        this.scheduler = scheduler;
        this.target = target;
    }

    void offer(T value) {
        long delay;
        synchronized (lock) {
            waiting = value;
            if (scheduled) {
                return;
            }
            scheduled = true;
            delay = Math.max(0, nextAt - System.nanoTime());
        }
        try {
            scheduler.schedule(this::pass, delay, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The driver ends; nobody listens any more.
        }
    }

    private void pass() {
        T value;
        synchronized (lock) {
            value = waiting;
            waiting = null;
            scheduled = false;
            nextAt = System.nanoTime() + PERIOD_NANOS;
        }
        if (value != null) {
            target.accept(value);
        }
    }
}
