package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.IntPredicate;
import java.util.zip.CRC32C;

/**
 * A copy of a sealed segment without its dropped records and with marks in their place, under a temporary name until it is
 * whole. Used once, by one thread.
 */
final class SegmentRewrite extends Replacement {
    private final Segment segment;
    private final Trimmer.Plan plan;
    private long copyFrom;
    private long copyBytes;

    SegmentRewrite(Segment segment, Trimmer.Plan plan) {
        super(segment.header());
        this.segment = segment;
        this.plan = plan;
    }

    long bytes(IntPredicate classes) {
        return index.summary(length()).classBytes().of(classes);
    }

    @Override
    void writeTo(FileChannel out) throws IOException {
        SegmentFile file = segment.acquire();
        if (file == null) {
            throw new IOException("segment is gone");
        }
        try {
            write(header.encode(), out);
            RecordScanner scanner = segment.scanner(file);
            RecordHeader record = scanner.next();
            for (int ordinal = 0; record != null; ordinal++) {
                if (plan.dropped.get(ordinal)) {
                    Mark mark = plan.marks.get(record.number());
                    if (mark != null) {
                        copy(file, out);
                        writeMark(mark, record.timeMillis(), out);
                    }
                } else if (!record.skip()) {
                    keep(record, scanner.recordAt(), file, out);
                }
                record = scanner.next();
            }
            copy(file, out);
            out.force(true);
        } finally {
            segment.release(file);
        }
    }

    /** Neighbours that stay are copied together. */
    private void keep(RecordHeader record, long at, SegmentFile file, FileChannel out) throws IOException {
        if (at != copyFrom + copyBytes) {
            copy(file, out);
            copyFrom = at;
        }
        add(record);
        copyBytes += record.totalBytes();
    }

    private void copy(SegmentFile file, FileChannel out) throws IOException {
        file.copy(copyFrom, copyBytes, out);
        copyFrom = 0;
        copyBytes = 0;
    }

    private void writeMark(Mark mark, long timeMillis, FileChannel out) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(mark.payload().duplicate());
        int payloadBytes = mark.payload().remaining();
        RecordHeader record = new RecordHeader(
                mark.number(), timeMillis, mark.recordClass(), false, mark.key().clone(), payloadBytes, (int)
                        crc.getValue());
        ByteBuffer bytes = ByteBuffer.allocate(record.headBytes() + payloadBytes);
        record.encode(bytes, header.salt());
        bytes.put(mark.payload().duplicate());
        write(bytes.flip(), out);
        add(record);
    }

    private static void write(ByteBuffer bytes, FileChannel out) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
