package dev.hearth.protocol.link;

import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_LAYOUT;
import static dev.hearth.protocol.MalformedMessageException.Reason.TRUNCATED;
import static dev.hearth.protocol.MalformedMessageException.Reason.UNSUPPORTED;

import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One WebSocket message of the link. Immutable.
 *
 * <p>The first byte says the kind; numbers are big-endian. {@code HELLO}, {@code WELCOME}, {@code REFUSAL}: JSON. {@code
 * RECORDS}: for each record four bytes of length, then the record. {@code PIECE}: piece id (8), total length (4), offset (4),
 * then bytes of the record. {@code ACK}: sequence (8). {@code GAP}: first (8) and last (8) sequence that the writer no longer
 * has. {@code OPEN}: stream (4), credit (4), then the name in UTF-8. {@code DATA}: stream (4), then bytes. {@code CREDIT}:
 * stream (4), further bytes (4). {@code CLOSE}: stream (4), then a reason in UTF-8, empty for the end.
 */
public sealed interface LinkFrame {
    /** The WebSocket sub-protocol of the link. */
    String SUBPROTOCOL = "v1.link.hearth";

    /** The most bytes of a frame's body: of records packed together, of a piece, of stream data. */
    int MAX_BODY_BYTES = 256 * 1024;

    /** The most bytes of a frame, its head included. */
    int MAX_FRAME_BYTES = MAX_BODY_BYTES + 64;

    /** Number of each kind of frame, never renumbered. */
    enum Kind {
        HELLO(1),
        WELCOME(2),
        REFUSAL(3),
        RECORDS(4),
        PIECE(5),
        ACK(6),
        GAP(7),
        OPEN(8),
        DATA(9),
        CREDIT(10),
        CLOSE(11);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** The kind of this frame. */
    Kind kind();

    /** The frame as the bytes of one WebSocket message, ready to be read. */
    ByteBuffer encode();

    /** First frame of the driver. */
    record HelloFrame(Hello hello) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.HELLO;
        }

        @Override
        public ByteBuffer encode() {
            return json(kind(), hello);
        }
    }

    /** The gateway's answer to a hello that it accepts. */
    record WelcomeFrame(Welcome welcome) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.WELCOME;
        }

        @Override
        public ByteBuffer encode() {
            return json(kind(), welcome);
        }
    }

    /** The gateway's answer to a hello that it does not accept; it closes the link behind it. */
    record RefusalFrame(Refusal refusal) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.REFUSAL;
        }

        @Override
        public ByteBuffer encode() {
            return json(kind(), refusal);
        }
    }

    /** Whole records; walk them with {@link FrameReader}. */
    record RecordsFrame(ByteBuffer records) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.RECORDS;
        }

        @Override
        public ByteBuffer encode() {
            return head(kind(), records.remaining()).put(records.duplicate()).flip();
        }
    }

    /** A piece of a record that is too large for one frame. Pieces of one id come in order; the first has offset 0. */
    record PieceFrame(long pieceId, int totalBytes, int offset, ByteBuffer bytes) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.PIECE;
        }

        @Override
        public ByteBuffer encode() {
            return head(kind(), 16 + bytes.remaining())
                    .putLong(pieceId)
                    .putInt(totalBytes)
                    .putInt(offset)
                    .put(bytes.duplicate())
                    .flip();
        }
    }

    /** Everything up to {@code sequence} of the receiver's log has been appended here. */
    record AckFrame(long sequence) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.ACK;
        }

        @Override
        public ByteBuffer encode() {
            return head(kind(), 8).putLong(sequence).flip();
        }
    }

    /** The writer no longer has its records {@code first} to {@code last}; go on behind them. */
    record GapFrame(long first, long last) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.GAP;
        }

        @Override
        public ByteBuffer encode() {
            return head(kind(), 16).putLong(first).putLong(last).flip();
        }
    }

    /** Asks the other end for a stream, and gives it the first credit in bytes. */
    record OpenFrame(int stream, int credit, String name) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.OPEN;
        }

        @Override
        public ByteBuffer encode() {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            return head(kind(), 8 + utf8.length)
                    .putInt(stream)
                    .putInt(credit)
                    .put(utf8)
                    .flip();
        }
    }

    /** Bytes of a stream; never more than the credit left. */
    record DataFrame(int stream, ByteBuffer bytes) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.DATA;
        }

        @Override
        public ByteBuffer encode() {
            return head(kind(), 4 + bytes.remaining())
                    .putInt(stream)
                    .put(bytes.duplicate())
                    .flip();
        }
    }

    /** Allows {@code bytes} more on a stream. */
    record CreditFrame(int stream, int bytes) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.CREDIT;
        }

        @Override
        public ByteBuffer encode() {
            return head(kind(), 8).putInt(stream).putInt(bytes).flip();
        }
    }

    /** Ends a stream, from either end. */
    record CloseFrame(int stream, String reason) implements LinkFrame {
        @Override
        public Kind kind() {
            return Kind.CLOSE;
        }

        @Override
        public ByteBuffer encode() {
            byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
            return head(kind(), 4 + utf8.length).putInt(stream).put(utf8).flip();
        }
    }

    /**
     * The frame in the remaining bytes of {@code message}, whose position stays; bodies are slices of it.
     *
     * @throws MalformedMessageException if it is none, or of a kind that this version does not know
     */
    static LinkFrame decode(ByteBuffer message) throws MalformedMessageException {
        ByteBuffer bytes = message.slice();
        if (!bytes.hasRemaining() || bytes.remaining() > MAX_FRAME_BYTES) {
            throw new MalformedMessageException(
                    BAD_LAYOUT,
                    "expected a link frame of 1 to " + MAX_FRAME_BYTES + " bytes, found " + bytes.remaining());
        }
        int code = bytes.get();
        Kind kind = Arrays.stream(Kind.values())
                .filter(candidate -> candidate.code == code)
                .findFirst()
                .orElseThrow(() -> new MalformedMessageException(UNSUPPORTED, "a link frame of unknown kind " + code));
        return switch (kind) {
            case HELLO -> new HelloFrame(LinkJson.read(RawJson.copyOf(bytes).utf8(), Hello.class));
            case WELCOME -> new WelcomeFrame(LinkJson.read(RawJson.copyOf(bytes).utf8(), Welcome.class));
            case REFUSAL -> new RefusalFrame(LinkJson.read(RawJson.copyOf(bytes).utf8(), Refusal.class));
            case RECORDS -> new RecordsFrame(bytes.slice());
            case PIECE -> piece(need(bytes, 16, kind));
            case ACK -> new AckFrame(notNegative(exact(bytes, 8, kind).getLong(), kind));
            case GAP -> gap(exact(bytes, 16, kind));
            case OPEN -> new OpenFrame(need(bytes, 8, kind).getInt(), credit(bytes, kind), Utf8.decode(bytes));
            case DATA -> new DataFrame(need(bytes, 4, kind).getInt(), bytes.slice());
            case CREDIT -> new CreditFrame(exact(bytes, 8, kind).getInt(), credit(bytes, kind));
            case CLOSE -> new CloseFrame(need(bytes, 4, kind).getInt(), Utf8.decode(bytes));
        };
    }

    private static PieceFrame piece(ByteBuffer bytes) throws MalformedMessageException {
        long id = bytes.getLong();
        int total = bytes.getInt();
        int offset = bytes.getInt();
        if (total <= 0 || offset < 0 || bytes.remaining() > total - (long) offset || !bytes.hasRemaining()) {
            throw new MalformedMessageException(
                    BAD_LAYOUT,
                    "a piece of " + bytes.remaining() + " bytes at " + offset + " of a record of " + total + " bytes");
        }
        return new PieceFrame(id, total, offset, bytes.slice());
    }

    private static ByteBuffer need(ByteBuffer bytes, int size, Kind kind) throws MalformedMessageException {
        if (bytes.remaining() < size) {
            throw new MalformedMessageException(
                    TRUNCATED, "expected " + size + " bytes in a frame " + kind + ", found " + bytes.remaining());
        }
        return bytes;
    }

    private static GapFrame gap(ByteBuffer bytes) throws MalformedMessageException {
        long first = bytes.getLong();
        long last = bytes.getLong();
        if (first < 1 || last < first) {
            throw new MalformedMessageException(BAD_LAYOUT, "a gap from " + first + " to " + last);
        }
        return new GapFrame(first, last);
    }

    private static int credit(ByteBuffer bytes, Kind kind) throws MalformedMessageException {
        return (int) notNegative(bytes.getInt(), kind);
    }

    private static long notNegative(long number, Kind kind) throws MalformedMessageException {
        if (number < 0) {
            throw new MalformedMessageException(BAD_LAYOUT, "the number " + number + " in a frame " + kind);
        }
        return number;
    }

    private static ByteBuffer exact(ByteBuffer bytes, int size, Kind kind) throws MalformedMessageException {
        if (bytes.remaining() != size) {
            throw new MalformedMessageException(
                    BAD_LAYOUT, "expected " + size + " bytes in a frame " + kind + ", found " + bytes.remaining());
        }
        return bytes;
    }

    private static ByteBuffer head(Kind kind, int bodyBytes) {
        return ByteBuffer.allocate(1 + bodyBytes).put((byte) kind.code);
    }

    private static ByteBuffer json(Kind kind, Object value) {
        byte[] json = Json.writeBytes(value);
        return head(kind, json.length).put(json).flip();
    }
}
