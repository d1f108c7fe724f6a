package dev.hearth.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads bodies of requests, and writes those of answers, as JSON. Only functions; thread-safe. */
public final class Bodies {
    private static final String JSON = "application/json";

    private Bodies() {}

    /**
     * The JSON object in the body, whatever content type it is said to have; an empty one if there is no body.
     *
     * @param maxBytes the longest body; of one that has no length in front, no more is read
     * @throws GatewayException with {@code BAD_JSON} if it is anything else, {@code BODY_TOO_LARGE}
     */
    public static ObjectNode object(Context context, int maxBytes) {
        byte[] body;
        try (InputStream stream = context.req().getInputStream()) {
            body = stream.readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "the body did not arrive", e);
        }
        if (body.length > maxBytes) {
            throw new GatewayException(
                    ErrorCode.BODY_TOO_LARGE,
                    "the body is longer than " + maxBytes + " bytes",
                    Map.of("bound", String.valueOf(maxBytes)));
        }
        if (new String(body, 0, Math.min(body.length, 64), java.nio.charset.StandardCharsets.ISO_8859_1).isBlank()
                && body.length <= 64) {
            return Json.object();
        }
        try {
            if (Json.read(body, 0, body.length) instanceof ObjectNode object) {
                return object;
            }
        } catch (MalformedMessageException e) {
            throw new GatewayException(ErrorCode.BAD_JSON, "the body is not JSON: " + e.getMessage());
        }
        throw new GatewayException(ErrorCode.BAD_JSON, "the body must be a JSON object");
    }

    /**
     * A text of an object; null if it is absent, null or empty.
     *
     * @throws GatewayException with {@code BAD_JSON} if it is something else
     */
    public static @Nullable String text(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new GatewayException(ErrorCode.BAD_JSON, field + " must be a string", Map.of("field", field));
        }
        return value.textValue().isEmpty() ? null : value.textValue();
    }

    /**
     * An object of an object; null if it is absent or null.
     *
     * @throws GatewayException with {@code BAD_JSON} if it is something else
     */
    public static @Nullable ObjectNode child(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value instanceof ObjectNode child) {
            return child;
        }
        throw new GatewayException(ErrorCode.BAD_JSON, field + " must be an object", Map.of("field", field));
    }

    /** Answers with JSON. */
    public static void answer(Context context, int status, JsonNode body) {
        context.status(status).contentType(JSON).result(Json.writeBytes(body));
    }
}
