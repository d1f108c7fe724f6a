package dev.hearth.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A message with its parts unread: JSON texts and binary buffers, as slices of whatever they came in.
 *
 * <p>Immutable as long as the bytes behind the slices are: the slices are read-only and their positions are never moved, but
 * a reader that reuses its buffer must copy first.
 *
 * @param channel the channel the message belongs to
 * @param header the header, a JSON object
 * @param parentHeader the parent's header, a JSON object; <code>{}</code> if there is no parent
 * @param metadata a JSON object
 * @param content a JSON object
 * @param buffers binary parts, often none
 */
public record RawMessage(
        Channel channel,
        ByteBuffer header,
        ByteBuffer parentHeader,
        ByteBuffer metadata,
        ByteBuffer content,
        List<ByteBuffer> buffers) {
    public RawMessage {
        header = header.asReadOnlyBuffer();
        parentHeader = parentHeader.asReadOnlyBuffer();
        metadata = metadata.asReadOnlyBuffer();
        content = content.asReadOnlyBuffer();
        List<ByteBuffer> copies = new ArrayList<>(buffers.size());
        for (ByteBuffer buffer : buffers) {
            copies.add(buffer.asReadOnlyBuffer());
        }
        buffers = List.copyOf(copies);
    }

    /** A message of parts without metadata and buffers. */
    public static RawMessage of(Channel channel, Header header, RawJson parentHeader, RawJson content) {
        return of(channel, header, parentHeader, RawJson.EMPTY_OBJECT, content, List.of());
    }

    /** A message of parts. */
    public static RawMessage of(
            Channel channel,
            Header header,
            RawJson parentHeader,
            RawJson metadata,
            RawJson content,
            List<ByteBuffer> buffers) {
        return new RawMessage(
                channel, wrap(header.write()), wrap(parentHeader), wrap(metadata), wrap(content), buffers);
    }

    private static ByteBuffer wrap(RawJson json) {
        return ByteBuffer.wrap(json.utf8());
    }

    @Override
    public ByteBuffer header() {
        return header.duplicate();
    }

    @Override
    public ByteBuffer parentHeader() {
        return parentHeader.duplicate();
    }

    @Override
    public ByteBuffer metadata() {
        return metadata.duplicate();
    }

    @Override
    public ByteBuffer content() {
        return content.duplicate();
    }

    /** The parsed header. */
    public Header readHeader() throws MalformedMessageException {
        return Header.read(header);
    }

    /** The parsed parent header; all its fields are empty if there is no parent. */
    public Header readParentHeader() throws MalformedMessageException {
        return Header.read(parentHeader);
    }

    /** A copy of the content's text. */
    public RawJson contentJson() {
        return RawJson.copyOf(content);
    }
}
