package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One cell, or what is evaluated for it, that runs on the thread that made this, and its end by interrupt. Thread-safe.
 *
 * <p>An interrupt reaches the thread only while the cell is on it: what comes after the cell never finds the thread
 * interrupted by us.
 */
final class InterruptibleCell {
    /** How an interrupted cell ends. */
    static final ExecutionResult.Interrupted ENDED = new ExecutionResult.Interrupted(
            "Interrupted", "the cell was interrupted", List.of("Interrupted: the cell was interrupted"));

    private final @Nullable String subshell;
    private final CellContext context;
    private @Nullable Thread thread = Thread.currentThread();
    private boolean interrupted;

    InterruptibleCell(@Nullable String subshell, CellContext context) {
        this.subshell = subshell;
        this.context = context;
    }

    boolean isIn(String id) {
        return id.equals(subshell);
    }

    /** The cell goes on with its next statement; ends it if it was interrupted meanwhile. */
    void goOn() throws InterruptedException {
        // The flag too: Spark may have taken the interrupt and gone on.
        if (Thread.interrupted() || wasInterrupted()) {
            throw new InterruptedException();
        }
    }

    /** Runs {@code work} on this thread. What it throws is an interrupt's doing, and becomes {@code ended}, or is given to {@code failed}. */
    <R> R run(Callable<R> work, R ended, Function<Throwable, R> failed) {
        try {
            if (context.interrupted()) {
                throw new InterruptedException();
            }
            return work.call();
        } catch (Exception | Error e) {
            boolean ours = wasInterrupted()
                    || context.interrupted()
                    || Thread.currentThread().isInterrupted();
            return ours || e instanceof InterruptedException ? ended : failed.apply(e);
        } finally {
            leave();
        }
    }

    private synchronized void leave() {
        thread = null;
        Thread.interrupted();
    }

    private synchronized boolean wasInterrupted() {
        return interrupted;
    }

    synchronized void interrupt() {
        if (thread != null) {
            interrupted = true;
            thread.interrupt();
        }
    }
}
