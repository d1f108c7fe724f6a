package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.http.SerialLoop;
import dev.hearth.gateway.session.Attachment.Reason;
import dev.hearth.gateway.session.SessionReader;
import dev.hearth.gateway.session.SessionRecord;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes out on one WebSocket: records for this client, one frame in flight, the next read when it has left. A client
 * that does not read costs one piece.
 *
 * <p>Replies and input requests go to their origin only, broadcasts to all, events to none. Pings between messages carry the
 * reader's position; the pong confirms it.
 *
 * <p>Thread-safe; what it does, it does in one {@link SerialLoop}.
 */
final class ChannelOutput {
    /** After so many bytes a ping is due, without waiting for a pause. */
    static final int PING_BYTES = 256 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(ChannelOutput.class);

    private final Session socket;
    private final SessionReader reader;
    private final Framing framing;
    private final Supplier<String> origin;
    private final Hooks hooks;
    private final boolean confirmed;
    private final Supplier<ExecutionState> state;
    private final SerialLoop loop;
    private final Queue<RawMessage> own = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ownCount = new AtomicInteger();
    private volatile boolean begun;
    private volatile boolean inFlight;
    private volatile boolean armed;
    private volatile boolean pingDue;
    private volatile boolean pauseDue;
    private volatile boolean over;
    private volatile @Nullable Going going;
    private volatile long pinged = -1;
    private volatile long sentAt; // System.nanoTime() of the piece in flight

    // In the loop only.
    private @Nullable OutgoingMessage current;
    private long sincePing;
    private boolean unconfirmed;

    /** A client has to go. */
    private record Going(Reason reason, long lastNumber) {}

    /** What the output asks of its socket's owner. Called in the loop. */
    interface Hooks {
        /** Everything there was is sent; some of it is not confirmed yet. */
        void paused();

        /** One of the gateway's own messages has left. */
        void ownLeft();

        /** A ping is on its way. */
        void pingLeft();

        /** The socket is to be closed. */
        void close(int code, String reason);
    }

    /**
     * The output of a socket.
     *
     * @param confirmed whether the client has a cursor, which pongs move on
     * @param state the session's state now, as clients are shown it
     */
    ChannelOutput(
            Session socket,
            SessionReader reader,
            Framing framing,
            Supplier<String> origin,
            Hooks hooks,
            boolean confirmed,
            Supplier<ExecutionState> state,
            Executor executor) {
        this.socket = socket;
        this.reader = reader;
        this.framing = framing;
        this.origin = origin;
        this.hooks = hooks;
        this.confirmed = confirmed;
        this.state = state;
        this.loop = new SerialLoop(this::step, executor);
    }

    /** Begins to send; nothing leaves before. Again is harmless. */
    void start() {
        if (!begun) {
            begun = true;
            loop.wakeElsewhere();
        }
    }

    /** Sends messages of the gateway's own to this client alone. */
    void send(List<RawMessage> messages) {
        ownCount.addAndGet(messages.size());
        own.addAll(messages);
        loop.wakeElsewhere();
    }

    /** How many messages of the gateway's own wait. */
    int waiting() {
        return ownCount.get();
    }

    /** Sends a ping between two messages. */
    void ping() {
        pingDue = true;
        loop.wakeElsewhere();
    }

    /** Sends a ping if anything was sent since the last one. */
    void confirmPause() {
        pauseDue = true;
        loop.wakeElsewhere();
    }

    /** Whether what was last sent has been under way for longer than this. */
    boolean isStalled(Duration longest) {
        return inFlight && System.nanoTime() - sentAt > longest.toNanos();
    }

    /** The highest number that a ping has carried; -1 before the first. */
    long pinged() {
        return pinged;
    }

    /** Sends what there is up to a record, and closes then. */
    void leave(Reason reason, long lastNumber) {
        going = new Going(reason, lastNumber);
        loop.wakeElsewhere();
    }

    /** Sends nothing any more. */
    void stop() {
        over = true;
    }

    private boolean step() {
        if (inFlight || over || !begun) {
            return false;
        }
        try {
            return current != null ? sendPiece(current) : sendNext();
        } catch (IOException | MalformedMessageException | RuntimeException e) {
            if (over) {
                LOG.debug("a reader was closed under its client", e);
                return false;
            }
            LOG.warn("the output of client {} is broken off", origin.get(), e);
            over = true;
            hooks.close(CloseCode.SERVER_ERROR, "the session's journal cannot be read");
            return false;
        }
    }

    private boolean sendNext() throws IOException, MalformedMessageException {
        RawMessage ours = own.poll();
        if (ours != null) {
            ownCount.decrementAndGet();
            hooks.ownLeft();
            return sendPiece(framing.outgoing(ours));
        }
        boolean pause = pauseDue;
        pauseDue = false;
        boolean unknown = confirmed && (sincePing >= PING_BYTES || (pause && reader.position() > pinged));
        if (pingDue || unknown) {
            sendPing();
            return true;
        }
        Going leaving = going;
        if (leaving != null && reader.position() >= leaving.lastNumber()) {
            return close(leaving);
        }
        SessionRecord record = reader.next();
        if (record != null) {
            return !isFor(record) || sendPiece(framing.outgoing(record));
        }
        if (leaving != null) {
            return close(leaving);
        }
        pause();
        return false;
    }

    private void pause() {
        if (unconfirmed && confirmed) {
            unconfirmed = false;
            hooks.paused();
        }
        if (!armed) {
            armed = true;
            reader.whenMore(() -> {
                armed = false;
                loop.wakeElsewhere();
            });
        }
    }

    private boolean close(Going leaving) {
        over = true;
        hooks.close(CloseCode.of(leaving.reason()), CloseCode.sentence(leaving.reason()));
        return false;
    }

    private boolean isFor(SessionRecord record) {
        Envelope envelope = record.envelope();
        if (envelope.recordClass() == RecordClass.SECRET || record.isEvent()) {
            return false;
        }
        ExecutionState said = envelope.executionState();
        if (said != null && envelope.parentId().isEmpty() && isMisleading(said, record.replayed())) {
            return false;
        }
        return envelope.channel() == Channel.IOPUB || envelope.origin().equals(origin.get());
    }

    /**
     * Whether a status of the kernel itself would make a client do the wrong thing: on {@code restarting} JupyterLab 4.6 opens
     * another socket, where it would be told so again, and drops what it waits for (jupyter_server 2.21 never sends it after a
     * request to restart); on a {@code dead} of the past it gives the kernel up.
     */
    private boolean isMisleading(ExecutionState said, boolean replayed) {
        return said == ExecutionState.RESTARTING || (replayed && said != state.get());
    }

    private boolean sendPiece(OutgoingMessage message) throws IOException {
        ByteBuffer piece = message.next();
        boolean last = message.isDone();
        current = last ? null : message;
        sincePing += piece.remaining();
        unconfirmed = true;
        sentAt = System.nanoTime();
        inFlight = true;
        Callback callback = Callback.from(this::left, this::lost);
        if (message.isText()) {
            socket.sendPartialText(StandardCharsets.UTF_8.decode(piece).toString(), last, callback);
        } else {
            socket.sendPartialBinary(piece, last, callback);
        }
        return true;
    }

    private void sendPing() {
        pingDue = false;
        sincePing = 0;
        unconfirmed = false;
        long position = reader.position();
        pinged = position;
        sentAt = System.nanoTime();
        inFlight = true;
        socket.sendPing(
                ByteBuffer.allocate(Long.BYTES).putLong(0, position),
                Callback.from(
                        () -> {
                            hooks.pingLeft();
                            left();
                        },
                        this::lost));
    }

    private void left() {
        inFlight = false;
        loop.wake();
    }

    private void lost(Throwable cause) {
        LOG.debug("a client of {} has gone", origin.get(), cause);
        over = true;
        inFlight = false;
    }
}
