package dev.hearth.driver.dispatch;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.OutputLog;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the running cell on request. Thread-safe.
 *
 * <p>Spark is asked again every {@value #AGAIN_MILLIS} ms until the cell ended, since it cancels only the jobs there are.
 */
final class Interrupts {
    private static final long AGAIN_MILLIS = 200;
    /** An interpreter that has run a cell for less may not have known it yet when it was asked to interrupt it. */
    private static final long YOUNG_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final CellJobs jobs;
    private final OutputLog log;
    private final ScheduledExecutorService scheduler;
    private final Object lock = new Object();
    private @Nullable RunningCell running; // guarded by lock
    private @Nullable ScheduledFuture<?> again; // guarded by lock

    Interrupts(CellJobs jobs, OutputLog log, ScheduledExecutorService scheduler) {
        this.jobs = jobs;
        this.log = log;
        this.scheduler = scheduler;
    }

    /** Notes that a cell runs from now on. */
    void begin(RunningCell cell) {
        synchronized (lock) {
            running = cell;
        }
    }

    /**
     * Notes that the cell has ended: what was asked for it is void from now on. If it was interrupted, its jobs are cancelled
     * once more: a thread that was interrupted before it submits a job submits it all the same and leaves it to itself.
     */
    void end() {
        RunningCell ended;
        synchronized (lock) {
            ended = again == null ? null : running;
            running = null;
            if (again != null) {
                again.cancel(false);
                again = null;
            }
        }
        if (ended != null) {
            cancelJobs(ended);
        }
    }

    private void cancelJobs(RunningCell cell) {
        jobs.cancel(cell.jobTag(), "the cell was interrupted");
    }

    /** Interrupts the running cell if it came before {@code sequence}; false if there is none. Returns at once. */
    boolean interruptBefore(long sequence) {
        RunningCell cell;
        synchronized (lock) {
            cell = running;
            if (cell == null || cell.sequence() >= sequence) {
                return false;
            }
            if (again == null) {
                again = repeat(cell);
            }
        }
        boolean young = cell.executingNanos() < YOUNG_NANOS;
        cell.interrupt();
        cancelJobs(cell);
        log.wakeWaiters();
        if (young) {
            onceMore(cell);
        }
        return true;
    }

    private @Nullable ScheduledFuture<?> repeat(RunningCell cell) {
        try {
            return scheduler.scheduleWithFixedDelay(
                    () -> cancelJobs(cell), AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null; // the driver ends
        }
    }

    private void onceMore(RunningCell cell) {
        try {
            scheduler.schedule(
                    () -> {
                        if (isRunning(cell)) {
                            cell.interrupt();
                        }
                    },
                    AGAIN_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            DriverLog.info("an interrupt came while the driver ended");
        }
    }

    private boolean isRunning(RunningCell cell) {
        synchronized (lock) {
            return running == cell;
        }
    }
}
