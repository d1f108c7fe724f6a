package dev.hearth.driver.output;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Broadcasts;
import dev.hearth.protocol.content.Contents;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message to be made. Immutable.
 *
 * @param state what a status says, else null
 * @param last nothing is expected to follow for its parent
 */
public record Message(
        Channel channel,
        String type,
        RawJson metadata,
        RawJson content,
        List<ByteBuffer> buffers,
        @Nullable ExecutionState state,
        boolean last) {
    public Message {
        buffers = List.copyOf(buffers);
    }

    /** A message without metadata and buffers. */
    public static Message of(Channel channel, String type, RawJson content) {
        return new Message(channel, type, RawJson.EMPTY_OBJECT, content, List.of(), null, false);
    }

    /** A broadcast without metadata and buffers. */
    public static Message broadcast(MessageType type, RawJson content) {
        return of(Channel.IOPUB, type.wireName(), content);
    }

    /** A status. */
    public static Message status(ExecutionState state, boolean last) {
        RawJson content = Contents.write(new Broadcasts.Status(state.wireName()));
        return new Message(
                Channel.IOPUB, MessageType.STATUS.wireName(), RawJson.EMPTY_OBJECT, content, List.of(), state, last);
    }

    /** Bytes of content, metadata and buffers. */
    long sizeBytes() {
        long size = (long) content.sizeBytes() + metadata.sizeBytes();
        for (ByteBuffer buffer : buffers) {
            size += buffer.remaining();
        }
        return size;
    }
}
