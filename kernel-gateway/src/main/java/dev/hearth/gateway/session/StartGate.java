package dev.hearth.gateway.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many drivers start at the same time, in the order in which they came; a start ends when its driver is ready, or is
 * given up. Nobody is let in before {@link #open}. The queue is bounded by the number of sessions. Thread-safe.
 */
final class StartGate {
    private final int room;
    private final Executor launches;
    private final ArrayDeque<Ticket> waiting = new ArrayDeque<>(); // guarded by this
    private int inside; // guarded by this
    private boolean open; // guarded by this

    StartGate(int room, Executor launches) {
        this.room = room;
        this.launches = launches;
    }

    /** One start. Leave it once; twice is harmless. */
    final class Ticket {
        private final int session;
        private @Nullable Runnable start; // guarded by the gate; null once it was let in or has left
        private boolean in; // guarded by the gate

        private Ticket(int session, @Nullable Runnable start) {
            this.session = session;
            this.start = start;
        }

        /** How many starts are before this one: under way, or earlier in the queue; 0 if it does not wait. */
        int before() {
            synchronized (StartGate.this) {
                int before = start == null ? 0 : inside;
                for (Ticket each : waiting) {
                    if (start == null || each == this) {
                        break;
                    }
                    before++;
                }
                return before;
            }
        }

        /** What a start that waits is told; empty if it does not wait. */
        String explanation() {
            int before = before();
            return before == 0
                    ? ""
                    : "waits for " + before + " other start" + (before == 1 ? "" : "s") + "; at most " + room
                            + " at once (limits.concurrent-starts)";
        }

        void leave() {
            synchronized (StartGate.this) {
                if (start != null) {
                    start = null;
                    waiting.remove(this);
                } else if (in) {
                    in = false;
                    inside--;
                }
            }
            admit();
        }
    }

    /**
     * Queues a start, which then runs on the launch pool.
     *
     * @param session the session's number
     */
    Ticket enter(int session, Runnable start) {
        Ticket ticket = new Ticket(session, start);
        synchronized (this) {
            waiting.add(ticket);
        }
        admit();
        return ticket;
    }

    /** A start that has begun before this gate was there: it takes room, whether there is any or not. */
    Ticket found(int session) {
        Ticket ticket = new Ticket(session, null);
        synchronized (this) {
            ticket.in = true;
            inside++;
        }
        return ticket;
    }

    /** Lets starts in from now on; those that wait already in the order of their sessions. Twice is harmless. */
    void open() {
        synchronized (this) {
            if (!open) {
                List<Ticket> all = new ArrayList<>(waiting);
                all.sort(Comparator.comparingInt(each -> each.session));
                waiting.clear();
                waiting.addAll(all);
                open = true;
            }
        }
        admit();
    }

    private void admit() {
        while (true) {
            Runnable start;
            synchronized (this) {
                Ticket next = open && inside < room ? waiting.poll() : null;
                if (next == null) {
                    return;
                }
                start = next.start;
                next.start = null;
                if (start == null) {
                    continue;
                }
                next.in = true;
                inside++;
            }
            launches.execute(start);
        }
    }
}
