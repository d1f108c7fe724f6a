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
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Reads bodies of requests, and writes those of answers, as JSON. Only functions; thread-safe. */
public final class Bodies {
    private static final String JSON = "application/json";
    private static final long MOST_PASSED_BYTES = 64L << 20;
    private static final int PIECE_BYTES = 64 << 10;

    private Bodies() {}

    /**
     * The JSON object in the body, whatever content type it is said to have; an empty one if there is no body.
     *
     * @param maxBytes the longest body; of one that has no length in front, no more is read
     * @throws GatewayException with {@code BAD_JSON} if it is anything else, {@code BODY_TOO_LARGE}
     */
    public static ObjectNode object(Context context, int maxBytes) {
        byte[] body = bytes(context, maxBytes);
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
     * The body, of which no more is read, nor inflated, than is allowed.
     *
     * @param maxBytes the longest body, as it is when it is inflated
     * @throws GatewayException with {@code BODY_TOO_LARGE}, {@code BAD_REQUEST} if it did not arrive whole
     */
    public static byte[] bytes(Context context, int maxBytes) {
        byte[] body;
        try (InputStream stream = inflated(context)) {
            body = stream.readNBytes(maxBytes + 1);
            if (body.length > maxBytes) {
                pass(context.req().getInputStream());
            }
        } catch (IOException e) {
            throw new GatewayException(
                    ErrorCode.BAD_REQUEST, "the body did not arrive, or is not compressed as it says", e);
        }
        if (body.length > maxBytes) {
            throw new GatewayException(
                    ErrorCode.BODY_TOO_LARGE,
                    "the body is longer than " + maxBytes + " bytes",
                    Map.of("bound", String.valueOf(maxBytes)));
        }
        return body;
    }

    /** Lets what still comes go by, up to a bound: whoever is sending when the connection ends does not see the answer. */
    private static void pass(InputStream rest) throws IOException {
        byte[] buffer = new byte[PIECE_BYTES];
        long left = MOST_PASSED_BYTES;
        for (int read = rest.read(buffer); read >= 0 && left > 0; read = rest.read(buffer)) {
            left -= read;
        }
    }

    /** Livy's own client says UTF-8 where a compression is named: what is not known is none. */
    private static InputStream inflated(Context context) throws IOException {
        String encoding = context.header("Content-Encoding");
        InputStream raw = context.req().getInputStream();
        return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GZIPInputStream(raw);
            case "deflate" -> new InflaterInputStream(raw);
            default -> raw;
        };
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
