package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MessageType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's states: from one incarnation to the next and to its end; {@link SessionStart} has the way up. Thread-safe.
 *
 * <p>An end always comes the same way: the driver is asked to go (or has gone), its exit is seen, the link has fallen silent,
 * and then {@link #finish} answers what is open and says what is next.
 */
final class SessionLife {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLife.class);

    private final SessionCore core;
    private final SessionStart start;
    private final SessionTrim trim;
    private final Consumer<SessionCore> ended;

    /**
     * The life of one session.
     *
     * @param ended told when the session is dead or deleted, without the lock
     */
    SessionLife(SessionCore core, Consumer<SessionCore> ended) {
        this.core = core;
        this.start = new SessionStart(core, this);
        this.trim = new SessionTrim(core);
        this.ended = ended;
    }

    SessionStart start() {
        return start;
    }

    /** Begins the present incarnation: `starting` is said, and a launch is queued. Under the lock. */
    void begin(Incarnation of) {
        try {
            core.record(of, of.messages.status(ExecutionState.STARTING));
        } catch (IOException e) {
            die(of, "the log of the session cannot be written: " + e.getMessage(), List.of());
            return;
        }
        start.queue(of);
    }

    /** The driver of an incarnation had ended before the gateway came back. Under the lock. */
    void goneMeanwhile(Incarnation of) {
        finish(of, "the driver ended while the gateway was away", List.of());
    }

    /** Waits a while for a driver that no launcher knows. Under the lock. */
    void awaitLost(Incarnation of) {
        Duration patience = core.around.settings().timeouts().lostDriver();
        core.around.after(patience, () -> lost(of, patience));
    }

    /** Makes the next incarnation; it is in the store before anything else happens. Under the lock. */
    Incarnation number(int number, SessionState state, String reason) throws IOException {
        String headerSession = UUID.randomUUID().toString();
        long firstRecord = core.logs.journal().nextNumber();
        core.save(core.row()
                .change()
                .incarnation(number, headerSession, firstRecord, StartReport.asked(core.now()))
                .state(state, reason)
                .make());
        return open(number, headerSession);
    }

    /** The incarnation as its row says it, with an open requests log. Under the lock. */
    Incarnation open(int number, String headerSession) throws IOException {
        KernelMessages messages = new KernelMessages(core.id, number, headerSession, core.around.clock());
        Incarnation made = new Incarnation(
                number,
                messages,
                core.logs.begin(number),
                core.openInputs,
                core.row().start());
        core.current = made;
        return made;
    }

    /** Watches a driver that runs. Under the lock. */
    void adopt(Incarnation of, LaunchedDriver driver) {
        of.driver = driver;
        of.events.processBegan(driver.startedAt().toEpochMilli(), core.now());
        driver.exit().thenAccept(exit -> core.around.onWorker(() -> exited(of, exit)));
        driver.onProgress(now -> core.around.onWorker(() -> start.progress(of, now)));
    }

    /** The driver's link was accepted. Under the lock. */
    void linked(Incarnation of) {
        core.active();
        LOG.debug("session {}: incarnation {} is linked", core.id, of.number);
    }

    /** A link of an incarnation is gone. Under the lock; no effect for one that was replaced. */
    void linkLost(Incarnation of, DriverPort port, String reason) {
        if (of.port != port || core.logs.isClosed()) {
            return;
        }
        of.port = null;
        of.feed = null;
        of.linkDownSince = core.around.clock().instant();
        of.linkDownNanos = System.nanoTime();
        LOG.info("session {}: the link of incarnation {} is down: {}", core.id, of.number, reason);
        core.later(() -> core.around.events().linkDown(core.id, reason));
        try {
            DriverOutput.answerUnderway(core, of, "the driver is unreachable");
        } catch (IOException e) {
            LOG.error("session {}: questions could not be answered", core.id, e);
        }
        DriverExit exit = of.exit;
        LaunchedDriver driver = of.driver;
        if (exit != null) {
            finish(of, exit.reason(), exit.logTail());
        } else if (of.ending && driver != null) {
            stopLater(driver);
        } else if (driver != null) {
            core.later(driver::look);
        } else if (!of.launching) {
            Duration patience = of.ending
                    ? Duration.ofMillis(1)
                    : core.around.settings().timeouts().lostDriver();
            core.around.after(patience, () -> lost(of, patience));
        }
    }

    private void lost(Incarnation of, Duration patience) {
        core.enter();
        try {
            boolean again = System.nanoTime() - of.linkDownNanos < patience.toNanos(); // it was there meanwhile
            if (of.port == null && of.driver == null && !again) {
                finish(of, "the driver's link is gone, and no launcher knows the driver", List.of());
            }
        } finally {
            core.leave();
        }
    }

    private void exited(Incarnation of, DriverExit exit) {
        core.enter();
        try {
            of.exit = exit;
            if (of.port == null) {
                finish(of, exit.reason(), exit.logTail());
            } else {
                // What it said last may still be on its way.
                core.around.after(core.around.settings().timeouts().lastWords(), () -> silent(of, exit));
            }
        } finally {
            core.leave();
        }
    }

    private void silent(Incarnation of, DriverExit exit) {
        core.enter();
        try {
            finish(of, exit.reason(), exit.logTail());
        } finally {
            core.leave();
        }
    }

    /** Asks the driver to go; whatever it does, the incarnation is finished within a bounded time. Under the lock. */
    void end(Incarnation of) {
        if (of.over || of.ending) {
            return;
        }
        of.ending = true;
        if (!of.launched) {
            finish(of, core.endReason, List.of());
            return;
        }
        Duration grace = core.around.settings().timeouts().stop();
        DriverPort port = of.port;
        LaunchedDriver driver = of.driver;
        if (port != null && of.exit == null) {
            boolean asked = of.unfinished.all().stream()
                    .anyMatch(each -> each.asked().type().equals(MessageType.SHUTDOWN_REQUEST.wireName()));
            if (!asked) {
                SessionIntake.askToShutDown(core, of);
            }
            core.around.after(grace, () -> stop(of));
        } else if (driver != null) {
            stopLater(driver);
        } else if (!of.launching) {
            finish(of, core.endReason, List.of()); // nobody knows where it is: if it dials, it is told to end
            return;
        }
        core.around.after(grace.multipliedBy(2).plusSeconds(2), () -> giveUp(of));
    }

    private void stop(Incarnation of) {
        core.enter();
        try {
            LaunchedDriver driver = of.driver;
            if (!of.over && driver != null) {
                stopLater(driver);
            }
        } finally {
            core.leave();
        }
    }

    private void giveUp(Incarnation of) {
        core.enter();
        try {
            LaunchedDriver driver = of.driver;
            if (!of.over && driver != null) {
                killLater(driver);
            }
            finish(of, "the driver did not end when it was asked to", List.of());
        } finally {
            core.leave();
        }
    }

    /** Stops a driver on a worker: to find its processes takes time. Under the lock. */
    private void stopLater(LaunchedDriver driver) {
        Duration grace = core.around.settings().timeouts().stop();
        core.later(() -> core.around.onWorker(() -> driver.stop(grace)));
    }

    /** Kills a driver on a worker. Under the lock. */
    void killLater(LaunchedDriver driver) {
        core.later(() -> core.around.onWorker(driver::kill));
    }

    /** The driver of an incarnation is gone for good. Under the lock; once. */
    void finish(Incarnation of, String reason, List<String> logTail) {
        if (of.over || core.logs.isClosed()) {
            return; // in a gateway that has let go, what happens is for the next one to find
        }
        if (of == core.previous) {
            core.previous = null;
            close(of, DriverEnd.restarted());
            Incarnation next = core.current;
            if (next != null && !next.over) {
                core.saveAnyway(
                        core.row().change().state(SessionState.STARTING, "").make());
                begin(next);
            }
            return;
        }
        String own = of.events.ending();
        String why = core.endReason.isEmpty() ? (own.isEmpty() ? reason : own) : core.endReason;
        die(of, why, logTail);
    }

    private void die(Incarnation of, String reason, List<String> logTail) {
        close(of, DriverEnd.died(reason));
        try {
            core.record(of, of.messages.status(ExecutionState.DEAD));
        } catch (IOException e) {
            LOG.error("session {}: its end could not be logged", core.id, e);
        }
        boolean deleted = core.ending == SessionCore.Ending.DELETE || core.ending == SessionCore.Ending.PURGE;
        Instant now = core.around.clock().instant();
        SessionState state = deleted ? SessionState.DELETED : SessionState.DEAD;
        core.saveAnyway(core.row()
                .change()
                .state(state, reason)
                .ended(now, logTail)
                .start(of.events.report())
                .make());
        LOG.info("session {}: has ended: {}", core.id, reason);
        askToLeave(deleted ? Attachment.Reason.DELETED : Attachment.Reason.DEAD);
        core.later(() -> {
            core.around.events().ended(core.id, reason);
            ended.accept(core);
        });
    }

    /** Asks everybody attached to go, when they have what is in the journal by now. Under the lock. */
    void askToLeave(Attachment.Reason reason) {
        long last = 0;
        try {
            last = core.logs.journal().lastNumber();
        } catch (IOException e) {
            LOG.debug("session {}: no journal to read to its end", core.id, e);
        }
        long to = last;
        List<Attachment> all = List.copyOf(core.attachments.values());
        core.later(() -> all.forEach(each -> each.askToLeave(reason, to)));
    }

    /** Answers what is open, and takes nothing more of this incarnation. */
    private void close(Incarnation of, DriverEnd end) {
        of.over = true;
        SessionStart.leaveGate(of);
        DriverPort port = of.port;
        of.port = null;
        of.feed = null;
        if (port != null) {
            core.later(() -> port.close("the session's driver has ended"));
        }
        try {
            DriverOutput.answerUnderway(core, of, end.reason());
            var answers = end.answers(of);
            if (!answers.isEmpty()) {
                core.record(of, answers);
            }
        } catch (IOException e) {
            LOG.error("session {}: open requests could not be answered", core.id, e);
        }
        of.unfinished.clear();
        GatewayException error = new GatewayException(ErrorCode.SESSION_DEAD, end.reason());
        core.later(() -> of.whenReady.completeExceptionally(error));
        core.later(() -> core.around.aside(() -> {
            tidyUp(of.number);
            of.whenOver.complete(null);
        }));
        core.later(() -> core.around.events().driverEnded(core.id));
    }

    private void tidyUp(int incarnation) {
        try {
            core.logs.files().tidyUp(incarnation);
        } catch (IOException e) {
            LOG.warn("session {}: files of driver {} could not be removed", core.id, incarnation, e);
        }
    }

    /** Ends the driver, and then the session. Under the lock. */
    void endSession(SessionCore.Ending ending, String reason) {
        core.ending = ending;
        core.endReason = reason;
        Incarnation of = core.current;
        if (of == null) {
            return;
        }
        if (core.previous != null) {
            // A restart under way: the next driver is never launched, the last one is on its way out.
            Incarnation going = core.previous;
            core.previous = null;
            close(of, DriverEnd.restarted());
            core.current = going;
            return;
        }
        end(of);
    }

    /** Ends the driver and begins the next incarnation. */
    CompletableFuture<Void> restart() {
        core.enter();
        try {
            SessionState state = core.row().state();
            Incarnation of = core.current;
            if (state == SessionState.ENDING || state == SessionState.DELETED) {
                throw core.dead();
            }
            if (of != null && isComing(of)) {
                return of.whenReady.copy();
            }
            if (!state.isLive()) {
                core.around.admission().admit(core.id, core.profile());
            }
            return next(of).whenReady.copy();
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.around.admission().arrived(core.id);
            core.leave();
        }
    }

    /** Whether the driver of the present incarnation is yet to be launched: one who wants a new one gets it. Under the lock. */
    boolean isComing(Incarnation of) {
        SessionState state = core.row().state();
        boolean fresh = state == SessionState.STARTING && !of.over && !of.launched && !of.ending;
        return state == SessionState.RESTARTING || fresh;
    }

    /** Begins the next incarnation, behind the end of the one before. If it cannot, nothing has changed. Under the lock. */
    private Incarnation next(@Nullable Incarnation of) throws IOException {
        SessionRow before = core.row();
        Incarnation next;
        try {
            next = number(core.incarnation() + 1, SessionState.RESTARTING, "");
            core.record(next, next.messages.status(ExecutionState.RESTARTING));
        } catch (IOException e) {
            core.current = of;
            core.saveAnyway(before);
            throw e;
        }
        core.endReason = "";
        core.ending = SessionCore.Ending.NONE;
        if (of == null || of.over) {
            core.saveAnyway(core.row().change().state(SessionState.STARTING, "").make());
            begin(next);
        } else {
            core.previous = of;
            SessionStart.leaveGate(of);
            end(of);
        }
        return next;
    }

    /** Something was appended: retention runs when enough was. Under the lock. */
    void mayTrim() {
        trim.mayRun();
    }

    /** Whether retention runs now. */
    boolean isTrimming() {
        return trim.isUnderway();
    }

    /** Time has passed: retention runs when records may have become too old. */
    void mayTrimByAge() {
        trim.mayRunByAge();
    }
}
