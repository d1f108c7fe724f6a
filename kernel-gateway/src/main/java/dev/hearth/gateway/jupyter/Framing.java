package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.session.SessionRecord;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.LegacyLayout;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** How messages lie in frames, as the handshake has settled. Immutable. */
enum Framing {
    /** {@code v1.kernel.websocket.jupyter.org}: binary frames with the very bytes of the record. */
    V1 {
        @Override
        RawMessage decode(byte[] message, boolean text) throws MalformedMessageException {
            // jupyter_server's gateway client writes what it got as text, whatever it is.
            return text && message.length > 0 && message[0] == '{'
                    ? LegacyLayout.decodeText(message)
                    : V1Layout.decode(ByteBuffer.wrap(message));
        }

        @Override
        OutgoingMessage outgoing(SessionRecord record) {
            return new RawOutgoing(record);
        }

        @Override
        OutgoingMessage outgoing(RawMessage message) {
            return OutgoingMessage.whole(ByteBuffer.wrap(V1Layout.encodeWhole(message)), false);
        }
    },
    /** Without a sub-protocol: JSON text, and binary only for messages with buffers. */
    LEGACY {
        @Override
        RawMessage decode(byte[] message, boolean text) throws MalformedMessageException {
            return text ? LegacyLayout.decodeText(message) : LegacyLayout.decodeBinary(message);
        }

        @Override
        OutgoingMessage outgoing(SessionRecord record) throws IOException {
            return LegacyOutgoing.of(record);
        }

        @Override
        OutgoingMessage outgoing(RawMessage message) throws MalformedMessageException {
            List<ByteBuffer> pieces = LegacyLayout.encodeText(message);
            ByteBuffer whole = ByteBuffer.allocate(
                    pieces.stream().mapToInt(ByteBuffer::remaining).sum());
            pieces.forEach(whole::put);
            return OutgoingMessage.whole(whole.flip(), true);
        }
    };

    /**
     * Reads a client's message.
     *
     * @param message its bytes, taken over
     * @param text whether it came in a text frame
     */
    abstract RawMessage decode(byte[] message, boolean text) throws MalformedMessageException;

    /** A record on its way to a client; good as long as the record is. */
    abstract OutgoingMessage outgoing(SessionRecord record) throws IOException;

    /** A message of our own, without buffers, on its way to a client. */
    abstract OutgoingMessage outgoing(RawMessage message) throws MalformedMessageException;
}
