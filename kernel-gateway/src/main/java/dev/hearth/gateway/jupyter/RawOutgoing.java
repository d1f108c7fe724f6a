package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.session.SessionRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A record's own bytes: as they lie in memory, or read from the file piece by piece. Not thread-safe. */
final class RawOutgoing implements OutgoingMessage {
    private final SessionRecord record;
    private final long size;
    private long given;
    private @Nullable ByteBuffer memory; // the whole message, if it is buffered
    private @Nullable ByteBuffer piece; // else one piece of it

    RawOutgoing(SessionRecord record) {
        this.record = record;
        this.size = record.size();
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public ByteBuffer next() throws IOException {
        int count = (int) Math.min(PIECE_BYTES, size - given);
        ByteBuffer next = record.buffered() ? slice(count) : read(count);
        given += count;
        return next;
    }

    private ByteBuffer slice(int count) throws IOException {
        ByteBuffer whole = memory;
        if (whole == null) {
            whole = record.message();
            memory = whole;
        }
        return whole.slice(whole.position() + (int) given, count);
    }

    private ByteBuffer read(int count) throws IOException {
        ByteBuffer buffer = piece;
        if (buffer == null) {
            buffer = ByteBuffer.allocate(count);
            piece = buffer;
        }
        buffer.clear().limit(count);
        record.read(given, buffer);
        return buffer.flip();
    }

    @Override
    public boolean isDone() {
        return given == size;
    }
}
