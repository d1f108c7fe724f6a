package dev.hearth.gateway.session;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One record under a reader: the envelope, and the message in the v1 layout. Good until the reader's next {@code next()} or
 * close. Not thread-safe.
 */
public abstract sealed class SessionRecord permits JournaledRecord, LiveRecord {
    SessionRecord() {}

    /** Journal number; 0 for what is not in the journal: transient records, events, a made-up status. */
    public abstract long number();

    /** What stands in front of the message. */
    public abstract Envelope envelope();

    /** Whether it is an event of Hearth's own, which no kernel sends: nothing for Jupyter's clients. */
    public boolean isEvent() {
        return envelope().recordClass() == RecordClass.EVENT
                || (envelope().channel() == Channel.IOPUB
                        && envelope().messageType().startsWith(DriverEvents.PREFIX));
    }

    /** When the gateway got it, ms since 1970, by the gateway's clock. */
    public abstract long timeMillis();

    /** Bytes of the message. */
    public abstract long size();

    /**
     * The message's bytes, read-only. For a record that is not {@link #buffered()} it is read whole into fresh memory: prefer
     * {@link #read} there.
     *
     * @throws IOException if the disk fails, or the record turns out to be damaged
     */
    public abstract ByteBuffer message() throws IOException;

    /**
     * Fills {@code to} with the message's bytes from {@code offset} on. Read a record that is not buffered in order from 0,
     * so that its checksum can be followed.
     *
     * @throws IllegalArgumentException when that goes beyond the message's end
     * @throws IOException if the disk fails, or, on the last piece, the record turns out to be damaged
     */
    public abstract void read(long offset, ByteBuffer to) throws IOException;

    /** Whether the message is in memory; if not, {@link #read} takes it from the file piece by piece. */
    public abstract boolean buffered();

    /** Whether it was in the journal before the reader began. */
    public abstract boolean replayed();
}
