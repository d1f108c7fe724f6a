package dev.hearth.gateway.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** The request that runs a cell of a notebook: of the same cell it has the same id each time. Only functions; thread-safe. */
final class CellRequest {
    /** Whom its replies go to: nobody reads them as messages. */
    static final String ORIGIN = "batch";

    private CellRequest() {}

    static RawMessage of(UUID batch, int cell, String code) {
        UUID id = UUID.nameUUIDFromBytes(("cell " + cell + " of batch " + batch).getBytes(StandardCharsets.US_ASCII));
        Header header = new Header(
                id.toString(),
                ORIGIN,
                ORIGIN,
                Header.date(Clock.systemUTC().instant()),
                MessageType.EXECUTE_REQUEST.wireName(),
                Header.PROTOCOL_VERSION,
                null);
        ObjectNode content = Json.object().put("code", code);
        content.put("silent", false).put("store_history", true);
        content.put("allow_stdin", false).put("stop_on_error", false);
        return RawMessage.of(
                Channel.SHELL, header, RawJson.EMPTY_OBJECT, RawJson.EMPTY_OBJECT, Json.write(content), List.of());
    }
}
