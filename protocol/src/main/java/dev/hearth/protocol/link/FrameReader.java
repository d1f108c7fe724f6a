package dev.hearth.protocol.link;

import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_LAYOUT;
import static dev.hearth.protocol.MalformedMessageException.Reason.TOO_LARGE;
import static dev.hearth.protocol.MalformedMessageException.Reason.TRUNCATED;

import dev.hearth.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes records out of the frames of one link: whole ones, and large ones put together from their pieces. Not thread-safe.
 *
 * <p>Memory for a large record grows with the bytes that came, never with the length that was announced; at most {@link
 * #MAX_OPEN} are open at once.
 */
public final class FrameReader {
    /** The most large records under way at once: one a channel. */
    public static final int MAX_OPEN = 4;

    private final int maxRecordBytes;
    private final Map<Long, Assembly> open = new HashMap<>();

    /** Refuses records of more than {@code maxRecordBytes}. */
    public FrameReader(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Takes a record; its bytes are valid during the call only. */
    @FunctionalInterface
    public interface RecordConsumer<X extends Exception> {
        /** Called once for each record, in order. */
        void accept(LinkRecord record) throws X, MalformedMessageException;
    }

    /**
     * Passes the records of a frame on, one after the other.
     *
     * @throws MalformedMessageException if a length does not fit; records before it have been passed on
     */
    public <X extends Exception> void read(LinkFrame.RecordsFrame frame, RecordConsumer<X> consumer)
            throws X, MalformedMessageException {
        ByteBuffer bytes = frame.records().duplicate();
        while (bytes.hasRemaining()) {
            if (bytes.remaining() < 4) {
                throw new MalformedMessageException(TRUNCATED, "expected the length of a record");
            }
            int size = bytes.getInt();
            if (size <= 0 || size > bytes.remaining()) {
                throw new MalformedMessageException(
                        BAD_LAYOUT,
                        "a record of " + size + " bytes with " + bytes.remaining() + " bytes left in its frame");
            }
            ByteBuffer record = bytes.slice(bytes.position(), size);
            bytes.position(bytes.position() + size);
            consumer.accept(LinkRecord.decode(record));
        }
    }

    /** Adds a piece, and passes the record on if it was the last one. */
    public <X extends Exception> void read(LinkFrame.PieceFrame piece, RecordConsumer<X> consumer)
            throws X, MalformedMessageException {
        if (piece.totalBytes() > maxRecordBytes) {
            throw new MalformedMessageException(
                    TOO_LARGE,
                    "expected records of at most " + maxRecordBytes + " bytes, found one of " + piece.totalBytes());
        }
        Assembly assembly = open.get(piece.pieceId());
        if (assembly == null) {
            if (piece.offset() != 0 || open.size() >= MAX_OPEN) {
                throw new MalformedMessageException(
                        BAD_LAYOUT,
                        "a piece at " + piece.offset() + " with " + open.size() + " large records under way");
            }
            assembly = new Assembly(piece);
            open.put(piece.pieceId(), assembly);
        }
        assembly.add(piece);
        if (assembly.isWhole()) {
            open.remove(piece.pieceId());
            consumer.accept(LinkRecord.decode(assembly.record()));
        }
    }

    /** How many bytes of memory more the piece needs. To be asked before {@link #read}. */
    public long growth(LinkFrame.PieceFrame piece) {
        Assembly assembly = open.get(piece.pieceId());
        int length = piece.bytes().remaining();
        return assembly == null
                ? Math.min(Math.max(0, piece.totalBytes()), 2L * length)
                : assembly.capacityFor(length) - assembly.bytes.length;
    }

    /** How many bytes of memory records have that are under way. */
    public long held() {
        return open.values().stream().mapToLong(each -> each.bytes.length).sum();
    }

    /** How many bytes have come of records that are under way. */
    public long arrived() {
        return open.values().stream().mapToLong(each -> each.filled).sum();
    }

    /** Lets go of records under way whose sequences are in a gap: their other pieces never come. */
    public void drop(LinkFrame.GapFrame gap) {
        open.values().removeIf(each -> each.isIn(gap));
    }

    private static final class Assembly {
        private final int total;
        private byte[] bytes;
        private int filled;

        Assembly(LinkFrame.PieceFrame first) {
            this.total = first.totalBytes();
            this.bytes = new byte[Math.min(total, 2 * first.bytes().remaining())];
        }

        void add(LinkFrame.PieceFrame piece) throws MalformedMessageException {
            int length = piece.bytes().remaining();
            if (piece.totalBytes() != total || piece.offset() != filled || length > total - filled) {
                throw new MalformedMessageException(
                        BAD_LAYOUT,
                        "expected the piece at " + filled + " of " + total + " bytes, found one at " + piece.offset());
            }
            if (length > bytes.length - filled) {
                bytes = Arrays.copyOf(bytes, capacityFor(length));
            }
            piece.bytes().duplicate().get(bytes, filled, length);
            filled += length;
        }

        int capacityFor(int length) {
            return length <= bytes.length - filled
                    ? bytes.length
                    : (int) Math.max(
                            bytes.length, Math.min(total, Math.max(2L * bytes.length, (long) filled + length)));
        }

        boolean isIn(LinkFrame.GapFrame gap) {
            try {
                long sequence = LinkRecord.decode(record()).envelope().sequence();
                return sequence >= gap.first() && sequence <= gap.last();
            } catch (MalformedMessageException tooLittleYet) {
                return false;
            }
        }

        boolean isWhole() {
            return filled == total;
        }

        ByteBuffer record() {
            return ByteBuffer.wrap(bytes, 0, filled);
        }
    }
}
