package dev.hearth.gateway.session;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that is connected to a session. Counts as a connection, and as activity, until it is closed. Thread-safe;
 * closing twice is harmless.
 */
public final class Attachment implements AutoCloseable {
    /** Why a client is asked to go. */
    public enum Reason {
        /** The same origin has attached again. */
        STALE,
        /** The session has died. */
        DEAD,
        /** The session was deleted. */
        DELETED,
        /** The gateway stops. */
        GATEWAY_STOPS
    }

    /** Asks a client to go. */
    @FunctionalInterface
    public interface Leave {
        /**
         * Called at most once, on any thread; must be short.
         *
         * @param reason why
         * @param lastNumber journal number of the last record that the client should still be given; it ends with {@code dead}
         *     where the session has ended. 0 for {@code STALE}: close at once
         */
        void leave(Reason reason, long lastNumber);
    }

    private record Asked(Reason reason, long lastNumber) {}

    private static final Leave CALLED = (reason, lastNumber) -> {};

    private final String origin;
    private final long since;
    private final Consumer<Attachment> detach;
    private final AtomicReference<@Nullable Asked> asked = new AtomicReference<>();
    private final AtomicReference<@Nullable Leave> action = new AtomicReference<>();
    private boolean closed; // guarded by this

    Attachment(String origin, long since, Consumer<Attachment> detach) {
        this.origin = origin;
        this.since = since;
        this.detach = detach;
    }

    /** The client. */
    public String origin() {
        return origin;
    }

    boolean isLaterThan(Attachment other) {
        return since - other.since > 0;
    }

    /** What to do when the client has to go; runs at once if it has been asked already. Set it once. */
    public void onLeave(Leave leave) {
        action.set(leave);
        fire();
    }

    void askToLeave(Reason reason, long lastNumber) {
        if (asked.compareAndSet(null, new Asked(reason, lastNumber))) {
            fire();
        }
    }

    private void fire() {
        Asked why = asked.get();
        Leave leave = action.get();
        if (why != null && leave != null && leave != CALLED && action.compareAndSet(leave, CALLED)) {
            leave.leave(why.reason(), why.lastNumber());
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        detach.accept(this);
    }
}
