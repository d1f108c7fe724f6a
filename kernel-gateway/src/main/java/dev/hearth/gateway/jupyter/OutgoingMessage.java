package dev.hearth.gateway.jupyter;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A message on its way to a client, in pieces. Not thread-safe. */
interface OutgoingMessage {
    /** The most bytes of a piece: what a client that does not read costs. */
    int PIECE_BYTES = 256 << 10;

    /** Whether it goes in text frames. */
    boolean isText();

    /**
     * The next piece, good until the next call. Of a text, it ends where a character ends.
     *
     * @throws IOException if it cannot be read
     */
    ByteBuffer next() throws IOException;

    /** Whether the piece given last was the last. */
    boolean isDone();

    /** A message that is in memory as a whole. */
    static OutgoingMessage whole(ByteBuffer bytes, boolean text) {
        return new OutgoingMessage() {
            @Override
            public boolean isText() {
                return text;
            }

            @Override
            public ByteBuffer next() {
                return bytes;
            }

            @Override
            public boolean isDone() {
                return true;
            }
        };
    }
}
