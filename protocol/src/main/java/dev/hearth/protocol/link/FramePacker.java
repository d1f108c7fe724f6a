package dev.hearth.protocol.link;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs records into one frame until it is full. Not thread-safe; used again after {@link #take}.
 *
 * <p>Records that are too large for a frame ({@link #isLarge}) go in {@linkplain LinkFrame.PieceFrame pieces}, which their
 * owners read from where the record lies.
 */
public final class FramePacker {
    private final ByteBuffer frame = ByteBuffer.allocate(LinkFrame.MAX_FRAME_BYTES);

    /** Begins with an empty frame. */
    public FramePacker() {
        reset();
    }

    private void reset() {
        frame.clear().put((byte) LinkFrame.Kind.RECORDS.code());
    }

    /** Whether a record of this many bytes must go in pieces. */
    public static boolean isLarge(long recordBytes) {
        return recordBytes + 4 > LinkFrame.MAX_BODY_BYTES;
    }

    /**
     * Adds a record if it still fits.
     *
     * @param parts the record's bytes in order; positions are not moved
     * @return false if the frame must be taken first
     * @throws IllegalArgumentException if the record is too large for any frame
     */
    public boolean add(List<ByteBuffer> parts) {
        long size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        if (isLarge(size)) {
            throw new IllegalArgumentException("a record of " + size + " bytes must go in pieces");
        }
        if (frame.position() - 1 + 4 + size > LinkFrame.MAX_BODY_BYTES) {
            return false;
        }
        frame.putInt((int) size);
        for (ByteBuffer part : parts) {
            frame.put(part.duplicate());
        }
        return true;
    }

    /** Whether no record was added since the last {@link #take}. */
    public boolean isEmpty() {
        return frame.position() == 1;
    }

    /** The frame's bytes so far, a copy of their own, or null if empty. The next frame begins. */
    public @Nullable ByteBuffer take() {
        if (isEmpty()) {
            return null;
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        reset();
        return ByteBuffer.wrap(bytes);
    }
}
