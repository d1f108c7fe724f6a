package dev.hearth.protocol.wire;

import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_JSON;
import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_LAYOUT;
import static dev.hearth.protocol.MalformedMessageException.Reason.TOO_LARGE;
import static dev.hearth.protocol.MalformedMessageException.Reason.TRUNCATED;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout without a sub-protocol: a text frame of JSON, or a binary one where a message has buffers.
 *
 * <p>Text: an object with {@code channel}, {@code header}, {@code parent_header}, {@code metadata}, {@code content}, {@code
 * buffers} ([]), and on the way to clients {@code msg_id} and {@code msg_type} beside the header, which jupyter_server's
 * GatewayKernelClient reads. Binary: big-endian unsigned 32-bit numbers: a count (JSON and buffers), that many offsets from
 * the frame's start, then the JSON text and the buffers.
 *
 * <p>Reading is liberal: a message without {@code channel} is for shell (GatewayKernelClient 2.21), {@code buffers} may be an
 * object (Enterprise Gateway 3.3), missing dictionaries are empty.
 */
public final class LegacyLayout {
    private static final byte[] EMPTY = {'{', '}'};

    private LegacyLayout() {}

    /** Whether the message must go in a binary frame: it has buffers. Clients refuse a binary frame without any. */
    public static boolean isBinary(RawMessage message) {
        return !message.buffers().isEmpty();
    }

    /**
     * The JSON text of a message, as pieces to be sent one after the other; the message's own parts are spliced in unread.
     *
     * @throws MalformedMessageException if the header cannot be read
     */
    public static List<ByteBuffer> encodeText(RawMessage message) throws MalformedMessageException {
        Header header = message.readHeader();
        List<ByteBuffer> pieces = new ArrayList<>(10);
        pieces.add(ascii("{\"channel\":\"" + message.channel().wireName() + "\",\"msg_id\":"));
        pieces.add(quoted(header.msgId()));
        pieces.add(ascii(",\"msg_type\":"));
        pieces.add(quoted(header.msgType()));
        pieces.add(ascii(",\"header\":"));
        pieces.add(message.header());
        pieces.add(ascii(",\"parent_header\":"));
        pieces.add(message.parentHeader());
        pieces.add(ascii(",\"metadata\":"));
        pieces.add(message.metadata());
        pieces.add(ascii(",\"content\":"));
        pieces.add(message.content());
        pieces.add(ascii(",\"buffers\":[]}"));
        return pieces;
    }

    /** The binary frame of a message, as pieces to be sent one after the other. */
    public static List<ByteBuffer> encodeBinary(RawMessage message) throws MalformedMessageException {
        List<ByteBuffer> text = encodeText(message);
        int count = 1 + message.buffers().size();
        ByteBuffer head = ByteBuffer.allocate(4 * (1 + count));
        long offset = 4L * (1 + count);
        head.putInt(count).putInt(Math.toIntExact(offset));
        for (ByteBuffer piece : text) {
            offset += piece.remaining();
        }
        for (ByteBuffer buffer : message.buffers()) {
            head.putInt(Math.toIntExact(offset));
            offset += buffer.remaining();
        }
        List<ByteBuffer> pieces = new ArrayList<>(text.size() + count);
        pieces.add(head.flip());
        pieces.addAll(text);
        for (ByteBuffer buffer : message.buffers()) {
            pieces.add(buffer.duplicate());
        }
        return pieces;
    }

    /**
     * The message in a text frame.
     *
     * @param json the frame's bytes, taken over and not copied
     * @throws MalformedMessageException if it is not JSON, or not an object with a header object in it
     */
    public static RawMessage decodeText(byte[] json) throws MalformedMessageException {
        return decode(json, 0, json.length, List.of());
    }

    /**
     * The message in a binary frame. A frame that is JSON text after all is read as such (a client may send text so).
     *
     * @param frame the frame's bytes, taken over and not copied
     */
    public static RawMessage decodeBinary(byte[] frame) throws MalformedMessageException {
        if (frame.length > 0 && frame[0] == '{') {
            return decodeText(frame);
        }
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        if (frame.length < 8) {
            throw new MalformedMessageException(
                    TRUNCATED, "expected a message frame of at least 8 bytes, found " + frame.length);
        }
        long count = Integer.toUnsignedLong(bytes.getInt(0));
        if (count < 1 || count > 1L + V1Layout.MAX_BUFFERS) {
            throw new MalformedMessageException(
                    count < 1 ? BAD_LAYOUT : TOO_LARGE,
                    "expected a count of 1 to " + (1 + V1Layout.MAX_BUFFERS) + " parts, found " + count);
        }
        if (frame.length < 4 * (1 + count)) {
            throw new MalformedMessageException(
                    TRUNCATED, "expected " + count + " offsets, found a frame of " + frame.length + " bytes");
        }
        int[] offsets = new int[(int) count + 1];
        long previous = 4 * (1 + count);
        for (int i = 0; i < count; i++) {
            long offset = Integer.toUnsignedLong(bytes.getInt(4 * (1 + i)));
            if (offset < previous || offset > frame.length) {
                throw new MalformedMessageException(
                        BAD_LAYOUT, "offset " + i + " is " + offset + " in a frame of " + frame.length + " bytes");
            }
            offsets[i] = (int) offset;
            previous = offset;
        }
        offsets[(int) count] = frame.length;
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            buffers.add(bytes.slice(offsets[i], offsets[i + 1] - offsets[i]));
        }
        return decode(frame, offsets[0], offsets[1] - offsets[0], buffers);
    }

    private static RawMessage decode(byte[] json, int offset, int length, List<ByteBuffer> buffers)
            throws MalformedMessageException {
        Channel channel = Channel.SHELL;
        ByteBuffer header = null;
        ByteBuffer parent = ByteBuffer.wrap(EMPTY);
        ByteBuffer metadata = ByteBuffer.wrap(EMPTY);
        ByteBuffer content = ByteBuffer.wrap(EMPTY);
        try (JsonParser parser = Json.mapper().getFactory().createParser(json, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException(BAD_JSON, "expected a message, a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                switch (name) {
                    case "channel" -> channel = channel(parser, token);
                    case "header" -> header = object(parser, token, json, offset, name);
                    case "parent_header" -> parent = object(parser, token, json, offset, name);
                    case "metadata" -> metadata = object(parser, token, json, offset, name);
                    case "content" -> content = object(parser, token, json, offset, name);
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedMessageException(BAD_JSON, "expected one message, found more behind it");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException(BAD_JSON, "expected a message as JSON, found something else");
        } catch (IOException e) {
            throw new MalformedMessageException(BAD_JSON, "unreadable JSON");
        }
        if (header == null) {
            throw new MalformedMessageException(BAD_JSON, "expected a message with a header, found none");
        }
        return new RawMessage(channel, header, parent, metadata, content, buffers);
    }

    private static Channel channel(JsonParser parser, JsonToken token) throws IOException, MalformedMessageException {
        if (token == JsonToken.VALUE_NULL) {
            return Channel.SHELL;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw new MalformedMessageException(BAD_JSON, "expected a channel's name as a string");
        }
        return Channel.ofWireName(parser.getText())
                .orElseThrow(() ->
                        new MalformedMessageException(BAD_JSON, "expected a channel (shell, control, stdin, iopub)"));
    }

    /** The bytes of the object that begins at the current token; null reads as an empty object. */
    private static ByteBuffer object(JsonParser parser, JsonToken token, byte[] json, int base, String name)
            throws IOException, MalformedMessageException {
        if (token == JsonToken.VALUE_NULL) {
            return ByteBuffer.wrap(EMPTY);
        }
        if (token != JsonToken.START_OBJECT) {
            throw new MalformedMessageException(BAD_JSON, "expected an object as " + name);
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        return ByteBuffer.wrap(json, base + start, end - start).slice();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer quoted(String text) {
        return ByteBuffer.wrap(Json.writeBytes(text));
    }
}
