package hearth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a loop be stopped: cells call {@link #check} before every jump back and where library code calls them. Thread-safe.
 *
 * <p>In a driver, {@link #quiet} was called and a check is one read that finds false until {@link #stop} names a thread. On an
 * executor nobody calls anything: there every check honours the interrupt flag, by which Spark kills a task.
 */
public final class Guard {
    private static final VarHandle WATCHING;

    /** Read by {@link #check} in opaque mode: the compiler may not move the read out of a loop, and it costs no fence. */
    @SuppressWarnings("UnusedVariable")
    private static boolean watching = true;

    private static volatile List<Thread> stopped = List.of();

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
        if (thread.isInterrupted()) {
            throw CellStopped.<RuntimeException>unchecked(new InterruptedException("interrupted in a loop"));
        }
    }

    /** Says that this JVM is a driver: interrupt flags matter only while a cell is being stopped. */
    public static synchronized void quiet() {
        watch(stopped);
    }

    /** Makes every check on {@code thread} throw, until {@link #release}. */
    public static synchronized void stop(Thread thread) {
        List<Thread> more = new ArrayList<>(stopped);
        more.add(thread);
        watch(List.copyOf(more));
    }

    /** Takes back every {@link #stop} of {@code thread}. */
    public static synchronized void release(Thread thread) {
        List<Thread> fewer = new ArrayList<>(stopped);
        fewer.removeIf(each -> each == thread);
        watch(List.copyOf(fewer));
    }

    private static void watch(List<Thread> threads) {
        stopped = threads;
        WATCHING.setOpaque(!threads.isEmpty());
    }
}
