package dev.hearth.protocol.link;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An envelope and the message behind it, the unit of both logs. Immutable as far as the bytes behind it are.
 *
 * @param message the message in the v1 layout, as one slice; its position is never moved
 */
public record LinkRecord(Envelope envelope, ByteBuffer message) {
    /** The most bytes of a message that is in memory only: each reader that is slow has some of them. */
    public static final int MAX_TRANSIENT_BYTES = 4 << 20;

    public LinkRecord {
        message = message.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer message() {
        return message.duplicate();
    }

    /** The record of a message that was just made. */
    public static LinkRecord of(Envelope envelope, RawMessage message) {
        return new LinkRecord(envelope, ByteBuffer.wrap(V1Layout.encodeWhole(message)));
    }

    /** The record in all of {@code bytes}; the message is a slice, not yet checked to be one. */
    public static LinkRecord decode(ByteBuffer bytes) throws MalformedMessageException {
        ByteBuffer own = bytes.slice();
        Envelope envelope = Envelope.decode(own);
        return new LinkRecord(envelope, own.slice());
    }

    /** The record's bytes: the envelope's, then the message's. */
    public List<ByteBuffer> encode() {
        List<ByteBuffer> parts = new ArrayList<>(2);
        parts.add(envelope.encode());
        parts.add(message());
        return parts;
    }

    /** The message's parts. */
    public RawMessage readMessage() throws MalformedMessageException {
        return V1Layout.decode(message);
    }
}
