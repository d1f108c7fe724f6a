package dev.hearth.gateway.session;

import dev.hearth.journal.JournalRecord;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A record under a cursor of the journal. Not thread-safe. */
final class JournaledRecord extends SessionRecord {
    /** Room for any envelope. */
    static final int HEAD_BYTES = 4096;

    private final JournalRecord record;
    private final Envelope envelope;
    private final int envelopeBytes;
    private final @Nullable ByteBuffer payload; // null unless buffered
    private final ByteBuffer head; // read already, from the payload's start
    private final boolean replayed;

    private JournaledRecord(
            JournalRecord record,
            Envelope envelope,
            int envelopeBytes,
            @Nullable ByteBuffer payload,
            ByteBuffer head,
            boolean replayed) {
        this.record = record;
        this.envelope = envelope;
        this.envelopeBytes = envelopeBytes;
        this.payload = payload;
        this.head = head;
        this.replayed = replayed;
    }

    /**
     * Reads the envelope, and nothing behind it where the record is large.
     *
     * @throws IOException if the disk fails, or it is no record of a session
     */
    static JournaledRecord of(JournalRecord record, boolean replayed) throws IOException {
        ByteBuffer payload = record.buffered() ? record.payload() : null;
        ByteBuffer head;
        if (payload != null) {
            head = payload.duplicate();
        } else {
            head = ByteBuffer.allocate(Math.min(HEAD_BYTES, record.size()));
            record.read(0, head);
            head.flip();
        }
        ByteBuffer walking = head.duplicate();
        try {
            Envelope envelope = Envelope.decode(walking);
            return new JournaledRecord(record, envelope, walking.position() - head.position(), payload, head, replayed);
        } catch (MalformedMessageException e) {
            throw new IOException("record " + record.number() + " has no readable envelope", e);
        }
    }

    @Override
    public long number() {
        return record.number();
    }

    @Override
    public Envelope envelope() {
        return envelope;
    }

    @Override
    public long timeMillis() {
        return record.timeMillis();
    }

    @Override
    public long size() {
        return (long) record.size() - envelopeBytes;
    }

    @Override
    public ByteBuffer message() throws IOException {
        if (payload != null) {
            return payload.slice(payload.position() + envelopeBytes, payload.remaining() - envelopeBytes);
        }
        ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(size()));
        read(0, whole);
        return whole.flip().asReadOnlyBuffer();
    }

    @Override
    public void read(long offset, ByteBuffer to) throws IOException {
        if (offset < 0 || offset + to.remaining() > size()) {
            throw new IllegalArgumentException(
                    "bytes " + offset + " to " + (offset + to.remaining()) + " of a message of " + size());
        }
        long from = envelopeBytes + offset;
        if (from < head.remaining()) {
            // What was read with the envelope is not read twice: the checksum is followed in order.
            int count = (int) Math.min(head.remaining() - from, to.remaining());
            to.put(head.slice(head.position() + (int) from, count));
            from += count;
        }
        if (to.hasRemaining()) {
            record.read(from, to);
        }
    }

    @Override
    public boolean buffered() {
        return payload != null;
    }

    @Override
    public boolean replayed() {
        return replayed;
    }
}
