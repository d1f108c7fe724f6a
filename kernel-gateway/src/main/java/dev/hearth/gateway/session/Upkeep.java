package dev.hearth.gateway.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after sessions in the course of time: ends the idle ones, closes the files of dead ones, forgets those that have been
 * kept long enough. Thread-safe.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Surroundings around;
    private final Supplier<Collection<Session>> sessions;
    private final Consumer<SessionCore> forget;

    /**
     * Looks after these sessions.
     *
     * @param forget has one removed with all its files; must not wait
     */
    Upkeep(Surroundings around, Supplier<Collection<Session>> sessions, Consumer<SessionCore> forget) {
        this.around = around;
        this.sessions = sessions;
        this.forget = forget;
    }

    /** Looks at all sessions once. */
    void look() {
        Instant now = around.clock().instant();
        for (Session session : sessions.get()) {
            try {
                look(session, now);
            } catch (IOException | RuntimeException e) {
                LOG.error("session {}: cannot be looked after", session.id(), e);
            }
        }
    }

    /** Whether it is on the lists: live, or dead not for long. */
    boolean isListed(Session session) {
        SessionRow row = session.core().row();
        Instant ended = row.endedAt();
        return row.state() != SessionState.DELETED
                && (ended == null
                        || ended.plus(around.settings().retention().deadListed())
                                .isAfter(around.clock().instant()));
    }

    private void look(Session session, Instant now) throws IOException {
        SessionSettings.Retention keep = around.settings().retention();
        SessionCore core = session.core();
        Instant ended = core.row().endedAt();
        if (ended == null) {
            session.life().mayTrimByAge();
            cull(session, now, keep.idle());
            Expiry.look(session, now);
            return;
        }
        Duration kept = keep.deletedKept();
        boolean listed = isListed(session);
        if (!listed && !ended.plus(kept).isAfter(now)) {
            forget.accept(core);
            return;
        }
        session.life().mayTrimByAge();
        core.enter();
        try {
            if (core.readers.isEmpty()
                    && core.attachments.isEmpty()
                    && !session.life().isTrimming()
                    && core.row().endedAt() != null) {
                core.logs.rest();
            }
        } finally {
            core.leave();
        }
    }

    private void cull(Session session, Instant now, SessionSettings.@Nullable Idle idle) {
        if (idle == null) {
            return;
        }
        SessionCore core = session.core();
        core.enter();
        try {
            Incarnation of = core.current;
            boolean quiet = core.row().state() == SessionState.RUNNING
                    && (idle.connected() || core.attachments.isEmpty())
                    && of != null
                    && (idle.busy() || of.unfinished.size() == 0);
            if (quiet
                    && !Instant.ofEpochMilli(core.lastActivityMillis())
                            .plus(idle.after())
                            .isAfter(now)) {
                session.end("the session was idle for " + idle.after().toSeconds() + " s");
            }
        } finally {
            core.leave();
        }
    }
}
