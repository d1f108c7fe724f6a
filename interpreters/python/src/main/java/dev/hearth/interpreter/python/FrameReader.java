package dev.hearth.interpreter.python;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Reads frames: the body's length (unsigned 32 bits), the kind (8 bits), a number (64 bits), the body. Confined to the
 * thread that reads. The body of a text frame lies in an array that the next frame uses again.
 */
final class FrameReader {
    /** Most bytes in a text frame. */
    static final int MAX_TEXT_BYTES = 1 << 20;

    private static final int HEADER_BYTES = Integer.BYTES + 1 + Long.BYTES;
    private static final int CHUNK_BYTES = 1 << 18;
    private static final int FIRST_BODY_BYTES = 1 << 16;

    private final ReadableByteChannel channel;
    private final int maxBodyBytes;
    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK_BYTES).flip();
    private final byte[] text = new byte[MAX_TEXT_BYTES];
    private FrameKind kind = FrameKind.HELLO;
    private long number;
    private byte[] body = text;
    private int length;

    FrameReader(ReadableByteChannel channel, int maxBodyBytes) {
        this.channel = channel;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Blocks for the next frame; false at an orderly end.
     *
     * @throws ProtocolViolation if what came is no frame
     */
    boolean next() throws IOException {
        if (!fill(HEADER_BYTES)) {
            if (input.hasRemaining()) {
                throw new EOFException("the channel ended within a frame's header");
            }
            return false;
        }
        long claimed = Integer.toUnsignedLong(input.getInt());
        byte code = input.get();
        kind = FrameKind.ofCode(code).orElseThrow(() -> new ProtocolViolation("unknown kind of frame: " + code));
        number = input.getLong();
        int limit = kind.isText() ? MAX_TEXT_BYTES : maxBodyBytes;
        if (claimed > limit) {
            throw new ProtocolViolation(
                    "a frame of kind " + kind + " claims " + claimed + " bytes, the most is " + limit);
        }
        length = (int) claimed;
        readBody();
        return true;
    }

    FrameKind kind() {
        return kind;
    }

    long number() {
        return number;
    }

    byte[] body() {
        return body;
    }

    int length() {
        return length;
    }

    Sections sections() throws ProtocolViolation {
        return Sections.read(body, length);
    }

    /** Grows with what has come, not with what was claimed. */
    private void readBody() throws IOException {
        body = kind.isText() ? text : new byte[Math.min(length, FIRST_BODY_BYTES)];
        int got = 0;
        while (got < length) {
            if (got == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, 2L * body.length));
            }
            if (!fill(1)) {
                throw new EOFException("the channel ended within a frame's body");
            }
            int take = Math.min(input.remaining(), Math.min(length, body.length) - got);
            input.get(body, got, take);
            got += take;
        }
    }

    /** Makes at least {@code wanted} bytes ready; false if the channel ends before. */
    private boolean fill(int wanted) throws IOException {
        if (input.remaining() >= wanted) {
            return true;
        }
        input.compact();
        try {
            while (input.position() < wanted) {
                if (channel.read(input) < 0) {
                    return false;
                }
            }
            return true;
        } finally {
            input.flip();
        }
    }
}
