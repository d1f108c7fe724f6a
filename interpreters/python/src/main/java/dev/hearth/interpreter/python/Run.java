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
    private boolean over;

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

    /**
     * Tells the thread of the cell something; what comes behind the end is for nobody, and false.
     *
     * @throws ProtocolViolation if too many questions wait
     */
    synchronized boolean tell(RunEvent.Kind kind, Sections body) throws ProtocolViolation {
        if (over) {
            return false;
        }
        if (!events.offer(new RunEvent(kind, body))) {
            throw new ProtocolViolation("a cell asked " + MAX_EVENTS + " questions at once");
        }
        if (kind != RunEvent.Kind.ASKED) {
            endWaiting();
        }
        return true;
    }

    /** Ends the wait for events behind those that have come, and that for a person's answer. */
    synchronized void gone() {
        RunEvent gone = new RunEvent(RunEvent.Kind.GONE, Sections.NONE);
        if (!events.offer(gone)) {
            events.clear();
            events.offer(gone);
        }
        endWaiting();
    }

    /** Nobody waits for an answer any more: the cell gave its question up, or is no more. */
    private void endWaiting() {
        over = true;
        if (asking != null) {
            asking.interrupt();
        }
    }

    /** The calling thread asks a person until the cell is over. Returns false if it would be for nothing. */
    synchronized boolean beginAsking() {
        asking = over ? null : Thread.currentThread();
        return !over;
    }

    /** The answer is there, or the wait is over; an interrupt that ended it is taken back. */
    synchronized void endAsking() {
        asking = null;
        if (over) {
            Thread.interrupted();
        }
    }

    synchronized boolean isOver() {
        return over;
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
