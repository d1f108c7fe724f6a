package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.journal.Cursor;
import dev.hearth.journal.JournalRecord;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients ask of a session. Thread-safe. */
final class SessionIntake {
    private static final Logger LOG = LoggerFactory.getLogger(SessionIntake.class);

    /** The largest reply that is sent again from memory; a larger one is read from the journal by those who want it. */
    private static final long MAX_REPEATED_BYTES = 1 << 20;

    /** The largest transient request: it is kept in memory until the link has taken it. */
    private static final int MAX_QUESTION_BYTES = 1 << 20;

    private final SessionCore core;
    private final SessionLife life;

    SessionIntake(SessionCore core, SessionLife life) {
        this.core = core;
        this.life = life;
    }

    Ingested ingest(RawMessage message, String origin) {
        ClientMessage read =
                ClientMessage.read(message, origin, core.profile().driver().maxRecordBytes());
        core.enter();
        try {
            Incarnation of = core.live();
            Ingested done;
            if (read.is(MessageType.INPUT_REPLY)) {
                done = inputReply(of, read);
            } else if (read.isTransient()) {
                done = question(of, read);
            } else {
                done = request(of, read);
            }
            if (!read.is(MessageType.HEARTH_VARIABLES_REQUEST)) {
                core.active(); // a page that shows variables asks again and again, whether somebody looks at it or not
            }
            return done;
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.leave();
        }
    }

    private Ingested request(Incarnation of, ClientMessage read) throws IOException {
        if (isDuplicate(read)) {
            return Ingested.DUPLICATE;
        }
        boolean restart = read.is(MessageType.SHUTDOWN_REQUEST) && isRestart(read);
        if (restart && life.isComing(of)) {
            // The driver that it asks for would take it for its own.
            answer(of, read.asked(), Contents.write(new Replies.Shutdown("ok", true)), RecordClass.DURABLE);
            return Ingested.ANSWERED;
        }
        ensureRoom(of, read.asked().channel());
        log(core, of, read.asked(), read.message());
        core.later(
                () -> core.around.events().requestAccepted(core.id, read.asked().type()));
        if (read.is(MessageType.SHUTDOWN_REQUEST)) {
            shutDown(restart);
        }
        return Ingested.ACCEPTED;
    }

    private void ensureRoom(Incarnation of, Channel channel) {
        int room = core.profile().driver().shellQueue();
        if (of.unfinished.size(channel) >= room) {
            throw new GatewayException(
                    ErrorCode.QUEUE_FULL,
                    room + " requests wait for this session already",
                    Map.of("bound", Integer.toString(room)));
        }
    }

    /**
     * Logs a request, numbers it if it is a statement, and tells the link. Under the lock.
     *
     * @throws IOException if it was not logged, and will not run
     */
    private static void log(SessionCore core, Incarnation of, Asked asked, RawMessage message) throws IOException {
        Envelope draft = envelope(core, of, asked, RecordClass.DURABLE, "");
        Optional<Statements> statements =
                isStatement(draft) ? Optional.of(core.logs.statements()) : Optional.empty(); // may fail: first
        Envelope envelope = of.requests.append(draft, message);
        of.unfinished.add(envelope.sequence(), asked);
        statements.ifPresent(each -> each.add(new Statements.Place(of.number, envelope.sequence())));
        DriverPort port = of.port;
        if (port != null) {
            core.later(port::wake);
        }
    }

    static boolean isStatement(Envelope request) {
        return !request.silent() && request.messageType().equals(MessageType.EXECUTE_REQUEST.wireName());
    }

    private static Envelope envelope(
            SessionCore core, Incarnation of, Asked asked, RecordClass recordClass, String parent) {
        return new Envelope(
                core.id,
                of.number,
                0,
                recordClass,
                asked.channel(),
                asked.type(),
                asked.messageId(),
                parent,
                asked.origin(),
                null,
                asked.silent(),
                false,
                core.now());
    }

    private boolean isDuplicate(ClientMessage read) throws IOException {
        for (RequestLog log : core.logs.requests()) {
            Optional<Envelope> same =
                    log.find(read.asked().origin(), read.asked().messageId());
            if (same.isPresent()) {
                repeatReply(read.asked());
                return true;
            }
        }
        return false;
    }

    private void repeatReply(Asked asked) throws IOException {
        SessionJournal journal = core.logs.journal();
        for (long number : journal.numbersFor(asked.messageId())) {
            try (Cursor cursor = journal.cursor(number, 16 * 1024)) {
                JournalRecord record = cursor.next();
                if (record == null || record.number() != number || record.size() > MAX_REPEATED_BYTES) {
                    continue;
                }
                JournaledRecord found = JournaledRecord.of(record, true);
                Envelope envelope = found.envelope();
                boolean reply = envelope.channel() == Channel.SHELL || envelope.channel() == Channel.CONTROL;
                if (reply
                        && envelope.parentId().equals(asked.messageId())
                        && envelope.origin().equals(asked.origin())) {
                    LiveRecord again =
                            new LiveRecord(number, envelope, SessionCore.copy(found.message()), found.timeMillis());
                    core.offer(journal.lastNumber(), again);
                    core.later(core::wakeReaders);
                }
            }
        }
    }

    private boolean isRestart(ClientMessage read) {
        try {
            return Contents.read(read.message(), Requests.Shutdown.class).restart();
        } catch (MalformedMessageException e) {
            LOG.debug("session {}: a shutdown_request without a readable content", core.id);
            return false;
        }
    }

    private void shutDown(boolean restart) {
        if (restart) {
            life.restart();
        } else {
            core.saveAnyway(core.row()
                    .change()
                    .state(SessionState.ENDING, "a client has shut it down")
                    .make());
            life.endSession(SessionCore.Ending.DEAD, "a client has shut it down");
        }
    }

    private Ingested question(Incarnation of, ClientMessage read) throws IOException {
        Asked asked = read.asked();
        RequestFeed feed = of.feed;
        DriverPort port = of.port;
        if (feed == null || port == null) {
            answer(of, asked);
            return Ingested.ANSWERED;
        }
        int room = core.around.settings().limits().transientRequests();
        if (of.underway.size() >= room) {
            if (asked.type().equals(MessageType.KERNEL_INFO_REQUEST.wireName())) {
                answer(of, asked); // without this no client connects
                return Ingested.ANSWERED;
            }
            throw new GatewayException(
                    ErrorCode.QUEUE_FULL,
                    room + " questions wait for this session already",
                    Map.of("bound", Integer.toString(room)));
        }
        LinkRecord question = LinkRecord.of(envelope(core, of, asked, RecordClass.TRANSIENT, ""), read.message());
        if (question.message().remaining() > MAX_QUESTION_BYTES) {
            throw new GatewayException(
                    ErrorCode.MESSAGE_TOO_LARGE, "a question has at most " + MAX_QUESTION_BYTES + " bytes");
        }
        if (!feed.offerQuestion(question)) {
            throw new GatewayException(
                    ErrorCode.QUEUE_FULL, "too much waits for drivers already, in all sessions together");
        }
        of.underway.add(asked);
        core.later(port::wake);
        return Ingested.ACCEPTED;
    }

    private void answer(Incarnation of, Asked asked) throws IOException {
        boolean info = asked.type().equals(MessageType.KERNEL_INFO_REQUEST.wireName());
        String why = of.linkDownSince == null ? "the session is starting" : "the driver is unreachable";
        RawJson content =
                info ? LanguageInfo.reply(core.row().language()) : KernelMessages.unreachable(asked.type(), why);
        answer(of, asked, content, RecordClass.TRANSIENT);
    }

    private void answer(Incarnation of, Asked asked, RawJson content, RecordClass recordClass) throws IOException {
        KernelMessages messages = of.messages;
        core.record(
                of,
                messages.status(ExecutionState.BUSY, asked, recordClass),
                messages.reply(asked, content, recordClass),
                messages.status(ExecutionState.IDLE, asked, recordClass));
    }

    private Ingested inputReply(Incarnation of, ClientMessage read) {
        String input = of.unfinished.openInputOf(read.asked().origin());
        if (input == null) {
            return Ingested.UNWANTED;
        }
        LinkRecord answer = LinkRecord.of(envelope(core, of, read.asked(), RecordClass.SECRET, input), read.message());
        of.unfinished.answerInput(input, answer);
        RequestFeed feed = of.feed;
        DriverPort port = of.port;
        if (feed != null && port != null) {
            feed.offer(answer);
            core.later(port::wake);
        }
        return Ingested.ACCEPTED;
    }

    void interrupt() {
        core.enter();
        try {
            Incarnation of = core.live();
            Duration patience = core.around.settings().timeouts().interruptWithoutLink();
            if (of.port == null
                    && of.linkDownSince != null
                    && System.nanoTime() - of.linkDownNanos > patience.toNanos()) {
                throw new GatewayException(
                        ErrorCode.LINK_DOWN,
                        "the driver cannot be reached since " + of.linkDownSince,
                        Map.of("since", of.linkDownSince.toString()));
            }
            ensureRoom(of, Channel.CONTROL);
            own(core, of, MessageType.INTERRUPT_REQUEST, RawJson.EMPTY_OBJECT);
            core.active();
        } catch (IOException e) {
            throw core.journalFailed(e);
        } finally {
            core.leave();
        }
    }

    /** Asks the driver to end one request, and no other. Under the lock. */
    void cancel(Statement statement) {
        try {
            Incarnation of = core.live();
            ensureRoom(of, Channel.CONTROL);
            String type = MessageType.HEARTH_CANCEL_REQUEST.wireName();
            Header header = new Header(
                    cancelId(statement),
                    of.messages.headerSession(),
                    KernelMessages.USERNAME,
                    Header.date(core.around.clock().instant()),
                    type,
                    Header.PROTOCOL_VERSION,
                    null);
            RawJson content = Contents.write(new Requests.Cancel(statement.requestId()));
            RawMessage message = RawMessage.of(Channel.CONTROL, header, RawJson.EMPTY_OBJECT, content);
            log(core, of, new Asked(header.msgId(), "", Channel.CONTROL, type, false, header.write()), message);
            core.active();
        } catch (IOException e) {
            throw core.journalFailed(e);
        }
    }

    /** The id of the request to cancel a statement: by it the request is found again. */
    static String cancelId(Statement statement) {
        String text = "cancel " + Unfinished.key(statement.origin(), statement.requestId());
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Logs a shutdown_request of the gateway's own. Under the lock. */
    static void askToShutDown(SessionCore core, Incarnation of) {
        try {
            own(core, of, MessageType.SHUTDOWN_REQUEST, Contents.write(new Requests.Shutdown(false)));
        } catch (IOException e) {
            LOG.error("session {}: its driver could not be asked to end", core.id, e);
        }
    }

    private static void own(SessionCore core, Incarnation of, MessageType type, RawJson content) throws IOException {
        Header header =
                Header.make(type.wireName(), of.messages.headerSession(), KernelMessages.USERNAME, core.around.clock());
        RawMessage message = RawMessage.of(Channel.CONTROL, header, RawJson.EMPTY_OBJECT, content);
        Asked asked = new Asked(header.msgId(), "", Channel.CONTROL, type.wireName(), false, header.write());
        log(core, of, asked, message);
    }
}
