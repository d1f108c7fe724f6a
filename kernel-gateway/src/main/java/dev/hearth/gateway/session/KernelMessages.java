package dev.hearth.gateway.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Broadcasts;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * Makes the messages of a kernel that the gateway says itself, in the name of one incarnation. Immutable.
 *
 * @param headerSession {@code header.session} of the incarnation
 */
record KernelMessages(UUID session, int incarnation, String headerSession, Clock clock) {
    static final String USERNAME = "hearth";

    /** A request that an answer is for. */
    record Asked(String messageId, String origin, Channel channel, String type, boolean silent, RawJson header) {}

    /** A status without a parent. */
    LinkRecord status(ExecutionState state) {
        return status(state, null, RecordClass.DURABLE);
    }

    /** Busy or idle of a request. */
    LinkRecord status(ExecutionState state, @org.jspecify.annotations.Nullable Asked asked, RecordClass recordClass) {
        Header header = Header.make(MessageType.STATUS.wireName(), headerSession, USERNAME, clock);
        RawJson parent = asked == null ? RawJson.EMPTY_OBJECT : asked.header();
        Envelope envelope = new Envelope(
                session,
                incarnation,
                0,
                recordClass,
                Channel.IOPUB,
                header.msgType(),
                header.msgId(),
                asked == null ? "" : asked.messageId(),
                asked == null ? "" : asked.origin(),
                state,
                asked != null && asked.silent(),
                asked != null && state == ExecutionState.IDLE,
                clock.millis());
        RawJson content = Contents.write(new Broadcasts.Status(state.wireName()));
        return LinkRecord.of(envelope, RawMessage.of(Channel.IOPUB, header, parent, content));
    }

    /** The reply to a request, on its channel. */
    LinkRecord reply(Asked asked, RawJson content, RecordClass recordClass) {
        return message(asked, asked.channel(), replyType(asked.type()), content, recordClass);
    }

    /** {@code error} of a request on iopub. */
    LinkRecord error(Asked asked, String ename, String evalue) {
        RawJson content = Contents.write(new Broadcasts.Failure(ename, evalue, List.of(ename + ": " + evalue)));
        return message(asked, Channel.IOPUB, MessageType.ERROR.wireName(), content, RecordClass.DURABLE);
    }

    private LinkRecord message(Asked asked, Channel channel, String type, RawJson content, RecordClass recordClass) {
        Header header = Header.make(type, headerSession, USERNAME, clock);
        Envelope envelope = new Envelope(
                session,
                incarnation,
                0,
                recordClass,
                channel,
                type,
                header.msgId(),
                asked.messageId(),
                asked.origin(),
                null,
                asked.silent(),
                false,
                clock.millis());
        return LinkRecord.of(envelope, RawMessage.of(channel, header, asked.header(), content));
    }

    /** A phase of a start that is the gateway's own; an event that is logged, for those who ask later why nothing happened. */
    LinkRecord phase(String name, String field, long value) {
        return phase(Json.object().put("phase", name).put(field, value));
    }

    /** As {@link #phase(String, String, long)}, with a sentence. */
    LinkRecord phase(String name, String reason) {
        return phase(Json.object().put("phase", name).put("reason", reason));
    }

    private LinkRecord phase(ObjectNode said) {
        Header header = Header.make(DriverEvents.PHASE, headerSession, USERNAME, clock);
        Envelope envelope = new Envelope(
                session,
                incarnation,
                0,
                RecordClass.DURABLE,
                Channel.IOPUB,
                header.msgType(),
                header.msgId(),
                "",
                "",
                null,
                false,
                false,
                clock.millis());
        RawJson content = Json.write(said);
        return LinkRecord.of(envelope, RawMessage.of(Channel.IOPUB, header, RawJson.EMPTY_OBJECT, content));
    }

    /** Whether a request of this type gets a reply besides busy and idle. */
    static boolean hasReply(String type) {
        return type.endsWith("_request");
    }

    static String replyType(String type) {
        return type.substring(0, type.length() - "request".length()) + "reply";
    }

    /** Content of a reply with status {@code error}. */
    static RawJson failed(String type, String ename, String evalue) {
        return Contents.write(
                type.equals(MessageType.EXECUTE_REQUEST.wireName())
                        ? Replies.Failed.execute(0, ename, evalue, List.of(ename + ": " + evalue))
                        : Replies.Failed.of(ename, evalue));
    }

    /**
     * Content of the reply to a question that no driver answers: an error, and of completeness {@code unknown}, upon which
     * clients decide for themselves.
     */
    static RawJson unreachable(String type, String why) {
        return type.equals(MessageType.IS_COMPLETE_REQUEST.wireName())
                ? Contents.write(new Replies.IsComplete("unknown", null))
                : failed(type, "DriverUnreachable", why);
    }

    /** Content of a reply with status {@code aborted}. */
    static RawJson aborted() {
        return Contents.write(Replies.Aborted.of(null));
    }
}
