package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The start of a segment file; the layout is in the package's documentation. Immutable. */
record SegmentHeader(long firstNumber, long createdMillis, int salt, int revision) {
    static final int COPY_BYTES = 48;
    static final int BYTES = 2 * COPY_BYTES;
    private static final long MAGIC = 0x4845_4152_5448_4A4CL;
    private static final short VERSION = 1;

    /** For the next revision of the segment. The salt stays, so that records can be copied as they are. */
    SegmentHeader next() {
        return new SegmentHeader(firstNumber, createdMillis, salt, revision + 1);
    }

    ByteBuffer encode() {
        ByteBuffer both = ByteBuffer.allocate(BYTES);
        for (int copy = 0; copy < 2; copy++) {
            int start = both.position();
            both.putLong(MAGIC).putShort(VERSION).put((byte) 0).put((byte) 0).putInt(0);
            both.putLong(firstNumber)
                    .putLong(createdMillis)
                    .putInt(salt)
                    .putInt(revision)
                    .putInt(0);
            both.putInt(checksum(both, start));
        }
        return both.flip();
    }

    /**
     * Reads whichever copy is whole; null when neither is.
     *
     * @throws IOException when the segment is whole, but of a format that this program does not know
     */
    static @Nullable SegmentHeader decode(ByteBuffer both) throws IOException {
        for (int start = both.position(); start + COPY_BYTES <= both.limit(); start += COPY_BYTES) {
            if (both.getLong(start) != MAGIC || both.getInt(start + 44) != checksum(both, start)) {
                continue;
            }
            short version = both.getShort(start + 8);
            byte cipher = both.get(start + 10);
            if (version != VERSION || cipher != 0) {
                throw new IOException("segment of format version " + version + " with cipher " + cipher
                        + "; this program reads version " + VERSION + " without cipher");
            }
            long firstNumber = both.getLong(start + 16);
            if (firstNumber < 1 || firstNumber > RecordHeader.MAX_NUMBER) {
                return null;
            }
            return new SegmentHeader(
                    firstNumber, both.getLong(start + 24), both.getInt(start + 32), both.getInt(start + 36));
        }
        return null;
    }

    private static int checksum(ByteBuffer both, int start) {
        CRC32C crc = new CRC32C();
        crc.update(both.slice(start, 44));
        return (int) crc.getValue();
    }
}
