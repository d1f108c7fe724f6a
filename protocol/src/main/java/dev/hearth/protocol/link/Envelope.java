package dev.hearth.protocol.link;

import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_LAYOUT;
import static dev.hearth.protocol.MalformedMessageException.Reason.TRUNCATED;
import static dev.hearth.protocol.MalformedMessageException.Reason.UNSUPPORTED;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of a message in both logs and on the link: all that routing, state, culling, retention and the index
 * of statements need, so that contents stay unread. Immutable.
 *
 * <p>Big-endian: version (1 byte, 1), flags (1), length of the whole envelope (2), class (1), channel (1), execution state (1),
 * reserved (1), session (16), incarnation (4), sequence (8), time (8), then message type, message id, parent id and origin,
 * each two bytes of length and that many of UTF-8. Bytes up to the length that a later version adds are skipped.
 *
 * @param session the session's id
 * @param incarnation the process of the session, from 1
 * @param sequence the writer's number in its log of this incarnation, from 1; 0 where the class is not logged
 * @param messageType {@code msg_type}
 * @param messageId {@code msg_id}
 * @param parentId {@code msg_id} of the parent; empty if there is none
 * @param origin the client that the request came from; empty for what belongs to none
 * @param executionState what a status message says, or null
 * @param silent the request, or the one that caused this, was silent
 * @param last the last record for its parent, as far as the writer knows
 * @param timeMillis the writer's clock, milliseconds since 1970; for showing, not for deciding
 */
public record Envelope(
        UUID session,
        int incarnation,
        long sequence,
        RecordClass recordClass,
        Channel channel,
        String messageType,
        String messageId,
        String parentId,
        String origin,
        @Nullable ExecutionState executionState,
        boolean silent,
        boolean last,
        long timeMillis) {
    /** The most bytes that type, ids and origin may have, each. */
    public static final int MAX_TEXT_BYTES = 512;

    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 44;
    private static final int FLAG_SILENT = 1;
    private static final int FLAG_LAST = 2;

    public Envelope {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(recordClass, "recordClass");
        Objects.requireNonNull(channel, "channel");
        if (incarnation < 0 || sequence < 0) {
            throw new IllegalArgumentException("negative incarnation or sequence");
        }
    }

    /** The same with another sequence. */
    public Envelope withSequence(long newSequence) {
        return new Envelope(
                session,
                incarnation,
                newSequence,
                recordClass,
                channel,
                messageType,
                messageId,
                parentId,
                origin,
                executionState,
                silent,
                last,
                timeMillis);
    }

    /**
     * The envelope as bytes, ready to be read.
     *
     * @throws IllegalArgumentException if a text is longer than {@link #MAX_TEXT_BYTES}
     */
    public ByteBuffer encode() {
        byte[][] texts = {text(messageType), text(messageId), text(parentId), text(origin)};
        int size = FIXED_BYTES;
        for (byte[] text : texts) {
            size += 2 + text.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        bytes.put((byte) VERSION);
        bytes.put((byte) ((silent ? FLAG_SILENT : 0) | (last ? FLAG_LAST : 0)));
        bytes.putShort((short) size);
        bytes.put((byte) recordClass.code());
        bytes.put((byte) channel.code());
        bytes.put((byte) (executionState == null ? 0 : executionState.code()));
        bytes.put((byte) 0);
        bytes.putLong(session.getMostSignificantBits()).putLong(session.getLeastSignificantBits());
        bytes.putInt(incarnation).putLong(sequence).putLong(timeMillis);
        for (byte[] text : texts) {
            bytes.putShort((short) text.length).put(text);
        }
        return bytes.flip();
    }

    private static byte[] text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    "expected at most " + MAX_TEXT_BYTES + " bytes of an id or type, found " + utf8.length);
        }
        return utf8;
    }

    /**
     * Reads an envelope and moves the position of {@code bytes} behind it.
     *
     * @throws MalformedMessageException if the bytes are no envelope
     */
    public static Envelope decode(ByteBuffer bytes) throws MalformedMessageException {
        int start = bytes.position();
        if (bytes.remaining() < FIXED_BYTES) {
            throw new MalformedMessageException(
                    TRUNCATED, "expected an envelope of at least 44 bytes, found " + bytes.remaining());
        }
        int version = bytes.get();
        if (version < VERSION) {
            throw new MalformedMessageException(UNSUPPORTED, "expected an envelope of version 1, found " + version);
        }
        int flags = bytes.get();
        int size = Short.toUnsignedInt(bytes.getShort());
        if (size < FIXED_BYTES || size > bytes.limit() - start) {
            throw new MalformedMessageException(
                    BAD_LAYOUT, "an envelope of " + size + " bytes does not fit its record");
        }
        ByteBuffer own = bytes.duplicate().limit(start + size);
        RecordClass recordClass = RecordClass.ofCode(own.get())
                .orElseThrow(() -> new MalformedMessageException(UNSUPPORTED, "a record of an unknown class"));
        Channel channel = Channel.ofCode(own.get())
                .orElseThrow(() -> new MalformedMessageException(UNSUPPORTED, "a record on an unknown channel"));
        ExecutionState state = ExecutionState.ofCode(own.get()).orElse(null);
        own.get();
        UUID session = new UUID(own.getLong(), own.getLong());
        int incarnation = own.getInt();
        long sequence = own.getLong();
        long time = own.getLong();
        if (incarnation < 0 || sequence < 0) {
            throw new MalformedMessageException(BAD_LAYOUT, "a record with a negative incarnation or sequence");
        }
        String type = readText(own);
        String id = readText(own);
        String parent = readText(own);
        String origin = readText(own);
        bytes.position(start + size);
        return new Envelope(
                session,
                incarnation,
                sequence,
                recordClass,
                channel,
                type,
                id,
                parent,
                origin,
                state,
                (flags & FLAG_SILENT) != 0,
                (flags & FLAG_LAST) != 0,
                time);
    }

    private static String readText(ByteBuffer bytes) throws MalformedMessageException {
        int length = bytes.remaining() < 2 ? -1 : Short.toUnsignedInt(bytes.getShort());
        if (length < 0 || length > bytes.remaining() || length > MAX_TEXT_BYTES) {
            throw new MalformedMessageException(BAD_LAYOUT, "an id or type does not fit its envelope");
        }
        ByteBuffer text = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return Utf8.decode(text);
    }
}
