package dev.hearth.gateway.session;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A client's message that may be passed on. Immutable as far as its bytes are. */
record ClientMessage(Asked asked, Optional<MessageType> known, RawMessage message) {
    /** Answers carry the whole header again, so it must be small. */
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    /** Room for the envelope and the layout's offsets. */
    private static final int OVERHEAD_BYTES = 40 * 1024;

    /**
     * Reads what has to be known of it: the header, and of an execute_request whether it is silent.
     *
     * @throws GatewayException with {@code MALFORMED_MESSAGE} or {@code MESSAGE_TOO_LARGE}
     */
    static ClientMessage read(RawMessage message, String origin, int maxRecordBytes) {
        long size = (long) message.header().remaining()
                + message.parentHeader().remaining()
                + message.metadata().remaining()
                + message.content().remaining();
        for (ByteBuffer buffer : message.buffers()) {
            size += buffer.remaining();
        }
        if (size + OVERHEAD_BYTES > maxRecordBytes) {
            throw new GatewayException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "expected messages of at most " + (maxRecordBytes - OVERHEAD_BYTES) + " bytes, found one of "
                            + size);
        }
        if (message.header().remaining() > MAX_HEADER_BYTES) {
            throw malformed("expected a header of at most " + MAX_HEADER_BYTES + " bytes");
        }
        try {
            Header header = message.readHeader();
            String type = header.msgType();
            checkText("msg_id", header.msgId(), true);
            checkText("msg_type", type, true);
            checkText("session_id", origin, false);
            Optional<MessageType> known = MessageType.of(type);
            if (known.isPresent() && !known.get().fromClient()) {
                throw malformed("a client does not send " + known.get().wireName());
            }
            if (known.isEmpty() && !type.endsWith("_request")) {
                throw malformed("expected a request or another message that a client sends, found the unknown type "
                        + type.replaceAll("[^\\w.-]", "?"));
            }
            Channel channel = channel(message.channel(), known);
            boolean silent =
                    known.filter(each -> each == MessageType.EXECUTE_REQUEST).isPresent()
                            && isSilent(message.content());
            Asked asked = new Asked(header.msgId(), origin, channel, type, silent, RawJson.copyOf(message.header()));
            return new ClientMessage(asked, known, message);
        } catch (MalformedMessageException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static Channel channel(Channel channel, Optional<MessageType> known) {
        if (known.isPresent() && known.get() == MessageType.INPUT_REPLY) {
            return Channel.STDIN;
        }
        if (channel != Channel.SHELL && channel != Channel.CONTROL) {
            throw malformed("requests are sent on shell or control, not on " + channel.wireName());
        }
        return channel;
    }

    private static void checkText(String field, String value, boolean required) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Envelope.MAX_TEXT_BYTES || (required && bytes == 0)) {
            throw malformed("expected a " + field + " of " + (required ? 1 : 0) + " to " + Envelope.MAX_TEXT_BYTES
                    + " bytes, found " + bytes);
        }
    }

    private static boolean isSilent(ByteBuffer content) throws MalformedMessageException {
        boolean silent = false;
        try (JsonParser parser =
                Json.mapper().getFactory().createParser(RawJson.copyOf(content).utf8())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("expected a content, a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("silent")) {
                    silent = value == JsonToken.VALUE_TRUE;
                }
                parser.skipChildren();
            }
            return silent;
        } catch (IOException e) {
            throw new MalformedMessageException(
                    MalformedMessageException.Reason.BAD_JSON, "expected a content, a JSON object");
        }
    }

    private static GatewayException malformed(String message) {
        return new GatewayException(ErrorCode.MALFORMED_MESSAGE, message);
    }

    boolean is(MessageType type) {
        return known.isPresent() && known.get() == type;
    }

    boolean isTransient() {
        return known.isPresent() && known.get().isTransient();
    }
}
