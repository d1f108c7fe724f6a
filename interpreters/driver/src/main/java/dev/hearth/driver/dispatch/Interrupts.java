package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.OutputLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends running cells on request. Thread-safe.
 *
 * <p>Spark is asked again every {@value #AGAIN_MILLIS} ms until the cell ended, since it cancels only the jobs there are.
 */
final class Interrupts {
    private static final long AGAIN_MILLIS = 200;

    private final CellJobs jobs;
    private final OutputLog log;
    private final ScheduledExecutorService scheduler;
    private final Object lock = new Object();
    /** The running cells, at most one a shell; with what repeats the interrupt of those that were interrupted. */
    private final Map<RunningCell, Optional<ScheduledFuture<?>>> running = new HashMap<>(); // guarded by lock

    Interrupts(CellJobs jobs, OutputLog log, ScheduledExecutorService scheduler) {
        this.jobs = jobs;
        this.log = log;
        this.scheduler = scheduler;
    }

    /** Notes that a cell runs from now on. */
    void begin(RunningCell cell) {
        synchronized (lock) {
            running.put(cell, Optional.empty());
        }
    }

    /**
     * Notes that the cell has ended: what was asked for it is void from now on. If it was interrupted, its jobs are cancelled
     * once more: a thread that was interrupted before it submits a job submits it all the same and leaves it to itself.
     */
    void end(RunningCell cell) {
        Optional<ScheduledFuture<?>> again;
        synchronized (lock) {
            again = Objects.requireNonNullElse(running.remove(cell), Optional.empty());
        }
        if (again.isPresent()) {
            again.get().cancel(false);
            cancelJobs(cell);
        }
    }

    private void cancelJobs(RunningCell cell) {
        jobs.cancel(cell.jobTag(), "the cell was interrupted");
    }

    /**
     * Interrupts the running cells that came before {@code sequence}. Returns at once.
     *
     * @param subshellId only the cell of this subshell; null for those of every shell
     */
    void interruptBefore(long sequence, @Nullable String subshellId) {
        List<RunningCell> meant = new ArrayList<>();
        synchronized (lock) {
            for (Map.Entry<RunningCell, Optional<ScheduledFuture<?>>> each : running.entrySet()) {
                RunningCell cell = each.getKey();
                if (cell.sequence() < sequence && (subshellId == null || subshellId.equals(cell.subshellId()))) {
                    meant.add(cell);
                    if (each.getValue().isEmpty()) {
                        each.setValue(repeat(cell));
                    }
                }
            }
        }
        meant.forEach(this::interruptNow);
        if (!meant.isEmpty()) {
            log.wakeWaiters();
        }
    }

    /** Interrupts one cell; false if it does not run any more. Returns at once. */
    boolean interrupt(RunningCell cell) {
        synchronized (lock) {
            Optional<ScheduledFuture<?>> again = running.get(cell);
            if (again == null) {
                return false;
            }
            if (again.isEmpty()) {
                running.put(cell, repeat(cell));
            }
        }
        interruptNow(cell);
        log.wakeWaiters();
        return true;
    }

    private void interruptNow(RunningCell cell) {
        cell.interrupt();
        cancelJobs(cell);
    }

    private Optional<ScheduledFuture<?>> repeat(RunningCell cell) {
        try {
            return Optional.of(scheduler.scheduleWithFixedDelay(
                    () -> cancelJobs(cell), AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            return Optional.empty(); // the driver ends
        }
    }
}
