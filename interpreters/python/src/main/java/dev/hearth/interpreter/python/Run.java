package dev.hearth.interpreter.python;

import dev.hearth.interpreter.CellContext;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One thing that runs in the child: a cell, its user expressions, the handling of a comm message. Thread-safe. */
final class Run {
    /** Questions of one cell that may wait for an answer; a child that asks more is at fault. */
    private static final int MAX_EVENTS = 256;

    private final long number;
    private final String cellId;
    private final CellContext context;
    private final Place place;
    private final BlockingQueue<RunEvent> events = new LinkedBlockingQueue<>(MAX_EVENTS);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Semaphore signalling = new Semaphore(1);
    private @Nullable Thread asking;
    private boolean gone;

    Run(long number, String cellId, CellContext context, Place place) {
        this.number = number;
        this.cellId = cellId;
        this.context = context;
        this.place = place;
    }

    /**
     * Where in the child.
     *
     * @param subshell the id of the subshell whose thread it is, or empty
     */
    record Place(Kind kind, String subshell) {
        /** The main thread, which a signal reaches. */
        static final Place MAIN = new Place(Kind.MAIN, "");

        /** The main thread or another, whichever is free. */
        static final Place ANYWHERE = new Place(Kind.ANYWHERE, "");

        enum Kind {
            MAIN,
            SUBSHELL,
            ANYWHERE
        }

        static Place in(String subshell) {
            return new Place(Kind.SUBSHELL, subshell);
        }
    }

    Place place() {
        return place;
    }

    long number() {
        return number;
    }

    String cellId() {
        return cellId;
    }

    CellContext context() {
        return context;
    }

    RunEvent await() throws InterruptedException {
        return events.take();
    }

    void tell(RunEvent.Kind kind, Sections body) throws ProtocolViolation {
        if (!events.offer(new RunEvent(kind, body))) {
            throw new ProtocolViolation("a cell asked " + MAX_EVENTS + " questions at once");
        }
    }

    /** Ends the wait for events, and that for a person's answer. */
    synchronized void gone() {
        gone = true;
        events.clear();
        events.offer(new RunEvent(RunEvent.Kind.GONE, Sections.NONE));
        if (asking != null) {
            asking.interrupt();
        }
    }

    /** The calling thread asks a person, which {@link #gone} interrupts. Returns false if it would be for nothing. */
    synchronized boolean beginAsking() {
        asking = gone ? null : Thread.currentThread();
        return !gone;
    }

    /** The answer is there, or the wait is over; an interrupt by {@link #gone} is taken back. */
    synchronized void endAsking() {
        asking = null;
        if (gone) {
            Thread.interrupted();
        }
    }

    synchronized boolean isGone() {
        return gone;
    }

    /** Marks the end. A signal that is being sent is waited for, so that it never meets the next run. */
    void end() {
        signalling.acquireUninterruptibly();
        ended.countDown();
        signalling.release();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Sends a signal, unless the run has ended. */
    void signal(ChildProcess process) throws InterruptedException {
        signalling.acquire();
        try {
            if (ended.getCount() > 0) {
                process.interrupt();
            }
        } finally {
            signalling.release();
        }
    }
}
