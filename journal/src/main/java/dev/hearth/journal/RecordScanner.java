package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a segment from a place on, over damage: where no record begins, it looks for the next place where
 * one does. Reads in pieces of a fixed size whatever the file says. Not thread-safe.
 */
final class RecordScanner {
    private static final int PIECE = 256 * 1024;

    private final SegmentFile file;
    private final int salt;
    private final long end;
    private final Window window;
    private long lowest;
    private long next;
    private long recordAt;
    private long wholeEnd;
    private int damaged;

    RecordScanner(SegmentFile file, int salt, long lowestNumber, long from, long end) {
        this.file = file;
        this.salt = salt;
        this.lowest = lowestNumber;
        this.next = from;
        this.wholeEnd = from;
        this.end = end;
        this.window = new Window((int) Math.max(RecordHeader.MAX_BYTES, Math.min(PIECE, end - from)));
    }

    /** The next record or skip whose header is whole, or null at the end. Its payload is not looked at. */
    @Nullable
    RecordHeader next() throws IOException {
        return next(false);
    }

    /** As {@link #next()}, but passes over records whose payload is damaged. */
    @Nullable
    RecordHeader nextVerified() throws IOException {
        return next(true);
    }

    /** Where the record last returned begins. */
    long recordAt() {
        return recordAt;
    }

    /** Where the record last returned ends; the start of the scan if there was none. */
    long wholeEnd() {
        return wholeEnd;
    }

    /** How many damaged places were passed, the end of the segment included if it is one. */
    int damaged() {
        return damaged;
    }

    private @Nullable RecordHeader next(boolean verify) throws IOException {
        while (next < end) {
            RecordHeader header = headerAt(next);
            if (header == null) {
                damaged++;
                header = resume();
                if (header == null) {
                    next = end;
                    return null;
                }
            }
            recordAt = next;
            next += header.totalBytes();
            lowest = header.number() + 1;
            if (!verify || payloadIsWhole(header, recordAt)) {
                wholeEnd = next;
                return header;
            }
            damaged++;
        }
        return null;
    }

    private @Nullable RecordHeader headerAt(long at) throws IOException {
        long room = end - at;
        if (!window.holds(at, Math.min(RecordHeader.MAX_BYTES, room))) {
            window.fill(file, at, end);
        }
        return RecordHeader.decode(window.buffer(), window.index(at), salt, lowest, room);
    }

    /** Moves to the next place where a record begins. */
    private @Nullable RecordHeader resume() throws IOException {
        while (end - ++next >= RecordHeader.BYTES) {
            RecordHeader header = headerAt(next);
            if (header != null) {
                return header;
            }
            if (window.index(next) >= window.buffer().limit()) {
                return null; // the file became shorter
            }
        }
        return null;
    }

    private boolean payloadIsWhole(RecordHeader header, long at) throws IOException {
        CRC32C crc = new CRC32C();
        long from = at + header.headBytes();
        long to = at + header.totalBytes();
        while (from < to) {
            if (!window.holds(from, 1)) {
                window.fill(file, from, end);
            }
            ByteBuffer buffer = window.buffer();
            int count = (int) Math.min(to - from, buffer.limit() - window.index(from));
            if (count <= 0) {
                return false;
            }
            crc.update(window.slice(from, count));
            from += count;
        }
        return (int) crc.getValue() == header.payloadChecksum();
    }
}
