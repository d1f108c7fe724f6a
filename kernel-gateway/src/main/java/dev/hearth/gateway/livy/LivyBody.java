package dev.hearth.gateway.livy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.protocol.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as Livy binds it: an object with these fields and no others, whatever content type it is said to have.
 * A null field counts as absent. Texts may be numbers and numbers texts, since clients send both. Immutable.
 *
 * <p>What does not fit is {@code BAD_JSON}, which Livy answers with a bare string; of those the words that clients match are
 * Livy's.
 */
final class LivyBody {
    private static final int SHOWN_CHARS = 100;

    private final String type;
    private final ObjectNode object;

    private LivyBody(String type, ObjectNode object) {
        this.type = type;
        this.object = object;
    }

    /**
     * Reads a body.
     *
     * @param type what Livy calls the body, which its sentences name
     * @param fields all that it may have
     * @throws GatewayException with {@code BAD_JSON}, {@code BODY_TOO_LARGE}, {@code BAD_REQUEST} if it did not arrive
     */
    static LivyBody read(Context context, int maxBytes, String type, List<String> fields) {
        return of(Bodies.bytes(context, maxBytes), type, fields);
    }

    /** The same of bytes. */
    static LivyBody of(byte[] bytes, String type, List<String> fields) {
        JsonNode tree = tree(bytes);
        if (!(tree instanceof ObjectNode object)) {
            throw bad("Cannot deserialize value of type `" + type + "`: an object is expected, not "
                    + tree.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                String known = "\"" + String.join("\", \"", fields) + "\"";
                throw bad("Unrecognized field \"" + shown(name) + "\" (class " + type + "), not marked as ignorable ("
                        + fields.size() + " known properties: " + known + ")");
            }
        });
        return new LivyBody(type, object);
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = Json.mapper().readTree(body);
            if (tree == null || tree.isMissingNode()) {
                throw bad("No content to map due to end-of-input\n at [line: 1, column: 0]");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw bad(e.getOriginalMessage() + "\n at [line: " + e.getLocation().getLineNr() + ", column: "
                    + e.getLocation().getColumnNr() + "]");
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "the body cannot be read", e);
        }
    }

    /** A text; null if it is absent. */
    @Nullable
    String text(String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return scalar(field, value);
    }

    /** A whole number of 32 bits, perhaps as a text; 0 if it is absent. */
    int number(String field) {
        String text = text(field);
        if (text == null) {
            return 0;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw misfit(field, "int", "\"" + shown(text) + "\": not a valid `int` value");
        }
    }

    /** Texts; none if the field is absent. */
    List<String> texts(String field) {
        JsonNode value = object.path(field);
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(each -> texts.add(scalar(field, each)));
        } else if (!value.isMissingNode() && !value.isNull()) {
            throw misfit(field, "List<String>", "something else");
        }
        return texts;
    }

    /** Texts by name; none if the field is absent. */
    Map<String, String> map(String field) {
        JsonNode value = object.path(field);
        Map<String, String> map = new LinkedHashMap<>();
        if (value.isObject()) {
            value.properties().forEach(entry -> map.put(entry.getKey(), scalar(field, entry.getValue())));
        } else if (!value.isMissingNode() && !value.isNull()) {
            throw misfit(field, "Map<String, String>", "something else");
        }
        return map;
    }

    private String scalar(String field, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw misfit(field, "String", value.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return value.asText();
    }

    /** Whether a field is there and is a text. */
    boolean isText(String field) {
        return object.path(field).isTextual();
    }

    /** Whether a field is there, null included. */
    boolean has(String field) {
        return object.has(field);
    }

    private GatewayException misfit(String field, String wanted, String found) {
        return in(field, "Cannot deserialize value of type `" + wanted + "` from " + found);
    }

    /** The refusal of a field, which is named behind the sentence as Livy does. */
    GatewayException in(String field, String sentence) {
        return bad(sentence + " (through reference chain: " + type + "[\"" + field + "\"])");
    }

    private static GatewayException bad(String sentence) {
        return new GatewayException(ErrorCode.BAD_JSON, sentence);
    }

    private static String shown(String text) {
        return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    }
}
