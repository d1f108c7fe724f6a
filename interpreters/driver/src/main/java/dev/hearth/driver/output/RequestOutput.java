package dev.hearth.driver.output;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.link.Envelope;
import java.util.List;

/**
 * What the driver says for one request, in the order of the protocol. Confined to the thread that serves the request, but for {@link
 * #mute}.
 */
public final class RequestOutput {
    private final Publisher publisher;
    private final Parent parent;
    private final Channel channel;
    private final String replyType;
    private boolean replied;
    private volatile boolean muted;

    /** For the request with this envelope, whose header is {@code header}. */
    public RequestOutput(Publisher publisher, Envelope envelope, RawJson header) {
        this.publisher = publisher;
        this.parent = Parent.of(envelope, header);
        this.channel = envelope.channel();
        String type = envelope.messageType();
        this.replyType =
                type.endsWith("_request") ? type.substring(0, type.length() - "request".length()) + "reply" : "";
    }

    /** The request. */
    public Parent parent() {
        return parent;
    }

    /** Says nothing more: the link broke, and the gateway has answered the request itself. Any thread. */
    public void mute() {
        muted = true;
    }

    /** Whether nothing is said any more. */
    public boolean isMuted() {
        return muted;
    }

    private void say(Message message) {
        if (!muted) {
            publisher.say(parent, message);
        }
    }

    /** {@code status busy}. */
    public void busy() {
        say(Message.status(ExecutionState.BUSY, false));
    }

    /** {@code status idle}, the end of the request. */
    public void idle() {
        say(Message.status(ExecutionState.IDLE, true));
    }

    /** Whether the reply was sent. */
    public boolean replied() {
        return replied;
    }

    /** The reply, on the request's channel; messages that have none, such as comms, are not answered. */
    public void reply(Object content) {
        reply(Contents.write(content), RawJson.EMPTY_OBJECT);
    }

    /** The reply with metadata. */
    public void reply(RawJson content, RawJson metadata) {
        if (!replyType.isEmpty()) {
            say(new Message(channel, replyType, metadata, content, List.of(), null, false));
        }
        replied = true;
    }

    /** A reply with status {@code error}. */
    public void fail(String ename, String evalue) {
        reply(
                replyType.equals(MessageType.EXECUTE_REPLY.wireName())
                        ? Replies.Failed.execute(0, ename, evalue, List.of(ename + ": " + evalue))
                        : Replies.Failed.of(ename, evalue));
    }

    /** A broadcast that never waits. */
    public void broadcast(MessageType type, Object content) {
        say(Message.broadcast(type, Contents.write(content)));
    }

    /** A broadcast that never waits, of a content put together elsewhere. */
    public void broadcast(MessageType type, RawJson content) {
        say(Message.broadcast(type, content));
    }

    /** An event of the request. */
    public void event(String type, Object content) {
        publisher.event(parent, type, Contents.write(content));
    }
}
