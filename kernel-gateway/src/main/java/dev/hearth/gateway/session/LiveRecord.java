package dev.hearth.gateway.session;

import dev.hearth.protocol.link.Envelope;
import java.nio.ByteBuffer;

/** A record in memory. Immutable as far as its bytes are. */
final class LiveRecord extends SessionRecord {
    private final long number;
    private final Envelope envelope;
    private final ByteBuffer message;
    private final long timeMillis;

    /** Takes over {@code message}, which nobody may write to any more. */
    LiveRecord(long number, Envelope envelope, ByteBuffer message, long timeMillis) {
        this.number = number;
        this.envelope = envelope;
        this.message = message.asReadOnlyBuffer();
        this.timeMillis = timeMillis;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Envelope envelope() {
        return envelope;
    }

    @Override
    public long timeMillis() {
        return timeMillis;
    }

    @Override
    public long size() {
        return message.remaining();
    }

    @Override
    public ByteBuffer message() {
        return message.duplicate();
    }

    @Override
    public void read(long offset, ByteBuffer to) {
        int count = to.remaining();
        if (offset < 0 || offset + count > size()) {
            throw new IllegalArgumentException(
                    "bytes " + offset + " to " + (offset + count) + " of a message of " + size());
        }
        to.put(message.slice(message.position() + (int) offset, count));
    }

    @Override
    public boolean buffered() {
        return true;
    }

    @Override
    public boolean replayed() {
        return false;
    }
}
