package dev.hearth.launcher.local;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ends what outlasts its grace, and looks after processes that are nobody's children here.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-local-launcher}. After closing, what is asked of it is done at once by
 * the caller.
 */
final class GraceTimer implements AutoCloseable {

    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor thread;

    GraceTimer() {
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "hearth-local-launcher");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Runs this on the thread once the grace is over, or in {@link #close}. */
    void after(Duration grace, Runnable action) {
        Once once = new Once(action);
        waiting.add(once);
        try {
            thread.schedule(once, Math.max(0, grace.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            once.run();
        }
    }

    /** Looks, on the thread, again and again until there is nothing more to look after. */
    void watch(Duration every, BooleanSupplier lookAgain) {
        try {
            thread.schedule(
                    () -> {
                        if (lookAgain.getAsBoolean()) {
                            watch(every, lookAgain);
                        }
                    },
                    every.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            return; // nobody looks any more
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        for (Runnable each : waiting) {
            each.run();
        }
    }

    private final class Once implements Runnable {
        private final Runnable action;

        Once(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            if (waiting.remove(this)) {
                action.run();
            }
        }
    }
}
