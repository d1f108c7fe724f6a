package dev.hearth.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/** Those who wait for a number, in order of it. Thread-safe; actions run without the lock. */
final class Waiters {
    private final Object lock = new Object();
    private final TreeSet<Waiter> waiting = new TreeSet<>(); // guarded by lock
    private final AtomicLong ids = new AtomicLong();
    private volatile long lowest = Long.MAX_VALUE;
    private volatile boolean closed;

    private final class Waiter implements Registration, Comparable<Waiter> {
        private final long number;
        private final long id = ids.incrementAndGet();
        private final Runnable action;

        Waiter(long number, Runnable action) {
            this.number = number;
            this.action = action;
        }

        @Override
        public boolean cancel() {
            synchronized (lock) {
                boolean was = waiting.remove(this);
                note();
                return was;
            }
        }

        @Override
        public int compareTo(Waiter other) {
            int order = Long.compare(number, other.number);
            return order != 0 ? order : Long.compare(id, other.id);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(id);
        }
    }

    /** The highest number that is there. */
    interface Reached {
        long number();
    }

    /** Runs {@code action} once, now if the number is there already. */
    Registration add(long number, Reached reached, Runnable action) {
        Waiter waiter = new Waiter(number, action);
        synchronized (lock) {
            waiting.add(waiter);
            note();
        }
        // Asked after the entry was made: whichever of the appender and this thread comes second sees the other.
        if ((reached.number() >= number || closed) && waiter.cancel()) {
            action.run();
        }
        return waiter;
    }

    /** Runs the actions that waited for {@code number} or a lower one. One read of a field when there is none. */
    void reached(long number) {
        if (number < lowest) {
            return;
        }
        List<Waiter> due = new ArrayList<>();
        synchronized (lock) {
            while (!waiting.isEmpty() && waiting.first().number <= number) {
                due.add(waiting.pollFirst());
            }
            note();
        }
        for (Waiter waiter : due) {
            run(waiter);
        }
    }

    /** Runs all actions, so that nobody waits for ever; later ones run at once. */
    void close() {
        closed = true;
        reached(Long.MAX_VALUE);
    }

    private static void run(Waiter waiter) {
        try {
            waiter.action.run();
        } catch (RuntimeException e) {
            // The append has succeeded whatever a reader's action does.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private void note() {
        lowest = waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().number;
    }
}
