package dev.hearth.interpreter.scala;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the cell that it is asked to end, and no other. Thread-safe: each thread may have one cell.
 *
 * <p>Every 100 ms until the cell ended, and harder with time: the compiler is told to give up; the cell's thread is interrupted
 * and {@link hearth.Guard} stops its loops; after a while, on JDKs that still can, the thread is stopped, which is the only way
 * out of a loop in a library. Each step is taken under the monitor under which a cell begins and ends. Owns the daemon thread
 * {@code hearth-scala-interrupt}.
 */
final class CellInterrupter implements AutoCloseable {
    /** What a cell's thread is doing. */
    enum Phase {
        /** Waiting until no other cell is in the compiler. */
        WAITING,
        /** In the compiler, which is asked and never interrupted: it may be writing a class file. */
        COMPILING,
        /** In the user's code. */
        RUNNING,
        /** In code of ours that ends by itself. */
        ENDING
    }

    private static final long AGAIN_MILLIS = 100;

    /** A cell often ends before Spark has told its tasks to; where they run in this JVM, they are watched for so long. */
    private static final long TASKS_END_MILLIS = 10_000;

    private static final int LAST_JDK_THAT_STOPS_THREADS = 19;

    private final Runnable giveUpCompiling;
    private final GuardHandle guard;
    private final Duration stopAfter;
    private final ScheduledThreadPoolExecutor clock;

    private final Map<Thread, Cell> cells = new HashMap<>();

    CellInterrupter(Runnable giveUpCompiling, GuardHandle guard, Duration stopAfter) {
        this.giveUpCompiling = giveUpCompiling;
        this.guard = guard;
        this.stopAfter = stopAfter;
        clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "hearth-scala-interrupt", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /** A cell begins on the calling thread, waiting for the compiler. */
    synchronized void begin(String id) {
        Thread thread = Thread.currentThread();
        Cell running = cells.get(thread);
        if (running != null) {
            throw new IllegalStateException("cell " + running.id + " is running");
        }
        Thread.interrupted();
        cells.put(thread, new Cell(id, thread));
    }

    /** The cell goes on to another phase. Returns false, and changes nothing, if it was interrupted and is to end. */
    synchronized boolean enter(Phase phase) {
        Cell current = current();
        if (current.interrupted && phase != Phase.ENDING) {
            return false;
        }
        leave(current);
        current.phase = phase;
        return true;
    }

    /** Whether the cell was asked to end. */
    synchronized boolean interrupted() {
        return current().interrupted;
    }

    /** Where the cell's thread was when it was first interrupted while it ran; empty if it was not. */
    synchronized StackTraceElement[] where() {
        return current().where;
    }

    /** The cell ended; nothing of ours will touch its thread again. Fine without a cell. */
    synchronized void end() {
        Cell ending = cells.remove(Thread.currentThread());
        if (ending != null) {
            leave(ending);
            if (ending.again != null) {
                ending.again.cancel(false);
            }
            if (ending.watched) {
                unwatchLater();
            }
        }
    }

    /** Begins to end the cell of that id if it is running. Returns at once. */
    synchronized void interrupt(String id) {
        for (Cell each : cells.values()) {
            if (each.id.equals(id) && !each.interrupted) {
                each.interrupted = true;
                each.since = System.nanoTime();
                each.again = clock.scheduleWithFixedDelay(() -> push(each), 0, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Each interrupted cell watches for itself: one before it must not end the watch over its tasks. */
    private void unwatchLater() {
        try {
            clock.schedule(guard::unwatch, TASKS_END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            guard.unwatch();
        }
    }

    private void push(Cell target) {
        // Outside the monitor: it waits for the thread to reach a safepoint.
        StackTraceElement[] where = target.thread.getStackTrace();
        synchronized (this) {
            if (cells.get(target.thread) != target) {
                return;
            }
            if (target.phase == Phase.WAITING) {
                target.thread.interrupt();
            } else if (target.phase == Phase.COMPILING) {
                giveUpCompiling.run();
            } else if (target.phase == Phase.RUNNING) {
                if (!target.watched) {
                    target.watched = true;
                    target.where = where;
                    guard.watch();
                }
                if (!target.guarded) {
                    target.guarded = true;
                    guard.stop(target.thread);
                }
                target.thread.interrupt();
                if (System.nanoTime() - target.since > stopAfter.toNanos()) {
                    stopHard(target.thread);
                }
            }
        }
    }

    /** Not while the thread is in code of ours, whose locks it would leave in disorder. */
    private static void stopHard(Thread thread) {
        if (Runtime.version().feature() > LAST_JDK_THAT_STOPS_THREADS) {
            return;
        }
        for (StackTraceElement frame : thread.getStackTrace()) {
            String name = frame.getClassName();
            if (name.startsWith("$line") || name.equals(UserText.class.getName())) {
                break;
            }
            if (name.startsWith("dev.hearth.")) {
                return;
            }
        }
        try {
            // By reflection: the method is on its way out of the JDK.
            Thread.class.getMethod("stop").invoke(thread);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException refused) {
            // The interrupts go on.
        }
    }

    private void leave(Cell leaving) {
        if (leaving.guarded) {
            leaving.guarded = false;
            guard.release(leaving.thread);
        }
        if (leaving.phase == Phase.RUNNING || leaving.phase == Phase.WAITING) {
            Thread.interrupted();
        }
    }

    private Cell current() {
        Cell cell = cells.get(Thread.currentThread());
        if (cell == null) {
            throw new IllegalStateException("no cell is running");
        }
        return cell;
    }

    @Override
    public void close() {
        synchronized (this) {
            cells.values().forEach(each -> interrupt(each.id));
        }
        clock.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
        clock.shutdown();
    }

    private static final class Cell {
        final String id;
        final Thread thread;
        Phase phase = Phase.WAITING;
        boolean interrupted;
        boolean guarded;
        boolean watched;
        long since;
        StackTraceElement[] where = {};

        @Nullable
        Future<?> again;

        Cell(String id, Thread thread) {
            this.id = id;
            this.thread = thread;
        }
    }
}
