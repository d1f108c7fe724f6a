package dev.hearth.protocol.zmq;

import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_LAYOUT;
import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_SIGNATURE;
import static dev.hearth.protocol.MalformedMessageException.Reason.TOO_LARGE;
import static dev.hearth.protocol.MalformedMessageException.Reason.TRUNCATED;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The frames of a multipart message: identities or a topic, {@code <IDS|MSG>}, the signature, header, parent header,
 * metadata, content, and any number of buffers. Buffers are not signed.
 */
public final class ZmqLayout {
    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);

    /** The most identities that a message may have: one for each hop. */
    private static final int MAX_IDENTITIES = 16;

    private static final int SIGNED_PARTS = 4;

    private ZmqLayout() {}

    /**
     * A message as it came.
     *
     * @param identities the way back, as the frames before the delimiter
     * @param signature as it came; empty if nothing is signed
     * @param message its parts
     */
    public record Received(List<byte[]> identities, String signature, RawMessage message) {}

    /**
     * The frames of a message that is sent.
     *
     * @param ahead identities, or a topic
     */
    public static List<ByteBuffer> encode(List<byte[]> ahead, RawMessage message, Signing signing) {
        ByteBuffer header = message.header();
        ByteBuffer parent = message.parentHeader();
        ByteBuffer metadata = message.metadata();
        ByteBuffer content = message.content();
        List<ByteBuffer> frames = new ArrayList<>(
                ahead.size() + 2 + SIGNED_PARTS + message.buffers().size());
        for (byte[] frame : ahead) {
            frames.add(ByteBuffer.wrap(frame));
        }
        frames.add(ByteBuffer.wrap(DELIMITER));
        frames.add(ByteBuffer.wrap(signing.sign(header, parent, metadata, content)));
        frames.add(header);
        frames.add(parent);
        frames.add(metadata);
        frames.add(content);
        frames.addAll(message.buffers());
        return frames;
    }

    /**
     * The message in frames.
     *
     * @throws MalformedMessageException if it is not a message, or its signature does not fit
     */
    public static Received decode(Channel channel, List<byte[]> frames, Signing signing)
            throws MalformedMessageException {
        int delimiter = delimiter(frames);
        int parts = frames.size() - delimiter - 2;
        if (parts < SIGNED_PARTS) {
            throw new MalformedMessageException(
                    TRUNCATED,
                    "expected a signature and four parts behind the delimiter, found " + (frames.size() - delimiter - 1)
                            + " frames");
        }
        if (parts > SIGNED_PARTS + V1Layout.MAX_BUFFERS) {
            throw new MalformedMessageException(
                    TOO_LARGE,
                    "expected at most " + V1Layout.MAX_BUFFERS + " buffers, found " + (parts - SIGNED_PARTS));
        }
        byte[] signature = frames.get(delimiter + 1);
        List<ByteBuffer> bodies = new ArrayList<>(parts);
        for (byte[] frame : frames.subList(delimiter + 2, frames.size())) {
            bodies.add(ByteBuffer.wrap(frame));
        }
        if (!signing.fits(signature, bodies.get(0), bodies.get(1), bodies.get(2), bodies.get(3))) {
            throw new MalformedMessageException(
                    BAD_SIGNATURE,
                    signature.length == 0
                            ? "expected a signature, found none"
                            : "the signature does not fit: it was made with another key, or the message was changed");
        }
        return new Received(
                List.copyOf(frames.subList(0, delimiter)),
                new String(signature, StandardCharsets.ISO_8859_1),
                new RawMessage(
                        channel,
                        bodies.get(0),
                        bodies.get(1),
                        bodies.get(2),
                        bodies.get(3),
                        bodies.subList(SIGNED_PARTS, parts)));
    }

    private static int delimiter(List<byte[]> frames) throws MalformedMessageException {
        for (int i = 0; i < frames.size() && i <= MAX_IDENTITIES; i++) {
            if (Arrays.equals(frames.get(i), DELIMITER)) {
                return i;
            }
        }
        throw new MalformedMessageException(
                BAD_LAYOUT, "expected the delimiter <IDS|MSG>, found none in " + frames.size() + " frames");
    }
}
