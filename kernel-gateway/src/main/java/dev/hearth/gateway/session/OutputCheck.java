package dev.hearth.gateway.session;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a driver may say: of its own session and incarnation, on a kernel's channels, in a readable layout. Contents stay
 * unread. Immutable.
 */
record OutputCheck(UUID session, int incarnation) {
    private static final int MAX_EVENT_BYTES = 256 * 1024;
    private static final Set<String> OUTPUT = Set.of(
            MessageType.STREAM.wireName(),
            MessageType.DISPLAY_DATA.wireName(),
            MessageType.UPDATE_DISPLAY_DATA.wireName(),
            MessageType.CLEAR_OUTPUT.wireName(),
            MessageType.COMM_MSG.wireName());

    void check(LinkRecord record) throws LyingDriverException {
        Envelope envelope = record.envelope();
        require(envelope.session().equals(session), "a record of another session");
        require(envelope.incarnation() == incarnation, "a record of another incarnation");
        require(envelope.recordClass() != RecordClass.SECRET, "a secret record");
        require(
                envelope.recordClass().isLogged() == envelope.sequence() > 0,
                "a record whose class and sequence contradict each other");
        require(!envelope.messageId().isEmpty(), "a record without an id");
        checkType(envelope);
        checkMessage(envelope, record.message());
    }

    private static void checkType(Envelope envelope) throws LyingDriverException {
        String type = envelope.messageType();
        Optional<MessageType> known = MessageType.of(type);
        Channel channel = envelope.channel();
        boolean fits =
                switch (channel) {
                    case SHELL, CONTROL ->
                        type.endsWith("_reply")
                                && known.map(each -> !each.fromClient()).orElse(true);
                    case STDIN -> type.equals(MessageType.INPUT_REQUEST.wireName());
                    case IOPUB ->
                        !type.endsWith("_request")
                                && (!type.endsWith("_reply") || type.equals(MessageType.SHUTDOWN_REPLY.wireName()));
                    case HEARTBEAT -> false;
                };
        require(fits, "a message of a type that is not a kernel's on that channel");
        boolean status = type.equals(MessageType.STATUS.wireName());
        ExecutionState state = envelope.executionState();
        require(
                status ? state == ExecutionState.BUSY || state == ExecutionState.IDLE : state == null,
                "a state that is not a driver's to tell");
        if (envelope.recordClass() == RecordClass.OUTPUT) {
            require(OUTPUT.contains(type) && channel == Channel.IOPUB, "a record that is no output of a cell");
        }
        boolean event = channel == Channel.IOPUB && type.startsWith(DriverEvents.PREFIX);
        require(event == (envelope.recordClass() == RecordClass.EVENT), "an event that is no event");
    }

    private static void checkMessage(Envelope envelope, ByteBuffer bytes) throws LyingDriverException {
        require(
                envelope.recordClass() != RecordClass.EVENT || bytes.remaining() <= MAX_EVENT_BYTES,
                "an event of " + bytes.remaining() + " bytes");
        require(
                envelope.recordClass() != RecordClass.TRANSIENT || bytes.remaining() <= LinkRecord.MAX_TRANSIENT_BYTES,
                "an answer in memory of " + bytes.remaining() + " bytes");
        RawMessage message;
        try {
            message = V1Layout.decode(bytes);
        } catch (MalformedMessageException e) {
            throw new LyingDriverException("a message in no readable layout: " + e.getMessage());
        }
        require(message.channel() == envelope.channel(), "a message on another channel than its envelope says");
        require(
                isObject(message.header())
                        && isObject(message.parentHeader())
                        && isObject(message.metadata())
                        && isObject(message.content()),
                "a message whose parts are no JSON objects");
    }

    private static boolean isObject(ByteBuffer json) {
        int last = json.remaining() - 1;
        return last >= 1 && json.get(json.position()) == '{' && json.get(json.position() + last) == '}';
    }

    private static void require(boolean holds, String what) throws LyingDriverException {
        if (!holds) {
            throw new LyingDriverException(what);
        }
    }
}
