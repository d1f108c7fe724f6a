package dev.hearth.tests;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Hearth answers a recorded request otherwise, on purpose. Immutable.
 *
 * <p>As JSON: {@code why}, a sentence; then what is another: {@code status}; {@code json} or {@code text} for the whole body;
 * {@code set}, values by JSON pointer into the recorded body, and {@code remove}, such pointers; {@code ignore} and {@code loose},
 * more paths like those of the recording.
 */
record LivyDifference(JsonNode json) {
    /** The recorded answer with what is another. */
    JsonNode applied(JsonNode recorded) {
        ObjectNode answer = recorded.deepCopy();
        for (String field : List.of("status", "json", "text", "headers")) {
            if (json.has(field)) {
                answer.set(field, json.get(field));
            }
        }
        if (json.has("text")) {
            answer.remove("json");
        }
        json.path("remove").forEach(each -> {
            JsonPointer pointer = JsonPointer.compile(each.asText());
            if (answer.path("json").at(pointer.head()) instanceof ObjectNode parent) {
                parent.remove(pointer.last().getMatchingProperty());
            }
        });
        json.path("set").properties().forEach(each -> {
            JsonPointer pointer = JsonPointer.compile(each.getKey());
            if (answer.path("json").at(pointer.head()) instanceof ObjectNode parent) {
                parent.set(pointer.last().getMatchingProperty(), each.getValue());
            }
        });
        return answer;
    }

    /** The paths of {@code field} here besides those of the step. */
    List<String> more(String field, List<String> ofStep) {
        List<String> all = new ArrayList<>(ofStep);
        json.path(field).forEach(each -> all.add(each.asText()));
        return all;
    }
}
