package dev.hearth.gateway.session;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many drivers start at the same time, in the order in which they came; a start ends when its driver is ready, or is
 * given up. The queue is bounded by the number of sessions. Thread-safe.
 */
final class StartGate {
    private final int room;
    private final Executor launches;
    private final ArrayDeque<Ticket> waiting = new ArrayDeque<>(); // guarded by this
    private int inside; // guarded by this

    StartGate(int room, Executor launches) {
        this.room = room;
        this.launches = launches;
    }

    /** One start. Leave it once; twice is harmless. */
    final class Ticket {
        private @Nullable Runnable start; // guarded by the gate; null once it was let in or has left
        private boolean in; // guarded by the gate

        private Ticket(Runnable start) {
            this.start = start;
        }

        boolean isWaiting() {
            synchronized (StartGate.this) {
                return start != null;
            }
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

    /** Queues a start, which then runs on the launch pool. */
    Ticket enter(Runnable start) {
        Ticket ticket = new Ticket(start);
        synchronized (this) {
            waiting.add(ticket);
        }
        admit();
        return ticket;
    }

    /** What a start that waits is told. */
    String explanation() {
        return "waits until one of the " + room + " drivers that are starting is ready";
    }

    private void admit() {
        while (true) {
            Runnable start;
            synchronized (this) {
                Ticket next = inside < room ? waiting.poll() : null;
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
