package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.http.MessageSplice;
import dev.hearth.gateway.http.MessageSplice.Part;
import dev.hearth.gateway.session.SessionRecord;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.wire.LegacyLayout;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A record in the layout without a sub-protocol ({@link LegacyLayout}), spliced from the record's parts while they are read.
 * Ids and type come from the envelope. Not thread-safe.
 */
final class LegacyOutgoing implements OutgoingMessage {
    private static final int LONGEST_CHARACTER = 4;

    private final MessageSplice splice;
    private final boolean text;
    private final ByteBuffer piece;
    private final ByteBuffer rest = ByteBuffer.allocate(LONGEST_CHARACTER); // of a character that was cut
    private boolean done;

    private LegacyOutgoing(MessageSplice splice, boolean text) {
        this.splice = splice;
        this.text = text;
        this.piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, splice.size()));
        rest.limit(0);
    }

    static LegacyOutgoing of(SessionRecord record) throws IOException {
        MessageSplice splice = MessageSplice.of(record);
        json(record.envelope(), splice);
        boolean text = splice.buffers() == 0;
        if (!text) {
            splice.addFirst(offsets(splice)).addBuffers();
        }
        return new LegacyOutgoing(splice, text);
    }

    private static void json(Envelope envelope, MessageSplice splice) {
        splice.add("{\"channel\":\"" + envelope.channel().wireName() + "\",\"msg_id\":");
        splice.add(Json.writeBytes(envelope.messageId())).add(",\"msg_type\":");
        splice.add(Json.writeBytes(envelope.messageType())).add(",\"header\":");
        splice.add(Part.HEADER).add(",\"parent_header\":");
        splice.add(Part.PARENT_HEADER).add(",\"metadata\":");
        splice.add(Part.METADATA).add(",\"content\":");
        splice.add(Part.CONTENT).add(",\"buffers\":[]}");
    }

    /** The count, and the offsets of the JSON, which is all that {@code json} holds yet, and of each buffer. */
    private static byte[] offsets(MessageSplice json) throws IOException {
        int count = 1 + json.buffers();
        ByteBuffer head = ByteBuffer.allocate(4 * (1 + count));
        long offset = 4L * (1 + count);
        head.putInt(count).putInt((int) offset);
        offset += json.size();
        try {
            for (int i = 0; i < json.buffers(); i++) {
                head.putInt(Math.toIntExact(offset));
                offset += json.bufferSize(i);
            }
        } catch (ArithmeticException e) {
            throw new IOException("a message too large for this layout", e);
        }
        return head.array();
    }

    @Override
    public boolean isText() {
        return text;
    }

    @Override
    public ByteBuffer next() throws IOException {
        piece.clear();
        piece.put(rest);
        splice.fill(piece);
        piece.flip();
        done = splice.isEmpty();
        rest.clear();
        if (text && !done) {
            int end = border(piece);
            rest.put(piece.slice(end, piece.limit() - end));
            piece.limit(end);
        }
        rest.flip();
        return piece;
    }

    /** Where the last character that is complete ends; the end itself where the bytes are no UTF-8. */
    private static int border(ByteBuffer bytes) {
        int end = bytes.limit();
        for (int back = 1; back < LONGEST_CHARACTER && end - back >= 0; back++) {
            int lead = bytes.get(end - back) & 0xff;
            if (lead < 0x80) {
                return end;
            }
            if (lead >= 0xc0) {
                int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
                return length > back ? end - back : end;
            }
        }
        return end;
    }

    @Override
    public boolean isDone() {
        return done;
    }
}
