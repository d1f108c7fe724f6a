package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.output.RequestOutput;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;

/** A request on its way through a lane. What is in it is immutable; the marks are thread-safe. */
public final class Request {
    private final Envelope envelope;
    private final RawMessage message;
    private final RequestOutput output;
    private volatile boolean refused;
    private volatile boolean aborted;

    private Request(Envelope envelope, RawMessage message, RequestOutput output) {
        this.envelope = envelope;
        this.message = message;
        this.output = output;
    }

    /** The request in a record; what is said for it goes to {@code publisher}. */
    static Request of(LinkRecord record, Publisher publisher) throws MalformedMessageException {
        RawMessage message = record.readMessage();
        RequestOutput output = new RequestOutput(publisher, record.envelope(), RawJson.copyOf(message.header()));
        return new Request(record.envelope(), message, output);
    }

    /** {@code msg_type}. */
    String type() {
        return envelope.messageType();
    }

    Envelope envelope() {
        return envelope;
    }

    RawMessage message() {
        return message;
    }

    /** What is said for it. */
    RequestOutput output() {
        return output;
    }

    Parent parent() {
        return output.parent();
    }

    /** The content as a record. */
    <C> C content(Class<C> type) throws MalformedMessageException {
        return Contents.read(message, type);
    }

    /** Marks it as one that found no room. */
    void refuse() {
        refused = true;
    }

    boolean refused() {
        return refused;
    }

    /** Marks it as one that must not run, because one before it failed. */
    void abort() {
        aborted = true;
    }

    boolean aborted() {
        return aborted;
    }
}
