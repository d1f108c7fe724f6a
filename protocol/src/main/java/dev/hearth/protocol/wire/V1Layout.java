package dev.hearth.protocol.wire;

import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_LAYOUT;
import static dev.hearth.protocol.MalformedMessageException.Reason.TOO_LARGE;
import static dev.hearth.protocol.MalformedMessageException.Reason.TRUNCATED;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of {@code v1.kernel.websocket.jupyter.org}, one binary frame a message.
 *
 * <p>Little-endian unsigned 64-bit numbers: N, then N offsets from the frame's start. N is 6 plus the number of buffers. The
 * offsets are the starts of channel, header, parent header, metadata, content and of each buffer, then the frame's end.
 */
public final class V1Layout {
    /** The sub-protocol's name. */
    public static final String SUBPROTOCOL = "v1.kernel.websocket.jupyter.org";

    /** The most binary parts that a message may have. */
    public static final int MAX_BUFFERS = 4096;

    private static final int TEXT_PARTS = 5;

    private V1Layout() {}

    /**
     * A message as buffers to be written one after the other: offsets and channel first, then the message's own parts. Nothing
     * of the message is copied.
     */
    public static List<ByteBuffer> encode(RawMessage message) {
        byte[] channel = message.channel().wireName().getBytes(StandardCharsets.US_ASCII);
        int count = TEXT_PARTS + 1 + message.buffers().size();
        ByteBuffer head = ByteBuffer.allocate(8 * (1 + count) + channel.length).order(ByteOrder.LITTLE_ENDIAN);
        List<ByteBuffer> parts = new ArrayList<>(count);
        parts.add(message.header());
        parts.add(message.parentHeader());
        parts.add(message.metadata());
        parts.add(message.content());
        for (ByteBuffer buffer : message.buffers()) {
            parts.add(buffer.duplicate());
        }
        long offset = 8L * (1 + count);
        head.putLong(count);
        head.putLong(offset);
        offset += channel.length;
        for (ByteBuffer part : parts) {
            head.putLong(offset);
            offset += part.remaining();
        }
        head.putLong(offset);
        head.put(channel);
        head.flip();
        parts.add(0, head.asReadOnlyBuffer());
        return parts;
    }

    /** A message as one array. */
    public static byte[] encodeWhole(RawMessage message) {
        List<ByteBuffer> parts = encode(message);
        int size = 0;
        for (ByteBuffer part : parts) {
            size = Math.addExact(size, part.remaining());
        }
        ByteBuffer whole = ByteBuffer.allocate(size);
        parts.forEach(whole::put);
        return whole.array();
    }

    /**
     * The message in the remaining bytes of {@code frame}, whose position stays. The message's parts are slices of it.
     *
     * @throws MalformedMessageException if counts and offsets do not fit the bytes, or the channel is unknown
     */
    public static RawMessage decode(ByteBuffer frame) throws MalformedMessageException {
        ByteBuffer bytes = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.remaining();
        if (size < 8) {
            throw new MalformedMessageException(
                    TRUNCATED, "expected a message frame of at least 8 bytes, found " + size);
        }
        long declared = bytes.getLong(0);
        if (declared < TEXT_PARTS + 1) {
            throw new MalformedMessageException(
                    BAD_LAYOUT, "expected at least 6 offsets, found a count of " + declared);
        }
        if (declared > TEXT_PARTS + 1 + MAX_BUFFERS) {
            throw new MalformedMessageException(
                    TOO_LARGE,
                    "expected at most " + MAX_BUFFERS + " buffers, found a count of " + declared + " offsets");
        }
        int count = (int) declared;
        if (size < 8L * (1 + count)) {
            throw new MalformedMessageException(
                    TRUNCATED, "expected " + count + " offsets, found a frame of " + size + " bytes");
        }
        int[] offsets = new int[count];
        long previous = 8L * (1 + count);
        for (int i = 0; i < count; i++) {
            long offset = bytes.getLong(8 * (1 + i));
            boolean fits = i == 0 ? offset == previous : offset >= previous;
            if (!fits || offset > size) {
                throw new MalformedMessageException(
                        BAD_LAYOUT, "offset " + i + " is " + offset + " in a frame of " + size + " bytes");
            }
            offsets[i] = (int) offset;
            previous = offset;
        }
        if (previous != size) {
            throw new MalformedMessageException(
                    BAD_LAYOUT, "the last offset is " + previous + " in a frame of " + size + " bytes");
        }
        List<ByteBuffer> buffers = new ArrayList<>(count - TEXT_PARTS - 1);
        for (int i = TEXT_PARTS; i < count - 1; i++) {
            buffers.add(part(bytes, offsets, i));
        }
        return new RawMessage(
                channel(part(bytes, offsets, 0)),
                part(bytes, offsets, 1),
                part(bytes, offsets, 2),
                part(bytes, offsets, 3),
                part(bytes, offsets, 4),
                buffers);
    }

    private static ByteBuffer part(ByteBuffer bytes, int[] offsets, int index) {
        return bytes.slice(offsets[index], offsets[index + 1] - offsets[index]);
    }

    private static Channel channel(ByteBuffer name) throws MalformedMessageException {
        if (name.remaining() <= 16) {
            String text = StandardCharsets.UTF_8.decode(name.duplicate()).toString();
            var channel = Channel.ofWireName(text);
            if (channel.isPresent()) {
                return channel.get();
            }
        }
        throw new MalformedMessageException(BAD_LAYOUT, "expected a channel (shell, control, stdin, iopub)");
    }
}
