package dev.hearth.gateway.link;

import dev.hearth.gateway.session.OutgoingRecord;
import dev.hearth.gateway.session.RequestFeed;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.FramePacker;
import dev.hearth.protocol.link.LinkFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of what a feed gives, control first: while a large request goes in pieces, those of the other channel go
 * between them. Reads ahead by a bounded number of bytes. Confined to the link's sender.
 */
final class RequestQueues {
    private static final long READ_AHEAD_BYTES = 512 * 1024;

    private final RequestFeed feed;
    private final Lane control = new Lane();
    private final Lane other = new Lane();
    private long queuedBytes;
    private long pieces;

    RequestQueues(RequestFeed feed) {
        this.feed = feed;
    }

    /** Records of one kind of channel, in order. */
    private static final class Lane {
        private final ArrayDeque<OutgoingRecord> waiting = new ArrayDeque<>();
        private long pieceId;
        private int sent;
    }

    /** The next frame to send; null when there is nothing now. */
    @Nullable
    ByteBuffer next() throws IOException {
        while (queuedBytes < READ_AHEAD_BYTES) {
            OutgoingRecord record = feed.next();
            if (record == null) {
                break;
            }
            queuedBytes += inMemory(record);
            (record.channel() == Channel.CONTROL ? control : other).waiting.add(record);
        }
        ByteBuffer frame = frame(control);
        return frame != null ? frame : frame(other);
    }

    private static long inMemory(OutgoingRecord record) {
        return FramePacker.isLarge(record.size()) ? 4096 : record.size();
    }

    private @Nullable ByteBuffer frame(Lane lane) throws IOException {
        OutgoingRecord first = lane.waiting.peek();
        if (first == null) {
            return null;
        }
        if (first.isGap()) {
            lane.waiting.remove();
            return new LinkFrame.GapFrame(first.gapFirst(), first.gapLast()).encode();
        }
        return FramePacker.isLarge(first.size()) ? piece(lane, first) : pack(lane);
    }

    private ByteBuffer piece(Lane lane, OutgoingRecord record) throws IOException {
        if (lane.sent == 0) {
            lane.pieceId = ++pieces;
        }
        int total = Math.toIntExact(record.size());
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(LinkFrame.MAX_BODY_BYTES, total - lane.sent));
        record.read(lane.sent, bytes);
        LinkFrame frame = new LinkFrame.PieceFrame(lane.pieceId, total, lane.sent, bytes.flip());
        lane.sent += bytes.remaining();
        if (lane.sent == total) {
            done(lane);
            lane.sent = 0;
        }
        return frame.encode();
    }

    private ByteBuffer pack(Lane lane) throws IOException {
        List<OutgoingRecord> fitting = new ArrayList<>();
        int size = 0;
        for (OutgoingRecord record : lane.waiting) {
            boolean fits = !record.isGap()
                    && !FramePacker.isLarge(record.size())
                    && size + 4 + record.size() <= LinkFrame.MAX_BODY_BYTES;
            if (!fits) {
                break;
            }
            fitting.add(record);
            size += 4 + (int) record.size();
        }
        ByteBuffer records = ByteBuffer.allocate(size);
        for (OutgoingRecord record : fitting) {
            int length = (int) record.size();
            records.putInt(length);
            records.limit(records.position() + length);
            record.read(0, records);
            records.limit(size);
            done(lane);
        }
        return new LinkFrame.RecordsFrame(records.flip()).encode();
    }

    private void done(Lane lane) throws IOException {
        OutgoingRecord record = lane.waiting.remove();
        queuedBytes -= inMemory(record);
        record.close();
    }

    /** Lets go of what is waiting. */
    void close() throws IOException {
        for (Lane lane : List.of(control, other)) {
            for (OutgoingRecord record = lane.waiting.poll(); record != null; record = lane.waiting.poll()) {
                record.close();
            }
        }
    }
}
