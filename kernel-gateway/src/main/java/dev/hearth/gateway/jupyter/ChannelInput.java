package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.error.Failure;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in on one WebSocket: frames are put together to messages, and these are logged by the session. What cannot be
 * read is dropped, and the client is told: by the reply that it waits for, or else by an {@code error} without a parent, which
 * clients take for nobody's. Only one that sends nothing else is sent away. Confined to the thread that reads the socket.
 */
final class ChannelInput {
    /** After so many unreadable messages in a row a client is no client. */
    static final int MOST_MALFORMED = 20;

    private static final int MOST_LOGGED = 3; // in a row
    private static final Logger LOG = LoggerFactory.getLogger(ChannelInput.class);

    private final Session session;
    private final Framing framing;
    private final ErrorMapper mapper;
    private final Clock clock;
    private final Hooks hooks;
    private final Assembly assembly;
    private final int maxBytes;
    private int malformed;

    /** What the input asks of its socket's owner. */
    interface Hooks {
        /** Who the client is; its first message may tell. */
        String origin(Header header);

        /** To be sent to this client alone. */
        void send(List<RawMessage> messages);

        /** The socket is to be closed. */
        void close(int code, String reason);
    }

    ChannelInput(Session session, Framing framing, int maxBytes, ErrorMapper mapper, Clock clock, Hooks hooks) {
        this.session = session;
        this.framing = framing;
        this.mapper = mapper;
        this.clock = clock;
        this.hooks = hooks;
        this.maxBytes = maxBytes;
        this.assembly = new Assembly(maxBytes);
    }

    /** Takes the bytes of a frame, or of a piece of one. */
    void take(ByteBuffer bytes, boolean last, boolean text) {
        if (!assembly.add(bytes)) {
            LOG.warn("a client's message for session {} is longer than {} bytes", session.id(), maxBytes);
            hooks.close(CloseCode.TOO_LARGE, "the message is longer than " + maxBytes + " bytes");
            return;
        }
        if (last) {
            message(assembly.take(), text);
        }
    }

    private void message(byte[] bytes, boolean text) {
        RawMessage message;
        Header header;
        try {
            message = framing.decode(bytes, text);
            header = message.readHeader();
        } catch (MalformedMessageException e) {
            unreadable(String.valueOf(e.getMessage()));
            hooks.send(List.of(
                    Refused.complaint(mapper.map(unread(e)), session.view().headerSession(), clock)));
            return;
        }
        try {
            session.ingest(message, hooks.origin(header));
            malformed = 0;
        } catch (GatewayException e) {
            if (e.code() == ErrorCode.MALFORMED_MESSAGE) {
                unreadable(e.sentence());
            } else {
                malformed = 0;
                LOG.info("session {} did not take a message: {}", session.id(), e.sentence());
            }
            refused(message, header, e);
        } catch (RuntimeException e) {
            malformed = 0;
            refused(message, header, e);
        }
    }

    private static GatewayException unread(MalformedMessageException why) {
        return new GatewayException(ErrorCode.MALFORMED_MESSAGE, String.valueOf(why.getMessage()));
    }

    private void refused(RawMessage message, Header header, RuntimeException thrown) {
        Failure failure = mapper.map(thrown);
        String headerSession = session.view().headerSession();
        hooks.send(
                Refused.isAnswered(message, header)
                        ? Refused.answer(message, header, failure, headerSession, clock)
                        : List.of(Refused.complaint(failure, headerSession, clock)));
    }

    private void unreadable(String why) {
        malformed++;
        if (malformed <= MOST_LOGGED) {
            LOG.warn("a client's message for session {} is ignored: {}", session.id(), why);
        }
        if (malformed >= MOST_MALFORMED) {
            hooks.close(CloseCode.BAD_PAYLOAD, "nothing but unreadable messages; the last: " + why);
        }
    }
}
