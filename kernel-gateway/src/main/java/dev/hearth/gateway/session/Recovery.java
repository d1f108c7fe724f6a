package dev.hearth.gateway.session;

import dev.hearth.launcher.LaunchedDriver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up one session after the gateway has been away, from its row and its logs. Used once, on one thread. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Session session;
    private final SessionCore core;
    private final SessionLife life;

    Recovery(Session session) {
        this.session = session;
        this.core = session.core();
        this.life = session.life();
    }

    void run() {
        SessionRow row = core.row();
        boolean purge = row.state() == SessionState.DELETED && core.logs.files().isToBePurged();
        if (purge) {
            core.ending = SessionCore.Ending.PURGE;
        }
        if (row.endedAt() != null) {
            return; // its logs are opened when somebody asks
        }
        core.enter();
        try {
            if (row.state() == SessionState.RESTARTING) {
                restart(row);
                return;
            }
            Incarnation of = life.open(row.incarnation(), row.headerSession());
            long newest = rebuild(of, row.firstRecord());
            core.activeAt(Math.max(newest, row.createdAt().toEpochMilli()));
            if (row.state().isLive()) {
                takeUp(of, row);
                if (of.ready) {
                    life.start().ready(of);
                }
            } else {
                if (!purge) {
                    core.ending =
                            row.state() == SessionState.DELETED ? SessionCore.Ending.DELETE : SessionCore.Ending.DEAD;
                }
                core.endReason = row.reason();
                takeUp(of, row);
                life.end(of);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("session {}: cannot be taken up", core.id, e);
            letGo();
            core.saveAnyway(row.change()
                    .state(
                            row.state() == SessionState.DELETED ? SessionState.DELETED : SessionState.DEAD,
                            "the session could not be taken up after a restart of the gateway: " + e.getMessage())
                    .ended(core.around.clock().instant(), List.of())
                    .make());
        } finally {
            core.leave();
        }
    }

    /** Fills an incarnation from the logs, and marks it if the journal has lost its end. */
    private long rebuild(Incarnation of, long firstRecord) throws IOException {
        SessionJournal journal = core.logs.journal();
        long last = journal.lastNumber();
        // Something stands in it before a driver is launched.
        boolean lost = journal.nextNumber() == 1 && (of.number > 1 || core.row().deadline() != null || isCalled());
        Rebuild.Found found = Rebuild.of(core.logs, of, firstRecord);
        if (lost || found.shortened()) {
            LOG.warn("session {}: its journal has lost what was behind number {}", core.id, last);
            try {
                core.record(of, LostOutput.journal(of.messages, last + 1, journal.prepare(1) - 1));
            } catch (IOException e) {
                LOG.error("session {}: this could not be marked", core.id, e);
            }
        }
        return found.newestMillis();
    }

    private boolean isCalled() {
        return core.row().handle() != null || core.row().keyHash() != null;
    }

    /** Nothing that becomes of its driver concerns the session any more. */
    private void letGo() {
        Incarnation of = core.current;
        if (of != null) {
            of.over = true;
            of.whenOver.complete(null);
            SessionStart.leaveGate(of);
            of.unfinished.clear();
            core.current = null;
        }
    }

    /** The driver before was being ended: it finds itself superseded when it dials. Its requests are aborted now. */
    private void restart(SessionRow row) throws IOException {
        Optional<RequestLog> log = core.logs.requests(row.incarnation() - 1);
        if (log.isPresent()) {
            KernelMessages messages =
                    new KernelMessages(core.id, row.incarnation() - 1, row.headerSession(), core.around.clock());
            Incarnation before =
                    new Incarnation(row.incarnation() - 1, messages, log.get(), core.openInputs, row.start());
            rebuild(before, 1);
            var answers = DriverEnd.restarted().answers(before);
            if (!answers.isEmpty()) {
                core.record(before, answers);
            }
            before.unfinished.clear();
        }
        Incarnation of = life.open(row.incarnation(), row.headerSession());
        rebuild(of, row.firstRecord());
        core.save(row.change().state(SessionState.STARTING, "").make());
        life.begin(of);
    }

    private void takeUp(Incarnation of, SessionRow row) {
        String handle = row.handle();
        Instant deadline = row.deadline();
        boolean called = row.keyHash() != null;
        if (handle == null && deadline == null && !called) {
            life.start().queue(of); // it was never launched
            return;
        }
        of.launched = true;
        if (row.state() == SessionState.STARTING && !of.ready) {
            life.start().resume(of);
        }
        if (called) {
            of.linkDownSince = core.around.clock().instant();
            of.linkDownNanos = System.nanoTime();
        }
        Optional<LaunchedDriver> driver =
                handle == null ? Optional.empty() : core.profile().launcher().adopt(handle);
        if (driver.isPresent()) {
            life.adopt(of, driver.get());
        } else if (handle != null) {
            life.goneMeanwhile(of);
            return;
        } else if (called) {
            life.awaitLost(of);
        }
        if (deadline != null) {
            Duration left = Duration.between(core.around.clock().instant(), deadline);
            // Elsewhere it may have waited for room meanwhile.
            Duration anew = core.around.settings().timeouts().start();
            Duration here = left.isNegative() ? Duration.ofMillis(1) : left;
            life.start().watchStart(of, core.profile().local() ? here : anew);
        }
        LOG.info("session {}: taken up, its driver is expected to dial", session.id());
    }
}
