package dev.hearth.gateway.session;

import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.gateway.session.Underway.Question;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.Hello;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import dev.hearth.protocol.link.Refusal;
import dev.hearth.protocol.link.SequenceWindow;
import dev.hearth.protocol.link.Welcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes from a session's driver over its link: the hello, its output, the link's end. Thread-safe. */
final class DriverOutput {
    private static final Logger LOG = LoggerFactory.getLogger(DriverOutput.class);
    private static final String CANNOT_WRITE =
            "its log cannot be written, and what its driver says waits there until it can: ";

    private final SessionCore core;
    private final SessionLife life;

    DriverOutput(SessionCore core, SessionLife life) {
        this.core = core;
        this.life = life;
    }

    UUID session() {
        return core.id;
    }

    int maxRecordBytes() {
        return core.profile().driver().maxRecordBytes();
    }

    /** Judges a hello whose version fits. */
    HelloAnswer hello(Hello hello, int version, DriverPort port) {
        core.enter();
        try {
            SessionRow row = core.row();
            if (hello.incarnation() < row.incarnation()) {
                return refused(Refusal.Reason.SUPERSEDED, "a newer driver of this session has been launched");
            }
            Incarnation of = core.current;
            if (!row.state().isLive() || of == null || of.over) {
                return refused(Refusal.Reason.ENDED, "the session has ended");
            }
            if (hello.incarnation() > row.incarnation() || !isGenuine(hello, row)) {
                core.around.events().driverLied(core.id, "a wrong secret");
                return refused(Refusal.Reason.DENIED, "this is not the driver that was launched");
            }
            if (hello.highestEpoch() > core.around.identity().epoch()) {
                return refused(Refusal.Reason.TRY_AGAIN, "a gateway that started later has this session");
            }
            if (hello.outputLast() < of.output.last()) {
                return refused(Refusal.Reason.DENIED, "the driver's output log is behind what it has sent");
            }
            return accept(hello, version, port, of);
        } catch (IOException | GatewayException e) {
            LOG.error("session {}: a link could not be accepted", core.id, e);
            return refused(Refusal.Reason.TRY_AGAIN, "the gateway cannot take the session up at the moment");
        } finally {
            core.leave();
        }
    }

    private static boolean isGenuine(Hello hello, SessionRow row) {
        String secret = hello.launchSecret();
        String key = row.keyHash();
        if (hello.sessionKey().length() < 32 || hello.sessionKey().length() > 1024) {
            return false;
        }
        if (secret == null) {
            return key != null && Secrets.matches(hello.sessionKey(), key);
        }
        return !row.keyUsed()
                && Secrets.matches(secret, row.secretHash())
                && (key == null || Secrets.matches(hello.sessionKey(), key));
    }

    private HelloAnswer accept(Hello hello, int version, DriverPort port, Incarnation of) throws IOException {
        SessionRow row = core.row();
        boolean keyAlone = hello.launchSecret() == null;
        if (row.keyHash() == null || (keyAlone && !row.keyUsed()) || row.deadline() != null) {
            core.save(
                    row.change().key(Secrets.hash(hello.sessionKey()), keyAlone).make());
        }
        DriverPort old = of.port;
        if (old != null) {
            // The driver has dialled again: it knows better than we do that the old link is gone.
            life.linkLost(of, old, "the driver dialled again");
            core.later(() -> old.close("the driver dialled again"));
        }
        RequestLog requests = of.requests;
        if (hello.requestsLast() > requests.last()) {
            // The end of our log was lost: its numbers are spent, since the driver drops what has one of them.
            requests.skipBeyond(hello.requestsLast());
        }
        of.feed = new RequestFeed(
                requests,
                hello.requestsLast() + 1,
                of.unfinished.answers(),
                core.around.memory().share(),
                hello.maxRecordBytes(),
                (first, last, why) -> core.around.aside(() -> passedOver(of, first, last, why)));
        of.port = port;
        of.linkDownSince = null;
        of.events.reached("hello", core.now());
        of.events.fact("spark", hello.spark());
        of.events.fact("java", hello.java());
        of.events.fact("driver", hello.driver());
        of.events.fact("pid", Long.toString(hello.pid()));
        if (hello.archivedShare() >= 0) {
            of.events.fact("archived_share", Double.toString(hello.archivedShare()));
        }
        life.linked(of);
        life.start().keepReport(of);
        core.later(() -> core.around.events().linkUp(core.id));
        LOG.info("session {}: linked to {}", core.id, hello);
        Welcome welcome = new Welcome(
                version,
                core.around.identity().instance(),
                core.around.identity().epoch(),
                of.output.last(),
                requests.first(),
                requests.last(),
                maxRecordBytes());
        return new HelloAnswer.Accepted(welcome, new LinkedDriver(this, of, port, of.feed));
    }

    private HelloAnswer refused(Refusal.Reason reason, String message) {
        LOG.warn("session {}: a link was refused: {}", core.id, message);
        return new HelloAnswer.Refused(new Refusal(reason, message));
    }

    /** Takes the records of one frame. */
    long received(Incarnation of, DriverPort port, List<LinkRecord> records) throws LyingDriverException, IOException {
        OutputCheck check = new OutputCheck(core.id, of.number);
        for (LinkRecord record : records) {
            check.check(record);
        }
        core.enter();
        try {
            SequenceWindow window = of.output;
            if (of.port != port || of.over) {
                return window.last();
            }
            List<LinkRecord> fresh = new ArrayList<>(records.size());
            Set<Long> inFrame = new LinkedHashSet<>();
            long run = window.last();
            int logged = 0;
            long bytes = 0;
            for (LinkRecord record : records) {
                long sequence = record.envelope().sequence();
                if (sequence == 0) {
                    if (isWanted(of, record)) {
                        fresh.add(record);
                    }
                } else if (!window.has(sequence) && inFrame.add(sequence)) {
                    run = sequence == run + 1 ? sequence : run;
                    if (sequence > run + SequenceWindow.MAX_AHEAD) {
                        throw new LyingDriverException("a record far beyond a hole in its log");
                    }
                    fresh.add(record);
                    logged++;
                    bytes += record.message().remaining();
                }
            }
            takeOrSay(of, fresh);
            if (logged > 0) {
                int count = logged;
                long size = bytes;
                core.active();
                core.later(() -> core.around.events().recordsAppended(core.id, count, size));
                life.mayTrim();
                core.mayCheckpoint(of);
            }
            if (of.ready) {
                life.start().ready(of);
            }
            return window.last();
        } finally {
            core.leave();
        }
    }

    /** Answers that nobody waits for, and events in a flood, are dropped: a driver has no other way to swamp its readers. */
    private boolean isWanted(Incarnation of, LinkRecord record) {
        return record.envelope().recordClass() == RecordClass.TRANSIENT
                ? of.underway.has(record.envelope())
                : of.events.admit(core.now());
    }

    /** A log that cannot be written is shown as the session's reason until it can be again. */
    private void takeOrSay(Incarnation of, List<LinkRecord> fresh) throws IOException {
        try {
            take(of, fresh);
        } catch (IOException e) {
            core.mark(CANNOT_WRITE + e.getMessage());
            throw e;
        }
        if (!fresh.isEmpty() && core.trouble().startsWith(CANNOT_WRITE)) {
            core.mark("");
        }
    }

    private void take(Incarnation of, List<LinkRecord> fresh) throws IOException {
        if (fresh.isEmpty()) {
            return;
        }
        core.record(of, fresh);
        boolean told = false;
        for (LinkRecord record : fresh) {
            if (record.envelope().recordClass() == RecordClass.TRANSIENT) {
                of.underway.fold(record.envelope());
            } else if (record.envelope().recordClass() == RecordClass.EVENT) {
                of.events.fold(record, core.now());
                told = true;
            }
        }
        if (told) {
            life.start().keepReport(of);
        }
    }

    /** The driver no longer has a part of its output: a mark takes its place. */
    void gap(Incarnation of, DriverPort port, long first, long last) throws LyingDriverException, IOException {
        core.enter();
        try {
            if (of.port != port || of.over) {
                return;
            }
            if (first < 1 || last < first) {
                throw new LyingDriverException("a gap that ends before it begins");
            }
            if (last <= of.output.last()) {
                return;
            }
            long from = Math.max(first, of.output.last() + 1);
            core.record(of, LostOutput.gap(of.messages, from, last));
            of.output.skipTo(last);
            of.highestOutput = Math.max(of.highestOutput, last);
            Settled.of(of, core.logs.journal().lastNumber()).keep(core.logs.files(), of.number);
        } finally {
            core.leave();
        }
    }

    /** Requests cannot be given to the driver: whoever sent one of them, and waits for its end, is told so. */
    private void passedOver(Incarnation of, long first, long last, String why) {
        core.enter();
        try {
            for (Unfinished.Pending pending : of.over ? List.<Unfinished.Pending>of() : of.unfinished.all()) {
                if (pending.sequence() >= first && pending.sequence() <= last && !pending.begun()) {
                    LOG.warn("session {}: request {} is not given to its driver: {}", core.id, pending.sequence(), why);
                    core.record(of, DriverEnd.neverBegan(of.messages, pending, "the request cannot be run: " + why));
                }
            }
        } catch (IOException e) {
            LOG.error("session {}: requests {} to {} cannot be answered", core.id, first, last, e);
        } finally {
            core.leave();
        }
    }

    void lied(Incarnation of, String what) {
        LOG.warn("session {}: the driver of incarnation {} lied: {}", core.id, of.number, what);
        core.mark("its driver's link was closed: " + what);
        core.around.events().driverLied(core.id, what);
    }

    /** The link is gone. */
    void down(Incarnation of, DriverPort port, RequestFeed feed, String reason) {
        core.enter();
        try {
            life.linkLost(of, port, reason);
        } finally {
            core.leave();
        }
        try {
            feed.close();
        } catch (IOException e) {
            LOG.debug("session {}: closing a feed", core.id, e);
        }
    }

    /** Answers the questions that the driver was asked and can no longer answer. Under the lock. */
    static void answerUnderway(SessionCore core, Incarnation of, String why) throws IOException {
        List<LinkRecord> answers = new ArrayList<>();
        for (Question question : of.underway.drain()) {
            Asked asked = question.asked();
            if (!question.busy()) {
                answers.add(of.messages.status(ExecutionState.BUSY, asked, RecordClass.TRANSIENT));
            }
            if (!question.replied()) {
                RawJson content = KernelMessages.unreachable(asked.type(), why);
                answers.add(of.messages.reply(asked, content, RecordClass.TRANSIENT));
            }
            answers.add(of.messages.status(ExecutionState.IDLE, asked, RecordClass.TRANSIENT));
        }
        if (!answers.isEmpty()) {
            core.record(of, answers);
        }
    }
}
