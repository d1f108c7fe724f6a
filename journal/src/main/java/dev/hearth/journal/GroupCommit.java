package dev.hearth.journal;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets appenders that wait at the same time share one force. Thread-safe; the lock is held over the force. */
final class GroupCommit {
    /** Forces whatever is written; returns the highest number that was written before. */
    interface Force {
        long force(InterruptShield shield) throws IOException;
    }

    /** The highest number written so far. */
    interface Written {
        long number();
    }

    private final ReentrantLock forcing = new ReentrantLock();
    private final Written written;
    private final Force force;
    private long forced;
    private long failed;
    private @Nullable IOException failure;

    GroupCommit(long forced, Written written, Force force) {
        this.forced = forced;
        this.written = written;
        this.force = force;
    }

    /**
     * Blocks until all up to {@code number} is forced.
     *
     * @throws IOException when a force that was to cover it failed. Whether the record is on the device is then unknown,
     *     and a later force would not tell: the system forgets what it could not write
     */
    void await(long number, InterruptShield shield) throws IOException {
        forcing.lock();
        try {
            if (number <= forced) {
                return;
            }
            if (number <= failed && failure != null) {
                throw new IOException("the force that was to cover record " + number + " failed", failure);
            }
            long reached = written.number();
            try {
                forced = Math.max(reached, force.force(shield));
            } catch (IOException e) {
                failed = reached;
                failure = e;
                throw e;
            }
        } finally {
            forcing.unlock();
        }
    }
}
