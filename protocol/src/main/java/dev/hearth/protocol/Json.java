package dev.hearth.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The one JSON mapper of the message rooms, and what everybody does with it. Thread-safe. */
public final class Json {
    /**
     * Reads one value and nothing behind it. The limit on a string's length is that of a message, since a message may hold
     * one long string (an image); depth and length of numbers keep Jackson's own limits.
     */
    private static final ObjectMapper MAPPER = build();

    private Json() {}

    private static ObjectMapper build() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNestingDepth(500)
                        .build())
                // Texts are passed on unread to readers who know UTF-8 alone, and cut at places counted in its bytes.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                // Names come from outside: the JVM's table of strings is not to grow with them.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** The mapper itself, for data binding. Do not configure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** A new empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A new empty array. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /**
     * The tree of a value that we made ourselves.
     *
     * @throws IllegalArgumentException if the text is not one JSON value
     */
    public static JsonNode parse(RawJson json) {
        try {
            return read(json);
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * The tree of a value from outside.
     *
     * @throws MalformedMessageException with reason {@code BAD_JSON} if the text is not one JSON value
     */
    public static JsonNode read(RawJson json) throws MalformedMessageException {
        return read(json.utf8(), 0, json.sizeBytes());
    }

    /**
     * The tree of the value in {@code length} bytes from {@code offset}.
     *
     * @throws MalformedMessageException with reason {@code BAD_JSON} if the text is not one JSON value
     */
    public static JsonNode read(byte[] utf8, int offset, int length) throws MalformedMessageException {
        try {
            JsonNode node = MAPPER.readTree(utf8, offset, length);
            if (node == null || node.isMissingNode()) {
                throw new MalformedMessageException(
                        MalformedMessageException.Reason.BAD_JSON, "expected a JSON value, found nothing");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw MalformedMessageException.badJson(e);
        } catch (IOException e) {
            throw new MalformedMessageException(MalformedMessageException.Reason.BAD_JSON, "unreadable JSON");
        }
    }

    /** The text of a tree. */
    public static RawJson write(JsonNode node) {
        return RawJson.of(writeBytes(node));
    }

    /** The text of a tree, as bytes. */
    public static byte[] writeBytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not writable as JSON: " + value.getClass().getName(), e);
        }
    }
}
