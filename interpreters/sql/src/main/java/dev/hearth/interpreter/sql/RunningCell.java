package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The cell that runs, and its end by interrupt. Thread-safe; one cell at a time.
 *
 * <p>An interrupt reaches the thread only while the cell is on it: what comes after the cell never finds the thread
 * interrupted by us.
 */
final class RunningCell {
    /** How an interrupted cell ends. */
    static final ExecutionResult.Interrupted ENDED = new ExecutionResult.Interrupted(
            "Interrupted", "the cell was interrupted", List.of("Interrupted: the cell was interrupted"));

    private @Nullable String id;
    private @Nullable Thread thread;
    private boolean interrupted;
    private volatile @Nullable Statement statement;

    /** The cell goes on with {@code next}; ends it if it was interrupted meanwhile. */
    void begin(Statement next) throws InterruptedException {
        statement = next;
        // The flag too: Spark may have taken the interrupt and gone on.
        if (Thread.interrupted() || wasInterrupted()) {
            throw new InterruptedException();
        }
    }

    /** Runs {@code work} on this thread. What it throws is an interrupt's doing or is given to {@code failed}. */
    ExecutionResult run(
            String cellId,
            CellContext context,
            Callable<ExecutionResult> work,
            BiFunction<Throwable, @Nullable Statement, ExecutionResult> failed) {
        enter(cellId);
        ExecutionResult result;
        try {
            if (context.interrupted()) {
                throw new InterruptedException();
            }
            result = work.call();
        } catch (Exception | Error e) {
            boolean ours = wasInterrupted()
                    || context.interrupted()
                    || Thread.currentThread().isInterrupted();
            result = ours || e instanceof InterruptedException ? ENDED : failed.apply(e, statement);
        } finally {
            leave();
        }
        return result;
    }

    private synchronized void enter(String cellId) {
        id = cellId;
        thread = Thread.currentThread();
        interrupted = false;
        statement = null;
    }

    private synchronized void leave() {
        id = null;
        thread = null;
        statement = null;
        Thread.interrupted();
    }

    private synchronized boolean wasInterrupted() {
        return interrupted;
    }

    synchronized void interrupt(String cellId) {
        if (cellId.equals(id) && thread != null) {
            interrupted = true;
            thread.interrupt();
        }
    }
}
