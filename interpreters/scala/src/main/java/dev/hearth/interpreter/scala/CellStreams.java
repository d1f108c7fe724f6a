package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.protocol.StreamName;
import hearth.CellDesk;
import hearth.CellStopped;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of one cell. Thread-safe.
 *
 * <p>Output is gathered up to 64 KiB and at most 20 ms, in the order of printing over both streams, and handed on in whole code
 * points. A print may block while the session's log is full; in an interrupted cell such a wait ends the cell. Usable after the
 * cell ended, by the threads that it left behind.
 */
public final class CellStreams implements AutoCloseable {
    private final CellContext context;
    private final Consumer<Runnable> flushSoon;
    private final Consumer<CellStreams> ended;
    private final Thread cellThread = Thread.currentThread();
    private final PrintStream out = StandardStreams.printTo(new Printed(StreamName.STDOUT));
    private final PrintStream err = StandardStreams.printTo(new Printed(StreamName.STDERR));
    private final InputStream in = new Asked();

    /** Guards the fields below; held while the sink is written to, so that the order of printing is the order in the log. */
    private final ReentrantLock lock = new ReentrantLock();

    private final OutputBuffer buffer;
    private boolean flushPending;

    /** Somebody else had the lock when it was time to flush, and has the flush done as soon as the lock is free. */
    private final AtomicBoolean flushWanted = new AtomicBoolean();

    private volatile @Nullable CellDesk desk;

    CellStreams(CellContext context, Consumer<Runnable> flushSoon, Consumer<CellStreams> ended) {
        this.context = context;
        this.flushSoon = flushSoon;
        this.ended = ended;
        this.buffer = new OutputBuffer(context.output());
    }

    /** Prints to the cell's standard output. */
    public PrintStream out() {
        return out;
    }

    /** Prints to the cell's standard error. */
    public PrintStream err() {
        return err;
    }

    /** Asks the cell's client for a line when it is read; at its end if the client cannot be asked. */
    public InputStream in() {
        return in;
    }

    /** Hands on what was printed so far. */
    public void flush() {
        out.flush();
        err.flush();
        write(() -> buffer.flush(false), true);
    }

    /** Hands on what was printed so far, and then something else. Waits, and ends a wait, as a print does. */
    void send(Sending action) {
        out.flush();
        err.flush();
        write(
                () -> {
                    buffer.flush(false);
                    action.to(context.output());
                },
                true);
    }

    /** What the cell does for names such as {@code display}; null until {@link #desk(CellDesk)}. */
    @Nullable
    CellDesk desk() {
        return desk;
    }

    void desk(CellDesk offered) {
        desk = offered;
    }

    /** Hands on the rest and takes the cell off this thread. Call on the thread of {@link StandardStreams#begin}. */
    @Override
    public void close() {
        try {
            out.flush();
            err.flush();
            write(() -> buffer.flush(true), false);
        } finally {
            ended.accept(this);
        }
    }

    private void write(BufferAction action, boolean mayEndCell) {
        try {
            // Without the barging attempt, a thread whose interrupt flag is set could never print.
            if (!lock.tryLock()) {
                lock.lockInterruptibly();
            }
            try {
                action.run();
                if (!flushPending && !buffer.isEmpty()) {
                    flushPending = true;
                    flushSoon.accept(this::flushOnTime);
                }
            } finally {
                lock.unlock();
                if (flushWanted.getAndSet(false)) {
                    flushSoon.accept(this::flushOnTime);
                }
            }
        } catch (InterruptedException stop) {
            Thread thread = Thread.currentThread();
            if (thread != cellThread || !context.interrupted()) {
                thread.interrupt();
            } else if (mayEndCell) {
                throw CellStopped.now();
            }
        }
    }

    private void flushOnTime() {
        // The flushing thread is everybody's: it never waits for a cell that is itself waiting for the sink.
        flushWanted.set(true);
        if (!lock.tryLock()) {
            return;
        }
        try {
            flushWanted.set(false);
            flushPending = false;
            buffer.flush(false);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface BufferAction {
        void run() throws InterruptedException;
    }

    /** Something that goes to the sink behind what was printed. */
    @FunctionalInterface
    interface Sending {
        void to(OutputSink sink) throws InterruptedException;
    }

    private final class Printed extends OutputStream {
        private final StreamName name;

        Printed(StreamName name) {
            this.name = name;
        }

        @Override
        public void write(int oneByte) {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            CellStreams.this.write(() -> buffer.add(name, bytes, offset, length), true);
        }
    }

    private final class Asked extends InputStream {
        private byte[] line = {};
        private int position;

        @Override
        public synchronized int read() throws IOException {
            return fill() ? line[position++] & 0xff : -1;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, line.length - position);
            System.arraycopy(line, position, into, offset, count);
            position += count;
            return count;
        }

        @Override
        public synchronized int available() {
            return line.length - position;
        }

        private boolean fill() throws IOException {
            if (position < line.length) {
                return true;
            }
            CellStreams.this.flush();
            try {
                line = (context.input("", false) + "\n").getBytes(StandardCharsets.UTF_8);
                position = 0;
                return true;
            } catch (InputNotAllowedException nobodyToAsk) {
                return false;
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for input");
            }
        }
    }
}
