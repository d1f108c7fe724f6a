package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * A copy of neighbouring sealed segments in one, in the first one's place: retention leaves little of many segments, and
 * their number is not to grow with all that was ever written. Used once, by one thread.
 */
final class SegmentMerge implements Replacement {
    private static final int BUFFER = 256 * 1024;

    private final List<Segment> sources;
    private final SegmentHeader header;
    private final SegmentIndex index = new SegmentIndex();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long length = SegmentHeader.BYTES;

    SegmentMerge(List<Segment> sources) {
        this.sources = sources;
        this.header = sources.get(0).header().next();
    }

    @Override
    public SegmentHeader header() {
        return header;
    }

    @Override
    public SegmentIndex index() {
        return index;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void writeTo(FileChannel out) throws IOException {
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
        index.add(record, length);
        length += record.totalBytes();
    }

    private void drain(FileChannel out) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }
}
