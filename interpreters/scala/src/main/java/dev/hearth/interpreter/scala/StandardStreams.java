package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.CellContext;
import hearth.CellDesk;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of the JVM's standard streams and sends what a thread prints to the cell that started the thread. Thread-safe.
 *
 * <p>Threads that no cell started print to the original streams and read an empty input. Threads of a fork-join pool, which cells
 * share, belong to the cell that runs, the one that began last if there are several. Owns the daemon thread {@code hearth-output}.
 */
public final class StandardStreams implements AutoCloseable {
    private static final long FLUSH_MILLIS = 20;

    private final PrintStream originalOut;
    private final PrintStream originalErr;
    private final InputStream originalIn;

    /** An instance's own, so that what an earlier router left in long-lived threads means nothing to the next. */
    @SuppressWarnings("ThreadLocalUsage")
    private final InheritableThreadLocal<@Nullable CellStreams> ofThread = new InheritableThreadLocal<>();

    private final ScheduledThreadPoolExecutor flusher;
    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    /** The cells that run, the one that began last at the end. */
    private final List<CellStreams> running = new CopyOnWriteArrayList<>();

    private StandardStreams() {
        originalOut = System.out;
        originalErr = System.err;
        originalIn = System.in;
        flusher = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "hearth-output", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        out = new RoutedPrintStream(() -> cellOr(CellStreams::out, originalOut));
        err = new RoutedPrintStream(() -> cellOr(CellStreams::err, originalErr));
        in = new RoutedInputStream(() -> cellOr(CellStreams::in, InputStream.nullInputStream()));
    }

    /** Installs the router; one at a time in a JVM. */
    public static StandardStreams install() {
        if (System.out instanceof RoutedPrintStream) {
            throw new IllegalStateException("the standard streams are routed already");
        }
        StandardStreams streams = new StandardStreams();
        System.setOut(streams.out);
        System.setErr(streams.err);
        System.setIn(streams.in);
        return streams;
    }

    /** Standard output, routed. */
    public PrintStream out() {
        return out;
    }

    /** Standard error, routed. */
    public PrintStream err() {
        return err;
    }

    /** Standard input, routed. */
    public InputStream in() {
        return in;
    }

    /** Makes the calling thread, and those it starts from now on, print to {@code context}; end with {@link CellStreams#close}. */
    public CellStreams begin(CellContext context) {
        CellStreams before = ofThread.get();
        CellStreams cell = new CellStreams(context, this::flushSoon, ended -> {
            if (before == null) {
                ofThread.remove();
            } else {
                ofThread.set(before);
            }
            running.remove(ended);
        });
        ofThread.set(cell);
        running.add(cell);
        return cell;
    }

    /** What the calling thread's cell does for names such as {@code display}. */
    CellDesk desk() {
        CellStreams cell = cell();
        CellDesk desk = cell == null ? null : cell.desk();
        if (desk == null) {
            throw new IllegalStateException("no cell has started this thread: there is nothing to display on");
        }
        return desk;
    }

    /** Calls {@code work} as if no cell were running on this thread: threads that it starts belong to no cell. */
    public <T> T outsideCells(Supplier<T> work) {
        CellStreams before = ofThread.get();
        ofThread.remove();
        try {
            return work.get();
        } finally {
            if (before != null) {
                ofThread.set(before);
            }
        }
    }

    private <T> T cellOr(java.util.function.Function<CellStreams, T> stream, T otherwise) {
        CellStreams cell = cell();
        return cell == null ? otherwise : stream.apply(cell);
    }

    private @Nullable CellStreams cell() {
        CellStreams cell = Thread.currentThread() instanceof ForkJoinWorkerThread ? last() : null;
        return cell == null ? ofThread.get() : cell;
    }

    private @Nullable CellStreams last() {
        CellStreams last = null;
        for (CellStreams each : running) {
            last = each;
        }
        return last;
    }

    private void flushSoon(Runnable flush) {
        try {
            flusher.schedule(flush, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            flush.run();
        }
    }

    /** Puts the original streams back, unless somebody else replaced ours. */
    @Override
    public void close() {
        if (System.out == out) {
            System.setOut(originalOut);
        }
        if (System.err == err) {
            System.setErr(originalErr);
        }
        if (System.in == in) {
            System.setIn(originalIn);
        }
        flusher.shutdownNow();
    }

    /** UTF-8, whatever the platform's default: cells' output is UTF-8 on the wire. */
    static PrintStream printTo(java.io.OutputStream target) {
        return new PrintStream(target, false, StandardCharsets.UTF_8);
    }
}
