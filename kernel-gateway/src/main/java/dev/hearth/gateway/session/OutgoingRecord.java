package dev.hearth.gateway.session;

import dev.hearth.journal.Cursor;
import dev.hearth.journal.JournalRecord;
import dev.hearth.protocol.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a link sends next: a record for the driver, or a gap in the requests log. Confined to the link's sender. */
public final class OutgoingRecord implements AutoCloseable {
    private final Channel channel;
    private final long size;
    private final @Nullable ByteBuffer bytes;
    private final @Nullable Cursor cursor;
    private final @Nullable JournalRecord record;
    private final long gapFirst;
    private final long gapLast;

    private OutgoingRecord(
            Channel channel,
            long size,
            @Nullable ByteBuffer bytes,
            @Nullable Cursor cursor,
            @Nullable JournalRecord record,
            long gapFirst,
            long gapLast) {
        this.channel = channel;
        this.size = size;
        this.bytes = bytes;
        this.cursor = cursor;
        this.record = record;
        this.gapFirst = gapFirst;
        this.gapLast = gapLast;
    }

    static OutgoingRecord inMemory(Channel channel, ByteBuffer bytes) {
        return new OutgoingRecord(channel, bytes.remaining(), bytes, null, null, 0, 0);
    }

    static OutgoingRecord onDisk(Channel channel, Cursor cursor, JournalRecord record) {
        return new OutgoingRecord(channel, record.size(), null, cursor, record, 0, 0);
    }

    static OutgoingRecord gap(long first, long last) {
        return new OutgoingRecord(Channel.SHELL, 0, null, null, null, first, last);
    }

    /** Whether it says that a part of the requests log is gone: from {@link #gapFirst} to {@link #gapLast}. */
    public boolean isGap() {
        return gapFirst > 0;
    }

    /** The first sequence that is gone. */
    public long gapFirst() {
        return gapFirst;
    }

    /** The last sequence that is gone. */
    public long gapLast() {
        return gapLast;
    }

    /** The channel of the request. */
    public Channel channel() {
        return channel;
    }

    /** Bytes of envelope and message. */
    public long size() {
        return size;
    }

    /** Fills {@code to} from {@code offset} on; in order from 0. */
    public void read(long offset, ByteBuffer to) throws IOException {
        if (bytes != null) {
            to.put(bytes.slice(bytes.position() + (int) offset, to.remaining()));
        } else if (record != null) {
            record.read(offset, to);
        }
    }

    @Override
    public void close() throws IOException {
        if (cursor != null) {
            cursor.close();
        }
    }
}
