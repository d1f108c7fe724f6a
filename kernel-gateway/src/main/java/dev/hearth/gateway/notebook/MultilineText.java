package dev.hearth.gateway.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Text as notebooks hold it: one string, or a list of lines with their ends. Only functions. */
final class MultilineText {

    private MultilineText() {}

    static String read(JsonNode node) {
        if (!node.isArray()) {
            return node.asText("");
        }
        StringBuilder text = new StringBuilder();
        node.forEach(line -> text.append(line.asText("")));
        return text.toString();
    }

    /** A list of lines, each but the last with its end. */
    static ArrayNode lines(String text) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end + 1));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }
}
