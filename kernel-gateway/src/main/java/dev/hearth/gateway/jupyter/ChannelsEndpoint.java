package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Pongs;
import dev.hearth.gateway.session.Attachment;
import dev.hearth.gateway.session.Attachment.Reason;
import dev.hearth.gateway.session.MemoryBudget;
import dev.hearth.gateway.session.ReadFrom;
import dev.hearth.gateway.session.SessionReader;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.RawMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Frame;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's WebSocket on a kernel's channels.
 *
 * <p>It takes raw frames, since Jetty would decode text by itself and close a connection for one byte that is not UTF-8.
 * Jetty reads the next frame only when it is asked for: while many of the gateway's own answers wait for a client that does
 * not read them, it is not asked.
 *
 * <p>Thread-safe. Public because Jetty looks its methods up with a public lookup.
 */
public final class ChannelsEndpoint implements Session.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelsEndpoint.class);
    private static final int MOST_OWN = 96;
    private static final int MAX_ORIGIN_BYTES = 512;
    private static final int MAX_REASON_CHARS = 100;
    private static final long PAUSE_MILLIS = 50;
    private static final int SILENT_PINGS = 3;

    private final dev.hearth.gateway.session.Session session;
    private final ChannelsRequest request;
    private final ChannelsRoom room;
    private final AtomicReference<@Nullable Attachment> attachment = new AtomicReference<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean cleaned = new AtomicBoolean();
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private final AtomicBoolean notAsked = new AtomicBoolean();
    private volatile String origin;
    private volatile boolean known; // whether the origin is the client's own word
    private final AtomicLong pingedAt =
            new AtomicLong(); // System.nanoTime() since when a sign is waited for; 0 for none
    private final AtomicBoolean pausing = new AtomicBoolean();
    private final MemoryBudget.Share memory;
    private final long since;
    private boolean inPieces; // where the socket is read: a message has begun and is not whole
    private volatile @Nullable Open open;

    /** What there is while the socket is open. */
    private record Open(Session socket, SessionReader reader, ChannelInput input, ChannelOutput output, Pongs pongs) {}

    /**
     * The socket of a request.
     *
     * @param since when the request came, by {@link System#nanoTime}: sockets may open in another order than they were asked
     *     for, the first ones of a gateway above all
     */
    ChannelsEndpoint(
            dev.hearth.gateway.session.Session session, ChannelsRequest request, long since, ChannelsRoom room) {
        this.session = session;
        this.request = request;
        this.since = since;
        this.room = room;
        this.memory = room.memory().share();
        this.known = request.sessionId() != null;
        this.origin = request.sessionId() != null ? request.sessionId() : "socket-" + UUID.randomUUID();
    }

    @Override
    public void onWebSocketOpen(Session socket) {
        try {
            room.enter(this);
            // Attached first: a session_id that was never seen has its cursor from then on.
            Attachment attached = session.attach(origin, since);
            attachment.set(attached);
            SessionReader reader = session.reader(from());
            ChannelOutput output = new ChannelOutput(
                    socket,
                    reader,
                    request.framing(),
                    () -> origin,
                    new OutputHooks(),
                    request.sessionId() != null,
                    () -> session.view().executionState(),
                    room.executor());
            ChannelInput input = new ChannelInput(
                    session,
                    request.framing(),
                    room.settings().messageBytes(),
                    room.mapper(),
                    room.clock(),
                    new InputHooks(output));
            open = new Open(socket, reader, input, output, new Pongs(socket));
            attached.onLeave(this::leave);
            if (room.isClosing()) { // else it is one of those that are closed
                close(Reason.GATEWAY_STOPS);
            } else if (request.waits()) {
                pingedAt.compareAndSet(0, System.nanoTime()); // it is to speak first, as it is to answer a ping
            } else {
                output.start();
            }
        } catch (GatewayException | IOException e) {
            LOG.warn("a client cannot be connected to session {}: {}", session.id(), e.getMessage());
            closing.set(true);
            socket.close(CloseCode.TRY_LATER, shortened(String.valueOf(e.getMessage())), Callback.NOOP);
            later(room.settings().leave().toMillis(), socket::disconnect);
        }
        socket.demand();
    }

    private ReadFrom from() {
        if (request.since() != null) {
            return ReadFrom.sinceNumber(request.since());
        }
        return request.sessionId() != null ? ReadFrom.cursorOf(request.sessionId()) : ReadFrom.live();
    }

    @Override
    public void onWebSocketFrame(Frame frame, Callback callback) {
        Open now = open;
        byte opCode = frame.getEffectiveOpCode();
        if (now == null || opCode == OpCode.CLOSE) {
            callback.succeed();
            return;
        }
        pingedAt.set(0);
        now.output().start();
        ByteBuffer payload = frame.getPayload() == null ? ByteBuffer.allocate(0) : frame.getPayload();
        try {
            switch (opCode) {
                case OpCode.PING -> now.pongs().answer(payload);
                case OpCode.PONG -> pong(now, payload);
                default -> {
                    if (!closing.get()) { // else it is read only to come to the close frame behind it
                        take(now, payload, frame.isFin(), opCode == OpCode.TEXT);
                    }
                }
            }
        } catch (RuntimeException e) {
            LOG.error("a frame of a client of session {} was not taken", session.id(), e);
            close(CloseCode.SERVER_ERROR, "something went wrong in the gateway");
        }
        callback.succeed();
        notAsked.set(true);
        askAgain(now);
    }

    private void take(Open now, ByteBuffer payload, boolean last, boolean text) {
        if ((inPieces || !last) && !memory.take(payload.remaining())) {
            LOG.warn("a client of session {} is sent away: too many large messages come at once", session.id());
            close(CloseCode.TRY_LATER, "the gateway has no memory for a large message now");
            return;
        }
        now.input().take(payload, last, text);
        if (inPieces && last) {
            memory.giveAllBut(0);
        }
        inPieces = !last;
    }

    private void askAgain(Open now) {
        if (now.output().waiting() < MOST_OWN && notAsked.compareAndSet(true, false)) {
            now.socket().demand();
        }
    }

    private void pong(Open now, ByteBuffer payload) {
        String cursor = request.sessionId();
        if (cursor != null && payload.remaining() == Long.BYTES) {
            long number = payload.getLong(payload.position());
            if (number > 0 && number <= now.output().pinged()) {
                session.confirm(cursor, number);
            }
        }
    }

    /** Looks after the client: called once in each ping interval. */
    void keepAlive() {
        Open now = open;
        if (now == null) {
            return;
        }
        long since = pingedAt.get();
        if (since != 0
                && System.nanoTime() - since
                        > SILENT_PINGS * room.settings().ping().toNanos()) {
            LOG.info("a client of session {} does not answer and is given up", session.id());
            now.socket().disconnect();
            return;
        }
        if (now.output().isStalled(room.settings().stalled())) {
            LOG.info("a client of session {} does not read and is given up; it may come back", session.id());
            now.socket().disconnect();
            return;
        }
        now.output().ping();
    }

    /** The client has to go when it has what is there for it, or does not read it in time. */
    void leave(Reason reason, long lastNumber) {
        Open now = open;
        if (now == null) {
            return;
        }
        if (reason == Reason.STALE) {
            close(reason);
        } else {
            now.output().leave(reason, lastNumber);
            later(room.settings().leave().toMillis(), () -> close(reason));
        }
    }

    void close(Reason reason) {
        close(CloseCode.of(reason), CloseCode.sentence(reason));
    }

    /** Done when the close frame has left, or the socket is closed without. */
    CompletableFuture<Void> told() {
        return told;
    }

    /** Closes at once, behind the frame that is in flight; a client that does not read even that is cut off later. */
    void close(int code, String reason) {
        Open now = open;
        if (now == null || !closing.compareAndSet(false, true)) {
            return;
        }
        now.output().stop();
        now.socket()
                .close(code, shortened(reason), Callback.from(() -> told.complete(null), gone -> told.complete(null)));
        later(room.settings().leave().toMillis(), now.socket()::disconnect);
    }

    private static String shortened(String reason) {
        return reason.length() > MAX_REASON_CHARS ? reason.substring(0, MAX_REASON_CHARS) : reason;
    }

    private void later(long millis, Runnable action) {
        try {
            room.timer().schedule(action, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the timer has stopped", e);
        }
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.debug("a client's socket on session {} failed", session.id(), cause);
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        if (cleaned.compareAndSet(false, true)) {
            clean();
        }
        callback.succeed();
    }

    private void clean() {
        closing.set(true);
        told.complete(null);
        memory.close();
        Open last = open;
        if (last != null) {
            last.output().stop();
            last.reader().close();
        }
        Attachment attached = attachment.getAndSet(null);
        if (attached != null) {
            attached.close();
        }
        room.leave(this);
    }

    /** The client says who it is in its first message that does: from now on replies go there. */
    private synchronized String named(Header header) {
        String name = header.session();
        if (!known && !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= MAX_ORIGIN_BYTES) {
            known = true;
            Attachment renamed = session.attach(name);
            Attachment before = attachment.getAndSet(renamed);
            origin = name;
            renamed.onLeave(this::leave);
            if (before != null) {
                before.close();
            }
            if (cleaned.get()) {
                renamed.close();
            }
        }
        return origin;
    }

    private final class InputHooks implements ChannelInput.Hooks {
        private final ChannelOutput output;

        InputHooks(ChannelOutput output) {
            this.output = output;
        }

        @Override
        public String origin(Header header) {
            return named(header);
        }

        @Override
        public void send(List<RawMessage> messages) {
            output.send(messages);
        }

        @Override
        public void close(int code, String reason) {
            ChannelsEndpoint.this.close(code, reason);
        }
    }

    private final class OutputHooks implements ChannelOutput.Hooks {
        @Override
        public void paused() {
            if (pausing.compareAndSet(false, true)) {
                later(PAUSE_MILLIS, () -> {
                    pausing.set(false);
                    Open now = open;
                    if (now != null) {
                        now.output().confirmPause();
                    }
                });
            }
        }

        @Override
        public void ownLeft() {
            Open now = open;
            if (now != null) {
                askAgain(now);
            }
        }

        @Override
        public void pingLeft() {
            pingedAt.compareAndSet(0, System.nanoTime());
        }

        @Override
        public void close(int code, String reason) {
            ChannelsEndpoint.this.close(code, reason);
        }
    }
}
