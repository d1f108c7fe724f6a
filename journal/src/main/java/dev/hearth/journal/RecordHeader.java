package dev.hearth.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What stands before a payload; the layout is in the package's documentation. Immutable. */
@SuppressWarnings("ArrayRecordComponent") // an opaque key; headers are never compared
record RecordHeader(
        long number,
        long timeMillis,
        int recordClass,
        boolean skip,
        byte[] key,
        int payloadBytes,
        int payloadChecksum) {
    static final int BYTES = 32;
    /** Room for any header with its key. */
    static final int MAX_BYTES = BYTES + 255;

    /** The highest number: far enough below the end of the type that there is always a next one. */
    static final long MAX_NUMBER = 3_999_999_999_999_999_999L;

    private static final int LENGTH_AT = 4;
    private static final int NUMBER_AT = 12;
    private static final int KEY_LENGTH_AT = 29;
    private static final int KIND_AT = 30;
    private static final byte[] NO_KEY = {};

    /** Bytes of header and key. */
    int headBytes() {
        return BYTES + key.length;
    }

    /** Bytes of header, key and payload. */
    long totalBytes() {
        return (long) BYTES + key.length + payloadBytes;
    }

    RecordInfo info() {
        return new RecordInfo(number, recordClass, key, timeMillis, totalBytes());
    }

    void encode(ByteBuffer to, int salt) {
        int start = to.position();
        to.putInt(0)
                .putInt(payloadBytes)
                .putInt(payloadChecksum)
                .putLong(number)
                .putLong(timeMillis);
        to.put((byte) recordClass)
                .put((byte) key.length)
                .putShort((short) (skip ? 1 : 0))
                .put(key);
        to.putInt(start, checksum(to, start, key.length) ^ salt);
    }

    /**
     * Reads the header at {@code at}, if there is one: whole within the buffer's limit, with a good checksum, a number from
     * {@code lowest} on, and at most {@code room} bytes long with its payload. Null if not.
     */
    static @Nullable RecordHeader decode(ByteBuffer from, int at, int salt, long lowest, long room) {
        if (at + BYTES > from.limit()) {
            return null;
        }
        int payloadBytes = from.getInt(at + LENGTH_AT);
        long number = from.getLong(at + NUMBER_AT);
        int kind = from.getShort(at + KIND_AT);
        int keyBytes = from.get(at + KEY_LENGTH_AT) & 0xFF;
        boolean plausible = number >= Math.max(1, lowest)
                && number <= MAX_NUMBER
                && (kind == 0 || kind == 1)
                && payloadBytes >= 0
                && (long) BYTES + keyBytes + payloadBytes <= room
                && at + BYTES + keyBytes <= from.limit();
        if (!plausible || from.getInt(at) != (checksum(from, at, keyBytes) ^ salt)) {
            return null;
        }
        byte[] key = keyBytes == 0 ? NO_KEY : new byte[keyBytes];
        from.get(at + BYTES, key);
        return new RecordHeader(
                number,
                from.getLong(at + 20),
                from.get(at + 28) & 0xFF,
                kind == 1,
                key,
                payloadBytes,
                from.getInt(at + 8));
    }

    private static int checksum(ByteBuffer buffer, int start, int keyBytes) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(start + BYTES + keyBytes).position(start + LENGTH_AT));
        return (int) crc.getValue();
    }
}
