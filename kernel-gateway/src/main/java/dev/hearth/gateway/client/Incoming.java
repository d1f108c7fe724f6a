package dev.hearth.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.ByteBuffer;

/**
 * A message from a kernel, read. Immutable.
 *
 * @param channel where it came
 * @param id its {@code msg_id}
 * @param type its {@code msg_type}
 * @param parentId {@code msg_id} of the request that caused it, or empty
 * @param content its content
 */
public record Incoming(Channel channel, String id, String type, String parentId, JsonNode content) {

    static Incoming decode(ByteBuffer frame) throws MalformedMessageException {
        RawMessage message = V1Layout.decode(frame);
        var header = message.readHeader();
        return new Incoming(
                message.channel(),
                header.msgId(),
                header.msgType(),
                message.readParentHeader().msgId(),
                Json.read(message.contentJson()));
    }
}
