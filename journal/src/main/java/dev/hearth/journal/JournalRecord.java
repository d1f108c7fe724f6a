package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record under a cursor. Its header was verified; so was its payload, if it is {@link #buffered()}. Numbers, class, key and
 * time stay good; the payload only until the cursor's {@link Cursor#next()} or close. Not thread-safe.
 */
public final class JournalRecord {
    private static final int PIECE = 64 << 10;

    private final Cursor cursor;
    private final RecordHeader header;
    private final @Nullable ByteBuffer inMemory;
    private final long payloadAt;
    private final CRC32C crc = new CRC32C();
    private long verified;

    JournalRecord(Cursor cursor, RecordHeader header, @Nullable ByteBuffer inMemory, long payloadAt) {
        this.cursor = cursor;
        this.header = header;
        this.inMemory = inMemory;
        this.payloadAt = payloadAt;
    }

    /** From 1; higher than those before it. */
    public long number() {
        return header.number();
    }

    /** 0 to 255, as given to the append. */
    public int recordClass() {
        return header.recordClass();
    }

    /** A copy of the key; empty when there is none. */
    public byte[] key() {
        return header.key().clone();
    }

    /** When it was appended, by the journal's clock, ms since 1970. */
    public long timeMillis() {
        return header.timeMillis();
    }

    /** Bytes of the payload. */
    public int size() {
        return header.payloadBytes();
    }

    /** Whether the payload is in the cursor's buffer; if not, {@link #read} takes it from the file piece by piece. */
    public boolean buffered() {
        return inMemory != null;
    }

    /**
     * Whether the payload is as it was written. Reads one that is not {@link #buffered()} once through: for those who pass
     * the pieces on, and could not take them back when the last shows the damage. A damaged one is counted in {@link
     * Journal#damagedRecords()}, as those that a cursor passes over are.
     *
     * @throws IOException if the disk fails
     */
    public boolean isSound() throws IOException {
        cursor.checkCurrent(this);
        if (inMemory != null) {
            return true;
        }
        CRC32C sum = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE, size()));
        try {
            for (long at = 0; at < size(); at += PIECE) {
                piece.clear().limit((int) Math.min(PIECE, size() - at));
                cursor.read(this, payloadAt + at, piece);
                sum.update(piece.flip());
            }
            if ((int) sum.getValue() == header.payloadChecksum()) {
                return true;
            }
        } catch (CorruptRecordException beyondTheEnd) {
            // As a checksum that does not fit.
        }
        cursor.countDamaged();
        return false;
    }

    /**
     * The payload, read-only. Good until the cursor moves on. For a record that is not {@link #buffered()} it is read whole
     * into a fresh buffer, and stays good.
     *
     * @throws CorruptRecordException when that finds it damaged
     * @throws IOException when it is longer than {@link JournalSettings#maxRecordBytes}, or the disk fails
     */
    public ByteBuffer payload() throws IOException {
        cursor.checkCurrent(this);
        if (inMemory != null) {
            return inMemory.asReadOnlyBuffer();
        }
        if (size() > cursor.maxRecordBytes()) {
            throw new IOException("record " + number() + " has " + size() + " bytes; the settings allow "
                    + cursor.maxRecordBytes() + ". Read it in pieces");
        }
        ByteBuffer whole = ByteBuffer.allocate(size());
        read(0, whole);
        return whole.flip().asReadOnlyBuffer();
    }

    /**
     * Fills {@code destination} with the payload's bytes from {@code offset} on. The checksum of a record that is not
     * buffered is followed as long as pieces are read in order from 0, and compared with the last; reads out of order are
     * not verified.
     *
     * @throws IllegalArgumentException when that goes beyond the payload's end
     * @throws CorruptRecordException on the last piece, when the payload turns out to be damaged
     */
    public void read(long offset, ByteBuffer destination) throws IOException {
        cursor.checkCurrent(this);
        int count = destination.remaining();
        if (offset < 0 || offset + count > size()) {
            throw new IllegalArgumentException(
                    "bytes " + offset + " to " + (offset + count) + " of a payload of " + size());
        }
        if (inMemory != null) {
            destination.put(inMemory.slice((int) offset, count));
            return;
        }
        ByteBuffer filled = destination.duplicate();
        cursor.read(this, payloadAt + offset, destination);
        if (offset == 0) {
            crc.reset();
            verified = 0;
        }
        if (offset == verified) {
            crc.update(filled);
            verified += count;
            if (verified == size() && (int) crc.getValue() != header.payloadChecksum()) {
                throw new CorruptRecordException(number());
            }
        }
    }
}
