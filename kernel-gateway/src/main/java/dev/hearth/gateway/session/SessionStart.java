package dev.hearth.gateway.session;

import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchProgress;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.protocol.link.LinkRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's starts: in line behind others, launched, called back, ready; measured and reported on the way. A start that fails
 * is the session's end. Thread-safe.
 */
final class SessionStart {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStart.class);
    private static final Duration REPORT_DELAY = Duration.ofSeconds(1);

    private final SessionCore core;
    private final SessionLife life;
    private final Launching launching;

    SessionStart(SessionCore core, SessionLife life) {
        this.core = core;
        this.life = life;
        this.launching = new Launching(core);
    }

    /** Queues a launch. Under the lock. */
    void queue(Incarnation of) {
        StartGate.Ticket ticket = core.around.gate().enter(core.row().number(), () -> launch(of));
        of.ticket = ticket;
        int before = ticket.before();
        if (before > 0) {
            of.events.reached("waiting", core.now());
            say(of, of.messages.phase("waiting", "starts_before", before));
        }
    }

    /** Goes on waiting for a driver that was starting when the gateway before went away. Under the lock. */
    void resume(Incarnation of) {
        of.ticket = core.around.gate().found(core.row().number());
        core.around.after(core.around.settings().timeouts().start(), () -> {
            core.enter();
            try {
                leaveGate(of);
            } finally {
                core.leave();
            }
        });
    }

    private void say(Incarnation of, LinkRecord event) {
        try {
            core.record(of, event);
        } catch (IOException e) {
            LOG.warn(
                    "session {}: {} could not be logged",
                    core.id,
                    event.envelope().messageType(),
                    e);
        }
    }

    private void launch(Incarnation of) {
        Launching.Prepared prepared;
        core.enter();
        try {
            if (of.over || of.ending || core.current != of) {
                return;
            }
            of.launched = true;
            of.launching = true;
            of.launchedNanos = System.nanoTime();
            long waited = of.events.reached("launch", core.now());
            if (of.events.report().phases().containsKey("waiting")) {
                say(of, of.messages.phase("launch", "millis", waited));
            }
            prepared = launching.prepare(of);
        } catch (RuntimeException e) {
            of.launching = false;
            LOG.warn("session {}: cannot be launched", core.id, e);
            failed(of, "the driver could not be launched: " + e.getMessage(), List.of());
            return;
        } finally {
            core.leave();
        }
        try {
            launched(of, prepared.launch());
        } catch (LaunchException e) {
            couldNotLaunch(of, String.valueOf(e.getMessage()), e.logExcerpt());
        } catch (RuntimeException e) {
            LOG.error("session {}: the launcher failed", core.id, e);
            couldNotLaunch(of, "the launcher failed: " + e, List.of());
        }
    }

    private void couldNotLaunch(Incarnation of, String reason, List<String> log) {
        core.enter();
        try {
            of.launching = false;
            failed(of, reason, log);
        } finally {
            core.leave();
        }
    }

    private void failed(Incarnation of, String reason, List<String> log) {
        core.later(() -> core.around.events().startFailed(core.id, core.row().profile()));
        life.finish(of, reason, log);
    }

    private void launched(Incarnation of, LaunchedDriver driver) {
        core.enter();
        try {
            of.launching = false;
            life.adopt(of, driver);
            boolean present = core.current == of && !of.over;
            if (present) {
                of.events.reached("launched", core.now());
                core.saveAnyway(core.row()
                        .change()
                        .handle(driver.handle())
                        .start(of.events.report())
                        .make());
            }
            if (of.over || of.ending) {
                life.killLater(driver);
            } else {
                watchStart(of, core.around.settings().timeouts().start());
            }
        } finally {
            core.leave();
        }
    }

    /** Gives a driver up if it does not call back in time; what was said of that before is forgotten. Under the lock. */
    void watchStart(Incarnation of, Duration within) {
        of.giveUpNanos = System.nanoTime() + within.toNanos();
        core.around.after(within, () -> startOverdue(of, within));
    }

    /**
     * Where the driver runs there is news of it. While it waits there for room its time does not run, and others may start. On a
     * worker, in any order.
     */
    void progress(Incarnation of, LaunchProgress now) {
        core.enter();
        try {
            LaunchProgress before = of.place;
            boolean back = before != null && now.phase().compareTo(before.phase()) < 0;
            if (of.over || back) {
                return;
            }
            of.place = now;
            of.events.fact("app_id", now.application());
            of.events.fact("tracking_url", now.page());
            boolean called = of.port != null || of.ready;
            boolean entered = before == null || before.phase() != now.phase();
            boolean explained = before == null || !before.reason().equals(now.reason());
            if (!called && (entered || explained)) {
                leaveGate(of);
                String phase = "cluster_" + now.phase().name().toLowerCase(java.util.Locale.ROOT);
                of.events.reached(phase, core.now());
                say(of, of.messages.phase(phase, now.reason()));
            }
            if (!called && entered && !isWaiting(of)) {
                watchStart(of, core.around.settings().timeouts().start());
            }
            keepReport(of);
        } finally {
            core.leave();
        }
    }

    private static boolean isWaiting(Incarnation of) {
        LaunchProgress place = of.place;
        return place != null && place.phase().compareTo(LaunchProgress.Phase.STARTING) < 0;
    }

    private void startOverdue(Incarnation of, Duration within) {
        core.enter();
        try {
            leaveGate(of); // one that takes longer holds nobody else up
            boolean called = of.port != null || of.linkDownSince != null || of.ready;
            boolean early = isWaiting(of) || System.nanoTime() - of.giveUpNanos < 0;
            if (of.over || of.ending || called || early || core.row().deadline() == null) {
                return;
            }
            core.endReason = "the driver did not call back within " + within.toSeconds() + " s";
            core.around.events().startFailed(core.id, core.row().profile());
            life.end(of);
        } finally {
            core.leave();
        }
    }

    /** The driver has said that it is ready. Under the lock; again and again. */
    void ready(Incarnation of) {
        if (core.current != of || core.row().state() != SessionState.STARTING) {
            return;
        }
        of.events.reached("ready", core.now());
        core.saveAnyway(core.row()
                .change()
                .state(SessionState.RUNNING, "")
                .start(of.events.report())
                .make());
        leaveGate(of);
        long nanos = of.launchedNanos == 0 ? 0 : System.nanoTime() - of.launchedNanos;
        core.later(() -> {
            of.whenReady.complete(null);
            core.around.events().ready(core.id, Duration.ofNanos(nanos));
        });
    }

    /** Stores what is known of the start, a moment after there was news: a driver may have many. Under the lock. */
    void keepReport(Incarnation of) {
        if (!of.reportDue && of.events.takeChanged()) {
            of.reportDue = true;
            core.around.after(REPORT_DELAY, () -> storeReport(of));
        }
    }

    private void storeReport(Incarnation of) {
        core.enter();
        try {
            of.reportDue = false;
            if (core.current == of && !of.over && !core.logs.isClosed()) {
                core.saveAnyway(core.row().change().start(of.events.report()).make());
            }
        } finally {
            core.leave();
        }
    }

    /** The start is over, one way or the other. Twice is harmless. */
    static void leaveGate(Incarnation of) {
        StartGate.Ticket ticket = of.ticket;
        if (ticket != null) {
            ticket.leave();
        }
    }
}
