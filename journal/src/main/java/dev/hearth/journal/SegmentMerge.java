package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * A copy of neighbouring sealed segments in one, in the first one's place: retention leaves little of many segments, and
 * their number is not to grow with all that was ever written. Used once, by one thread.
 */
final class SegmentMerge extends Replacement {
    private static final int BUFFER = 256 * 1024;

    private final List<Segment> sources;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

    SegmentMerge(List<Segment> sources) {
        super(sources.get(0).header());
        this.sources = sources;
    }

    @Override
    void writeTo(FileChannel out) throws IOException {
        buffer.put(header.encode());
        for (Segment source : sources) {
            SegmentFile file = source.acquire();
            if (file == null) {
                throw new IOException("segment is gone");
            }
            try {
                RecordScanner scanner = source.scanner(file);
                RecordHeader record = scanner.next();
                while (record != null) {
                    if (!record.skip()) {
                        write(record, scanner.recordAt(), file, out);
                    }
                    record = scanner.next();
                }
            } finally {
                source.release(file);
            }
        }
        drain(out);
        out.force(true);
    }

    private void write(RecordHeader record, long at, SegmentFile file, FileChannel out) throws IOException {
        if (buffer.remaining() < record.totalBytes()) {
            drain(out);
        }
        record.encode(buffer, header.salt());
        if (record.payloadBytes() <= buffer.remaining()) {
            int end = buffer.position() + record.payloadBytes();
            file.read(buffer.limit(end), at + record.headBytes());
            if (buffer.hasRemaining()) {
                throw new IOException("segment is shorter than its records");
            }
            buffer.limit(buffer.capacity());
        } else {
            drain(out);
            file.copy(at + record.headBytes(), record.payloadBytes(), out);
        }
        add(record);
    }

    private void drain(FileChannel out) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }
}
