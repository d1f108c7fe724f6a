package dev.hearth.driver;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Why and when the driver ends itself. Thread-safe. The first reason counts. */
final class Ending {
    /** Codes that the process exits with. */
    enum Code {
        /** Asked to, or the user ended Spark. */
        ORDERLY(0),
        /** The session's own language, or what it needs, did not start. */
        START_FAILED(1),
        /** The launch descriptor cannot be read. */
        BAD_DESCRIPTOR(2),
        /** A gateway said that the driver is not wanted. */
        REFUSED(3),
        /** No gateway was there for too long. */
        ORPHANED(4),
        /** The driver cannot do its work: its disk is full, or it met a fault of its own. */
        FAILED(5);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }

        /** Whether a gateway may be there that wants to hear why. */
        boolean hasListener() {
            return this != REFUSED && this != ORPHANED;
        }
    }

    /** One end. */
    record Reason(String sentence, Code code) {}

    private final CompletableFuture<Reason> end = new CompletableFuture<>();
    private volatile @Nullable Reason afterCell;

    /** Ends the driver now. Returns at once. */
    void now(String sentence, Code code) {
        end.complete(new Reason(sentence, code));
    }

    /** Ends the driver as soon as the running cell has ended; {@link #cellEnded} says so. */
    void afterCell(String sentence, Code code) {
        if (afterCell == null) {
            afterCell = new Reason(sentence, code);
        }
    }

    /** Whether the driver is to end before another cell begins. If so, it ends now. */
    boolean cellEnded() {
        Reason reason = afterCell;
        if (reason != null) {
            end.complete(reason);
        }
        return reason != null;
    }

    /** Whether the driver is about to end. */
    boolean isDecided() {
        return end.isDone();
    }

    /** Blocks until the driver is to end. */
    Reason await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new AssertionError("never completed so", e);
        }
    }
}
