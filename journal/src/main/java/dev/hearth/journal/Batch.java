package dev.hearth.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Entries on their way to disk. Lengths and payload checksums are found before the journal's lock is taken; numbers and
 * headers under it. Not thread-safe.
 */
final class Batch {
    /** Parts up to this size are copied together, which is cheaper than a write vector of its own for each. */
    private static final int COPIED = 8 * 1024;

    private final List<Entry> entries;
    private final int[] payloadBytes;
    private final int[] checksums;
    private final RecordHeader[] headers;
    private final long bytes;
    private int copiedBytes;

    Batch(List<Entry> entries, long maxRecordBytes) {
        this.entries = entries;
        this.payloadBytes = new int[entries.size()];
        this.checksums = new int[entries.size()];
        this.headers = new RecordHeader[entries.size()];
        CRC32C crc = new CRC32C();
        long sum = 0;
        for (int at = 0; at < payloadBytes.length; at++) {
            Entry entry = entries.get(at);
            long payload = 0;
            crc.reset();
            for (ByteBuffer part : entry.parts()) {
                payload += part.remaining();
                copiedBytes += part.remaining() <= COPIED ? part.remaining() : 0;
                crc.update(part.duplicate());
            }
            if (payload > maxRecordBytes) {
                throw new IllegalArgumentException(
                        "a payload of " + payload + " bytes; at most " + maxRecordBytes + " are accepted");
            }
            payloadBytes[at] = (int) payload;
            checksums[at] = (int) crc.getValue();
            copiedBytes += RecordHeader.BYTES + entry.key().length;
            sum += RecordHeader.BYTES + entry.key().length + payload;
        }
        bytes = sum;
    }

    int size() {
        return payloadBytes.length;
    }

    /** All bytes that it takes on disk. */
    long bytes() {
        return bytes;
    }

    RecordHeader header(int at) {
        return headers[at];
    }

    /** The bytes to write, with numbers from {@code first} on. {@code copies} must have room for {@link #copiedBytes}. */
    ByteBuffer[] encode(long first, long timeMillis, int salt, ByteBuffer copies) {
        List<ByteBuffer> vector = new ArrayList<>();
        int start = copies.position();
        for (int at = 0; at < payloadBytes.length; at++) {
            Entry entry = entries.get(at);
            headers[at] = new RecordHeader(
                    first + at,
                    timeMillis,
                    entry.recordClass(),
                    false,
                    entry.key().clone(),
                    payloadBytes[at],
                    checksums[at]);
            headers[at].encode(copies, salt);
            for (ByteBuffer part : entry.parts()) {
                if (part.remaining() <= COPIED) {
                    copies.put(part.duplicate());
                } else {
                    vector.add(copies.slice(start, copies.position() - start));
                    start = copies.position();
                    vector.add(part.duplicate());
                }
            }
        }
        vector.add(copies.slice(start, copies.position() - start));
        return vector.toArray(new ByteBuffer[0]);
    }

    int copiedBytes() {
        return copiedBytes;
    }
}
