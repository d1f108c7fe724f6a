package dev.hearth.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be closed, the last opened first. What fails is logged and does not keep the rest from being closed.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-close} while it closes.
 */
final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<Step> steps = new ArrayDeque<>(); // guarded by this
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean begun; // guarded by this

    private record Step(String what, AutoCloseable action) {}

    synchronized void add(String what, AutoCloseable action) {
        steps.push(new Step(what, action));
    }

    /** Closes all, within the time; what takes longer is left to the end of the process. Twice is harmless. */
    void run(Duration limit) {
        synchronized (this) {
            if (!begun) {
                begun = true;
                Thread thread = new Thread(this::closeAll, "hearth-close");
                thread.setDaemon(true);
                thread.start();
            }
        }
        try {
            if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.error("the stop did not end within {} s", limit.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        for (Step step = next(); step != null; step = next()) {
            try {
                LOG.debug("closing {}", step.what());
                step.action().close();
            } catch (Exception e) {
                LOG.error("{} was not closed well", step.what(), e);
            }
        }
        closed.countDown();
    }

    private synchronized @Nullable Step next() {
        return steps.poll();
    }
}
