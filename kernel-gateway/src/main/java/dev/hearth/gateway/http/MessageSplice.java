package dev.hearth.gateway.http;

import dev.hearth.gateway.session.SessionRecord;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record's message in another form: its own parts, unread and uncopied, with texts between them. It is read piece by
 * piece, in order, so that a message of any size costs the piece alone.
 *
 * <p>Good as long as the record is. Not thread-safe.
 */
public final class MessageSplice {
    private static final int FIRST_BYTES = 8 * 8;
    private static final int TEXT_PARTS = 6; // with the end of the content
    private static final int DROPPED_BYTES = 512;

    /** A part of a message. */
    public enum Part {
        /** The header. */
        HEADER(1),
        /** The parent's header. */
        PARENT_HEADER(2),
        /** Metadata. */
        METADATA(3),
        /** The content. */
        CONTENT(4);

        private final int index;

        Part(int index) {
            this.index = index;
        }
    }

    /** Bytes of our own, or from the message. */
    private record Segment(@Nullable ByteBuffer own, long from, long length) {}

    private final SessionRecord record;
    private final long[] offsets;
    private final List<Segment> segments = new ArrayList<>();
    private boolean oneLine;
    private long position; // how far the message has been read
    private int segment; // what is being read
    private long taken; // of that

    private MessageSplice(SessionRecord record, long[] offsets, long position) {
        this.record = record;
        this.offsets = offsets;
        this.position = position;
    }

    /**
     * A splice with nothing in it yet.
     *
     * @throws IOException if the message cannot be read, or is not in the v1 layout
     */
    public static MessageSplice of(SessionRecord record) throws IOException {
        long size = record.size();
        if (size < FIRST_BYTES) {
            throw new IOException("a message of " + size + " bytes");
        }
        ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        record.read(0, count);
        long declared = count.getLong(0);
        if (declared < TEXT_PARTS || declared > TEXT_PARTS + V1Layout.MAX_BUFFERS || 8 * (1 + declared) > size) {
            throw new IOException("a message of " + declared + " parts");
        }
        ByteBuffer table = ByteBuffer.allocate(8 * (int) declared).order(ByteOrder.LITTLE_ENDIAN);
        record.read(8, table);
        table.flip();
        long[] offsets = new long[(int) declared];
        long previous = 8 * (1 + declared);
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = table.getLong();
            if (offsets[i] < previous || offsets[i] > size) {
                throw new IOException("a message whose parts do not fit it");
            }
            previous = offsets[i];
        }
        return new MessageSplice(record, offsets, 8 * (1 + declared));
    }

    /** How many binary parts the message has. */
    public int buffers() {
        return offsets.length - TEXT_PARTS;
    }

    /** Bytes of a binary part. */
    public long bufferSize(int index) {
        return offsets[TEXT_PARTS + index] - offsets[TEXT_PARTS - 1 + index];
    }

    /** Line ends in the message, which JSON has only between its values, are given as spaces. */
    public MessageSplice onOneLine() {
        oneLine = true;
        return this;
    }

    /** Adds a text. */
    public MessageSplice add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds bytes, which are taken over. */
    public MessageSplice add(byte[] bytes) {
        segments.add(own(bytes));
        return this;
    }

    /** Adds bytes in front of all that has been added, before anything is read. */
    public MessageSplice addFirst(byte[] bytes) {
        segments.add(0, own(bytes));
        return this;
    }

    /** Adds a part. Parts are added in their order. */
    public MessageSplice add(Part part) {
        segments.add(new Segment(null, offsets[part.index], offsets[part.index + 1] - offsets[part.index]));
        return this;
    }

    /** Adds all binary parts, one behind the other. */
    public MessageSplice addBuffers() {
        long from = offsets[TEXT_PARTS - 1];
        segments.add(new Segment(null, from, offsets[offsets.length - 1] - from));
        return this;
    }

    private static Segment own(byte[] bytes) {
        return new Segment(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    /** Bytes of what has been added. */
    public long size() {
        return segments.stream().mapToLong(Segment::length).sum();
    }

    /** Whether all has been read. */
    public boolean isEmpty() {
        while (segment < segments.size() && taken == segments.get(segment).length()) {
            segment++;
            taken = 0;
        }
        return segment == segments.size();
    }

    /**
     * Fills {@code to} with the next bytes, as many as there are.
     *
     * @throws IOException if the disk fails, or the record turns out to be damaged
     */
    public void fill(ByteBuffer to) throws IOException {
        while (to.hasRemaining() && !isEmpty()) {
            Segment current = segments.get(segment);
            int count = (int) Math.min(to.remaining(), current.length() - taken);
            ByteBuffer own = current.own();
            if (own != null) {
                to.put(own.slice((int) taken, count));
            } else {
                copy(current.from() + taken, count, to);
            }
            taken += count;
        }
    }

    private void copy(long from, int count, ByteBuffer to) throws IOException {
        // What lies between is read too: a record on the disk is checked by reading it in order.
        while (position < from) {
            ByteBuffer dropped = ByteBuffer.allocate((int) Math.min(DROPPED_BYTES, from - position));
            position += dropped.remaining();
            record.read(position - dropped.remaining(), dropped);
        }
        int limit = to.limit();
        int start = to.position();
        to.limit(start + count);
        record.read(from, to);
        to.limit(limit);
        for (int i = start; oneLine && i < to.position(); i++) {
            if (to.get(i) == '\n' || to.get(i) == '\r') {
                to.put(i, (byte) ' ');
            }
        }
        position = from + count;
    }
}
