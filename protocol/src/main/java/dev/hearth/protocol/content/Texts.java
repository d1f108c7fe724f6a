package dev.hearth.protocol.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import org.jspecify.annotations.Nullable;

/** Reads code and cursors as clients send them. */
final class Texts {
    private Texts() {}

    /** The text of a JSON string, or of a list of strings joined (Enterprise Gateway's client); empty for anything else. */
    static String joined(@Nullable RawJson json) {
        if (json == null) {
            return "";
        }
        JsonNode node = Json.parse(json);
        if (node.isTextual()) {
            return node.textValue();
        }
        StringBuilder text = new StringBuilder();
        if (node.isArray()) {
            node.forEach(line -> text.append(line.asText()));
        }
        return text.toString();
    }

    /** A cursor in code points, brought into the range of the text; null and negative ones mean its end. */
    static int cursor(String text, @Nullable Integer cursor) {
        int length = text.codePointCount(0, text.length());
        return cursor == null || cursor < 0 || cursor > length ? length : cursor;
    }
}
