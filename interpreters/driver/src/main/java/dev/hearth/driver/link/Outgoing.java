package dev.hearth.driver.link;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.OutputLog;
import dev.hearth.driver.output.TransientQueue;
import dev.hearth.journal.CorruptRecordException;
import dev.hearth.journal.Cursor;
import dev.hearth.journal.JournalRecord;
import dev.hearth.protocol.link.FramePacker;
import dev.hearth.protocol.link.LinkFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What goes out over one link: logged records in order with the transient ones between them. Confined to the sender. */
final class Outgoing {
    private final Link link;
    private final TransientQueue transients;
    private final Cursor cursor;
    private final FramePacker packer = new FramePacker();
    private final Set<Long> sentAhead = new HashSet<>();
    private final long largest;
    private long expected;
    private long pieces;
    private @Nullable JournalRecord held;
    private @Nullable Large large;
    private TransientQueue.@Nullable Waiting urgentHeld;

    Outgoing(Link link, OutputLog log, TransientQueue transients, long from, long maxRecordBytes) {
        this.link = link;
        this.transients = transients;
        this.cursor = log.cursor(from);
        this.expected = from;
        this.largest = maxRecordBytes == 0 ? Long.MAX_VALUE : maxRecordBytes;
    }

    Link link() {
        return link;
    }

    /** A record too large for a frame, as far as it is sent; it is read from the log piece by piece. */
    private static final class Large {
        final long id;
        final int size;
        final @Nullable JournalRecord logged;
        final ByteBuffer inMemory;
        int sent;

        Large(long id, int size, @Nullable JournalRecord logged, ByteBuffer inMemory) {
            this.id = id;
            this.size = size;
            this.logged = logged;
            this.inMemory = inMemory;
        }

        ByteBuffer piece() throws IOException {
            int length = Math.min(LinkFrame.MAX_BODY_BYTES, size - sent);
            ByteBuffer bytes;
            if (logged == null) {
                bytes = inMemory.slice(sent, length);
            } else {
                bytes = ByteBuffer.allocate(length);
                logged.read(sent, bytes);
                bytes.flip();
            }
            ByteBuffer frame = new LinkFrame.PieceFrame(id, size, sent, bytes).encode();
            sent += length;
            return frame;
        }
    }

    /** A frame of what came on the control channel, or null. */
    @Nullable
    ByteBuffer urgent() {
        while (true) {
            TransientQueue.Waiting next = urgentHeld == null ? transients.pollUrgent() : urgentHeld;
            urgentHeld = null;
            if (next == null) {
                return packer.take();
            }
            boolean gone = next.sequence() < expected || isUnderWay(next.sequence());
            if (gone || FramePacker.isLarge(next.sizeBytes())) { // one too large to overtake goes in its turn
                continue;
            }
            if (!packer.add(next.record())) {
                urgentHeld = next;
                return packer.take();
            }
            sentAhead.add(next.sequence());
        }
    }

    private boolean isUnderWay(long sequence) {
        return large != null && large.logged != null && large.logged.number() == sequence;
    }

    /** The next frame of records, or null if all is sent. */
    @Nullable
    ByteBuffer records() throws IOException {
        if (large != null) {
            return piece(large);
        }
        while (true) {
            TransientQueue.Waiting between = transients.peekBefore(expected);
            boolean full;
            if (between != null) {
                full = !add(between);
            } else {
                JournalRecord record = held == null ? cursor.next() : held;
                if (record == null) {
                    return packer.take();
                }
                held = record;
                if (record.number() > expected && packer.isEmpty()) {
                    return gap(record.number());
                }
                if (record.size() > largest && packer.isEmpty()) {
                    return tooLarge(record);
                }
                full = record.number() > expected || record.size() > largest || !add(record);
            }
            if (large != null) {
                return piece(large);
            }
            if (full) {
                return packer.take();
            }
        }
    }

    /** False if the frame so far must go first. */
    private boolean add(TransientQueue.Waiting between) {
        if (FramePacker.isLarge(between.sizeBytes())) {
            if (!packer.isEmpty()) {
                return false;
            }
            transients.remove(between);
            large = new Large(++pieces, (int) between.sizeBytes(), null, join(between.record(), between.sizeBytes()));
            return true;
        }
        if (!packer.add(between.record())) {
            return false;
        }
        transients.remove(between);
        return true;
    }

    private static ByteBuffer join(List<ByteBuffer> parts, long size) {
        ByteBuffer whole = ByteBuffer.allocate((int) size);
        parts.forEach(part -> whole.put(part.duplicate()));
        return whole.flip();
    }

    private boolean add(JournalRecord record) throws IOException {
        if (sentAhead.remove(record.number())) {
            sent();
            return true;
        }
        if (FramePacker.isLarge(record.size())) {
            if (!packer.isEmpty()) {
                return false;
            }
            large = new Large(++pieces, record.size(), record, ByteBuffer.allocate(0));
            return true;
        }
        if (!packer.add(List.of(record.payload()))) {
            return false;
        }
        sent();
        return true;
    }

    private void sent() {
        expected++;
        held = null;
    }

    private ByteBuffer gap(long until) {
        DriverLog.warn("the output log no longer has records " + expected + " to " + (until - 1));
        ByteBuffer frame = new LinkFrame.GapFrame(expected, until - 1).encode();
        expected = until;
        return frame;
    }

    /** The gateway would close every link that brings it. */
    private ByteBuffer tooLarge(JournalRecord record) {
        DriverLog.warn("record " + record.number() + " of the output log has " + record.size()
                + " bytes, and the gateway takes at most " + largest + " by now: it is left out");
        ByteBuffer frame = new LinkFrame.GapFrame(expected, expected).encode();
        sent();
        return frame;
    }

    private ByteBuffer piece(Large record) throws IOException {
        ByteBuffer frame;
        try {
            frame = record.piece();
        } catch (CorruptRecordException e) {
            // Its last piece is withheld: the gateway never takes it for whole, and learns that it is gone.
            DriverLog.warn("a large record of the output log is damaged", e);
            large = null;
            frame = new LinkFrame.GapFrame(expected, expected).encode();
            sent();
            return frame;
        }
        if (record.sent == record.size) {
            large = null;
            if (record.logged != null) {
                sent();
            }
        }
        return frame;
    }

    /** Lets go of the log's files. */
    void close() {
        try {
            cursor.close();
        } catch (IOException e) {
            DriverLog.warn("a cursor did not close", e);
        }
    }
}
