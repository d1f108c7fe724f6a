package dev.hearth.gateway.http;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Repeats a step on one thread at a time until it has to wait, and goes on when it is woken. A wake-up during a step is
 * never lost, and never recurses: an answer that is completed at once does not grow the stack. Thread-safe.
 */
public final class SerialLoop {
    /** One step. */
    @FunctionalInterface
    public interface Step {
        /** Does a little; false if there is nothing to do before the next wake-up. Throws nothing. */
        boolean step();
    }

    private final Step step;
    private final Executor executor;
    private final AtomicInteger wakes = new AtomicInteger();

    /** A loop over a step. */
    public SerialLoop(Step step, Executor executor) {
        this.step = step;
        this.executor = executor;
    }

    /** Goes on, on this thread. Returns when the step has to wait, or at once if another thread is at it. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            repeat();
        }
    }

    /** Goes on, on another thread: for threads that must not be held up. */
    public void wakeElsewhere() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::repeat);
        }
    }

    private void repeat() {
        int seen = wakes.get();
        do {
            boolean more = true;
            while (more) {
                more = step.step();
            }
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }
}
