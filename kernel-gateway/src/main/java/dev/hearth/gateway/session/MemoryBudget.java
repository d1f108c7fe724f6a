package dev.hearth.gateway.session;

import org.jspecify.annotations.Nullable;

/**
 * What all links and clients together may have in memory of messages that are not whole yet, or wait for a driver: each of
 * them has a bound of its own, and a thousand times that bound is more than the heap. Thread-safe.
 *
 * <p>One at a time may go beyond, so that a single message as large as any may be always comes through, however small the
 * budget; what it holds then does not count against the others.
 */
public final class MemoryBudget {
    private static final int PART_OF_THE_HEAP = 4;

    private final long bytes;
    private long used; // guarded by this
    private @Nullable Share beyond; // guarded by this

    /** A budget of so many bytes. */
    public MemoryBudget(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a budget must be positive: " + bytes);
        }
        this.bytes = bytes;
    }

    /** A quarter of the heap: a message that grows has for a moment half of its bytes twice, and other things need room too. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Math.max(1, Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP));
    }

    /** A share, with nothing in it yet, for one link or client. */
    public Share share() {
        return new Share();
    }

    /** What one link or client has of it. Thread-safe. */
    public final class Share {
        private long held; // guarded by the budget
        private boolean closed; // guarded by the budget

        private Share() {}

        /** Takes bytes; false if there are none left, and then nothing is taken. */
        public boolean take(long more) {
            synchronized (MemoryBudget.this) {
                if (takeWithin(more)) {
                    return true;
                }
                if (closed || (beyond != null && beyond != this)) {
                    return false;
                }
                if (beyond == null) {
                    beyond = this;
                    used -= held;
                }
                held += more;
                return true;
            }
        }

        /** As {@link #take}, but never goes beyond the budget: for what can be refused at no cost. */
        public boolean takeWithin(long more) {
            synchronized (MemoryBudget.this) {
                if (closed || beyond == this || used + more > bytes) {
                    return false;
                }
                used += more;
                held += more;
                return true;
            }
        }

        /** Gives bytes back. */
        public void give(long less) {
            synchronized (MemoryBudget.this) {
                giveAllBut(held - Math.min(held, less));
            }
        }

        /** Gives back what is held above so many bytes. */
        public void giveAllBut(long kept) {
            synchronized (MemoryBudget.this) {
                long less = Math.max(0, held - kept);
                held -= less;
                if (beyond != this) {
                    used -= less;
                } else if (used + held <= bytes) {
                    beyond = null;
                    used += held;
                }
            }
        }

        /** Gives all back, and takes nothing any more. Twice is harmless. */
        public void close() {
            synchronized (MemoryBudget.this) {
                closed = true;
                giveAllBut(0);
            }
        }
    }
}
