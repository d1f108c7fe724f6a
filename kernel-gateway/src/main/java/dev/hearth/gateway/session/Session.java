package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.security.Ownership;
import dev.hearth.launcher.LaunchProgress;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.Hello;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session. Thread-safe; no method waits for a driver or a client. */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final SessionCore core;
    private final SessionLife life;
    private final SessionIntake intake;
    private final DriverOutput output;
    private final Consumer<SessionCore> ended;

    /** A session of a row; {@code ended} is told when it is dead or deleted. */
    Session(SessionCore core, Consumer<SessionCore> ended) {
        this.core = core;
        this.ended = ended;
        this.life = new SessionLife(core, ended);
        this.intake = new SessionIntake(core, life);
        this.output = new DriverOutput(core, life);
    }

    SessionCore core() {
        return core;
    }

    SessionLife life() {
        return life;
    }

    HelloAnswer hello(Hello hello, int version, DriverPort port) {
        return output.hello(hello, version, port);
    }

    /** The kernel id of Jupyter. */
    public UUID id() {
        return core.id;
    }

    /** The session's number, from 0. */
    public int number() {
        return core.row().number();
    }

    /** Whose it is. */
    public Ownership ownership() {
        return new Ownership(core.row().owner(), core.row().proxyUser());
    }

    /** What a client asked for beyond the profile, if anything. */
    public Optional<SessionWish> wish() {
        return Optional.ofNullable(core.row().wish());
    }

    /** When it became dead or deleted. */
    public Optional<Instant> endedAt() {
        return Optional.ofNullable(core.row().endedAt());
    }

    /** A client without a connection of its own is still there: the session's heartbeat. */
    public void heartbeat() {
        core.heartbeat();
    }

    /** A client uses the session: it is not idle from now on. */
    public void use() {
        core.active();
    }

    /** Spoken where a cell does not say otherwise. */
    public Language language() {
        return core.row().language();
    }

    /** The profile's name. */
    public String profile() {
        return core.row().profile();
    }

    /** The session now. */
    public SessionView view() {
        core.enter();
        try {
            SessionRow row = core.row();
            Incarnation of = core.current;
            return new SessionView(
                    row.id(),
                    row.number(),
                    row.owner(),
                    row.proxyUser(),
                    row.profile(),
                    row.language(),
                    row.name(),
                    row.path(),
                    row.document(),
                    row.documentType(),
                    row.state(),
                    reason(row, of),
                    row.logTail(),
                    core.executionState(),
                    row.createdAt(),
                    Instant.ofEpochMilli(core.lastActivityMillis()),
                    core.attachments.size(),
                    row.incarnation(),
                    row.headerSession(),
                    of == null ? 0 : of.unfinished.size(),
                    of == null ? 0 : of.unfinished.unanswered(),
                    lastNumber(),
                    of == null ? row.start() : of.events.report(),
                    of == null ? null : of.linkDownSince,
                    of != null && of.port != null,
                    row.endedAt(),
                    row.wish());
        } finally {
            core.leave();
        }
    }

    private String reason(SessionRow row, @org.jspecify.annotations.Nullable Incarnation of) {
        StartGate.Ticket ticket = of == null ? null : of.ticket;
        String waits = row.state() == SessionState.STARTING && ticket != null ? ticket.explanation() : "";
        if (!waits.isEmpty()) {
            return waits;
        }
        if (!row.reason().isEmpty()) {
            return row.reason();
        }
        if (of == null || !core.trouble().isEmpty()) {
            return core.trouble();
        }
        LaunchProgress place = of.place;
        boolean called = of.port != null || of.ready;
        String there = place == null ? "" : called || place.reason().isEmpty() ? place.trouble() : place.reason();
        return of.events.trouble().isEmpty() ? there : of.events.trouble();
    }

    private long lastNumber() {
        try {
            return core.logs.isOpen() ? core.logs.journal().lastNumber() : 0;
        } catch (IOException e) {
            throw core.journalFailed(e);
        }
    }

    /**
     * Takes one message of a client: it is logged before this returns, or answered.
     *
     * @param message in whatever memory: nothing of it is used after this returns
     * @param origin the client; at most 512 bytes of UTF-8
     * @throws GatewayException with {@code MALFORMED_MESSAGE} (no readable header, an id that is missing or too long, a type
     *     that a client may not send), {@code MESSAGE_TOO_LARGE}, {@code QUEUE_FULL}, {@code SESSION_DEAD}, {@code
     *     JOURNAL_FAILED}; nothing was logged then
     */
    public Ingested ingest(RawMessage message, String origin) {
        return intake.ingest(message, origin);
    }

    /**
     * Interrupts what runs now.
     *
     * @throws GatewayException with {@code LINK_DOWN} if the link has been down too long, {@code QUEUE_FULL}, {@code
     *     SESSION_DEAD}, {@code JOURNAL_FAILED}; else the interrupt is logged
     */
    public void interrupt() {
        intake.interrupt();
    }

    /**
     * Ends the driver and launches the next. Requests without an end are answered {@code aborted}; later ones wait for the
     * next driver. Restarts under way are shared. A dead session comes to life again.
     *
     * @return done when the next driver is ready for cells; exceptionally with a {@code GatewayException} if it fails, or the
     *     session is ended meanwhile
     * @throws GatewayException with {@code SESSION_DEAD} if the session is being ended or was deleted, {@code
     *     TOO_MANY_SESSIONS} if it is dead and there is no room for it, {@code NOT_SERVING} if it is dead and the gateway is
     *     stopping, {@code JOURNAL_FAILED}, {@code STORE_FAILED}; nothing was changed then
     */
    public CompletableFuture<Void> restart() {
        return life.restart();
    }

    /**
     * Notes which document of Jupyter's the session belongs to from now on; also the next gateway knows it.
     *
     * @param document id of what Jupyter calls a session
     * @param type {@code notebook}, {@code console} or {@code file}
     * @throws GatewayException with {@code STORE_FAILED}; nothing was changed then
     */
    public void rename(UUID document, String name, String path, String type) {
        core.enter();
        try {
            core.save(core.row().change().document(document, name, path, type).make());
        } finally {
            core.leave();
        }
    }

    /** Takes the session off the lists at once, ends its driver, and keeps the journal unless {@code purge}. */
    public void delete(boolean purge) {
        core.enter();
        try {
            Incarnation of = core.current;
            boolean live = of != null && !of.over;
            boolean nothingStays = purge || core.ending == SessionCore.Ending.PURGE;
            SessionCore.Ending ending = nothingStays ? SessionCore.Ending.PURGE : SessionCore.Ending.DELETE;
            if (core.row().state() != SessionState.DELETED) {
                core.save(core.row()
                        .change()
                        .state(SessionState.DELETED, "the session was deleted")
                        .make());
            }
            if (purge) {
                markPurge();
            }
            if (live) {
                life.endSession(ending, "the session was deleted");
            } else {
                core.ending = ending;
                if (core.row().endedAt() == null) {
                    core.save(core.row()
                            .change()
                            .ended(core.around.clock().instant(), core.row().logTail())
                            .make());
                }
                life.askToLeave(Attachment.Reason.DELETED);
            }
            core.later(() -> ended.accept(core));
        } finally {
            core.leave();
        }
    }

    private void markPurge() {
        try {
            core.logs.files().markPurge();
        } catch (IOException e) {
            // A full disk is no reason to keep what fills it.
            LOG.warn("session {}: its purge could not be noted; if it is cut off it is a plain deletion", core.id, e);
        }
    }

    /** Ends the driver; the session becomes dead for {@code reason}, and stays listed for a while. */
    public void end(String reason) {
        core.enter();
        try {
            Incarnation of = core.current;
            if (of == null || of.over || !core.row().state().isLive()) {
                return;
            }
            core.saveAnyway(
                    core.row().change().state(SessionState.ENDING, reason).make());
            life.endSession(SessionCore.Ending.DEAD, reason);
        } finally {
            core.leave();
        }
    }

    /** Done when the present driver and what it kept for itself are gone, or there is none. Never exceptionally; whoever waits sets a time. */
    public CompletableFuture<Void> whenOver() {
        core.enter();
        try {
            Incarnation of = core.current;
            return of == null ? CompletableFuture.completedFuture(null) : of.whenOver.copy();
        } finally {
            core.leave();
        }
    }

    /**
     * A reader; close it.
     *
     * @throws IOException if the journal cannot be opened, or was purged
     */
    public SessionReader reader(ReadFrom from) throws IOException {
        core.enter();
        try {
            SessionJournal journal = core.logs.journal();
            long since =
                    switch (from.kind()) {
                        case NUMBER -> Math.min(from.number(), journal.lastNumber());
                        case LIVE -> journal.lastNumber();
                        case CURSOR -> {
                            OptionalLong confirmed = core.logs.cursors().get(from.origin());
                            yield Math.min(confirmed.orElse(journal.lastNumber()), journal.lastNumber());
                        }
                    };
            SessionReader reader = new SessionReader(core, journal, since, from.kind() != ReadFrom.Kind.LIVE);
            core.readers.add(reader);
            return reader;
        } finally {
            core.leave();
        }
    }

    /**
     * Connects a client. If the same origin is attached already, that attachment is asked to leave as stale. A client that is
     * seen for the first time has a cursor from now on.
     *
     * @throws GatewayException with {@code KERNEL_NOT_FOUND} if the session was deleted, {@code MALFORMED_MESSAGE} if the
     *     origin is longer than 512 bytes
     */
    public Attachment attach(String origin) {
        return attach(origin, System.nanoTime());
    }

    /**
     * The same for a client that asked at {@code since}, by {@link System#nanoTime}: of two attachments of one origin the one
     * that was asked for later stays, in whatever order they come here.
     */
    public Attachment attach(String origin, long since) {
        if (origin.getBytes(StandardCharsets.UTF_8).length > Envelope.MAX_TEXT_BYTES) {
            throw new GatewayException(ErrorCode.MALFORMED_MESSAGE, "a session_id has at most 512 bytes");
        }
        core.enter();
        try {
            if (core.row().state() == SessionState.DELETED) {
                throw new GatewayException(
                        ErrorCode.KERNEL_NOT_FOUND,
                        "kernel " + core.id + " was deleted",
                        Map.of("kernel", core.id.toString()));
            }
            Attachment made = new Attachment(origin, since, this::detach);
            Attachment present = core.attachments.get(origin);
            Attachment stale = present != null && present.isLaterThan(made) ? made : present;
            if (stale != made) {
                core.attachments.put(origin, made);
            }
            if (stale != null) {
                core.later(() -> stale.askToLeave(Attachment.Reason.STALE, 0));
            }
            if (core.logs.cursors().get(origin).isEmpty()) {
                core.logs.cursors().raise(origin, core.logs.journal().lastNumber(), core.now());
            }
            core.active();
            core.later(() -> core.around.events().attached(core.id));
            return made;
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.leave();
        }
    }

    private void detach(Attachment attachment) {
        core.enter();
        try {
            core.attachments.remove(attachment.origin(), attachment);
            core.active();
            core.later(() -> core.around.events().detached(core.id));
        } finally {
            core.leave();
        }
    }

    /** Notes that a client has everything up to a journal number. Never goes back. */
    public void confirm(String origin, long number) {
        core.enter();
        try {
            long last = core.logs.journal().lastNumber();
            core.logs.cursors().raise(origin, Math.min(number, last), core.now());
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.leave();
        }
    }

    /** The execute_request with a number; empty if it was never given or is no longer kept. */
    public Optional<Statement> statement(long number) {
        core.enter();
        try {
            Optional<Statements.Place> place = core.logs.statements().get(number);
            if (place.isEmpty()) {
                return Optional.empty();
            }
            Optional<RequestLog> log = core.logs.requests(place.get().incarnation());
            Optional<Envelope> request = log.isEmpty()
                    ? Optional.empty()
                    : log.get().envelope(place.get().sequence());
            return request.map(each ->
                    new Statement(number, each.incarnation(), each.sequence(), each.messageId(), each.origin()));
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.leave();
        }
    }

    /** Its statements: sent, read, awaited, cancelled. */
    public StatementLog statementLog() {
        return new StatementLog(core, intake);
    }

    /** How many statements there have been: the number of the next. */
    public long statements() {
        core.enter();
        try {
            return core.logs.statements().size();
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.leave();
        }
    }

    /**
     * The request's message, as the client sent it; empty if it is no longer kept.
     *
     * @throws IOException if the disk fails
     */
    public Optional<RawMessage> request(Statement statement) throws IOException {
        core.enter();
        try {
            Optional<RequestLog> log = core.logs.requests(statement.incarnation());
            Optional<ByteBuffer> message =
                    log.isEmpty() ? Optional.empty() : log.get().message(statement.sequence());
            return message.isEmpty() ? Optional.empty() : Optional.of(V1Layout.decode(message.get()));
        } catch (MalformedMessageException e) {
            throw new IOException("statement " + statement.number() + " cannot be read", e);
        } finally {
            core.leave();
        }
    }

    /**
     * Journal numbers of the records with this parent, rising. Where an id is too long for the index, or two origins used the
     * same one, records of another parent may be among them: compare their envelopes.
     *
     * @throws IOException if the disk fails
     */
    public long[] recordsOf(String requestId) throws IOException {
        SessionJournal journal;
        core.enter();
        try {
            journal = core.logs.journal();
        } finally {
            core.leave();
        }
        return journal.numbersFor(requestId);
    }

    /**
     * Brings the log of the present driver up to date, where that lies elsewhere. Returns at once.
     *
     * @return done, never exceptionally, when it is; whoever waits sets a time
     */
    public CompletableFuture<Void> refreshLog() {
        LaunchedDriver driver;
        core.enter();
        try {
            Incarnation of = core.current;
            driver = of == null ? null : of.driver;
        } finally {
            core.leave();
        }
        return driver == null ? CompletableFuture.completedFuture(null) : driver.refreshLog();
    }

    /** The log of the present driver, where it is a file of this machine. */
    public Optional<Path> logFile() {
        Path log = core.logs.files().driverLog(core.incarnation());
        return Files.isRegularFile(log) ? Optional.of(log) : Optional.empty();
    }

    /**
     * A folder for what clients send for the present driver. Nobody else can read it, and it goes when that driver has ended.
     *
     * @throws GatewayException with {@code SESSION_DEAD}
     * @throws IOException if it cannot be made
     */
    public Path uploads() throws IOException {
        Path folder;
        core.enter();
        try {
            folder = core.logs.files().uploads(core.live().number);
        } finally {
            core.leave();
        }
        SessionFiles.createPrivately(folder);
        return folder.toAbsolutePath();
    }

    /** Whether the driver of an incarnation is gone, whatever state the session is in; also if there was none. */
    public boolean isOver(int incarnation) {
        core.enter();
        try {
            for (Incarnation each : new Incarnation[] {core.current, core.previous}) {
                if (each != null && each.number == incarnation) {
                    return each.over;
                }
            }
            return true;
        } finally {
            core.leave();
        }
    }

    /**
     * The log of the present driver from {@code offset}, over the link, followed as it grows.
     *
     * @throws GatewayException with {@code LINK_DOWN} if there is no link
     */
    public LogSource openLog(long offset) {
        return port().openLog(Math.max(0, offset));
    }

    /**
     * The result that a statement has kept, over the link; one that is no longer there ends before its first byte.
     *
     * @throws GatewayException with {@code RESULT_NOT_FOUND} if its driver has gone, {@code LINK_DOWN} if there is no link
     */
    public LogSource openResult(Statement statement) {
        requireDriverOf(statement);
        return port().openResult(statement.requestId());
    }

    /**
     * Lets a question about a statement's result pass, if the driver that has it is there.
     *
     * @throws GatewayException with {@code RESULT_NOT_FOUND}
     */
    public void requireDriverOf(Statement statement) {
        if (isOver(statement.incarnation())) {
            throw new GatewayException(
                    ErrorCode.RESULT_NOT_FOUND,
                    "the driver that has kept this result has ended, and the result with it; run the statement again");
        }
    }

    private DriverPort port() {
        DriverPort port;
        core.enter();
        try {
            Incarnation of = core.current;
            port = of == null ? null : of.port;
        } finally {
            core.leave();
        }
        if (port == null) {
            throw new GatewayException(ErrorCode.LINK_DOWN, "the driver cannot be reached at the moment");
        }
        return port;
    }
}
