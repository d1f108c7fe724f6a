package hearth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a loop be stopped: cells call {@link #check} before every jump back and where library code calls them. Thread-safe.
 *
 * <p>On an executor nobody calls anything but that: every check honours the interrupt flag, by which Spark kills a task. In a
 * driver, {@link #inDriver} was called, and a check is one read that finds false. While somebody {@link #watch}es, checks end the
 * threads that {@link #stop} named and tasks that Spark kills in the driver's own JVM, and nothing else.
 */
public final class Guard {
    private static final VarHandle WATCHING;

    /** Read by {@link #check} in opaque mode: the compiler may not move the read out of a loop, and it costs no fence. */
    @SuppressWarnings("UnusedVariable")
    private static boolean watching = true;

    /** How Spark names the threads of tasks, as of version 4. */
    private static final String TASK_THREAD = "Executor task launch worker";

    private static volatile boolean driver;
    private static volatile List<Thread> stopped = List.of();
    private static int watchers;

    static {
        try {
            WATCHING = MethodHandles.lookup().findStaticVarHandle(Guard.class, "watching", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private Guard() {}

    /** Returns, or ends the calling thread's work if it is to stop. */
    public static void check() {
        if ((boolean) WATCHING.getOpaque()) {
            look();
        }
    }

    private static void look() {
        Thread thread = Thread.currentThread();
        if (stopped.contains(thread)) {
            throw CellStopped.now();
        }
        // Not cleared: should user code swallow the exception, the next check throws again.
        if (thread.isInterrupted() && (!driver || thread.getName().startsWith(TASK_THREAD))) {
            throw CellStopped.<RuntimeException>unchecked(new InterruptedException("interrupted in a loop"));
        }
    }

    /** Says that this JVM is a driver: checks find nothing unless somebody watches. */
    public static synchronized void inDriver() {
        driver = true;
        WATCHING.setOpaque(watchers > 0);
    }

    /** Makes checks look, until as many calls of {@link #unwatch}. */
    public static synchronized void watch() {
        watchers++;
        WATCHING.setOpaque(true);
    }

    /** Takes one {@link #watch} back. */
    public static synchronized void unwatch() {
        watchers--;
        WATCHING.setOpaque(!driver || watchers > 0);
    }

    /** Makes every check on {@code thread} throw, while somebody watches and until {@link #release}. */
    public static synchronized void stop(Thread thread) {
        List<Thread> more = new ArrayList<>(stopped);
        more.add(thread);
        stopped = List.copyOf(more);
    }

    /** Takes back every {@link #stop} of {@code thread}. */
    public static synchronized void release(Thread thread) {
        List<Thread> fewer = new ArrayList<>(stopped);
        fewer.removeIf(each -> each == thread);
        stopped = List.copyOf(fewer);
    }
}
