package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a real Livy server was asked, one topic in order, and what it answered. Immutable.
 *
 * @param topic the file's name
 * @param steps in the order in which they were sent
 */
record LivyRecording(String topic, List<Step> steps) {
    /**
     * One request, or a look at several states at once.
     *
     * @param name unique within its topic
     * @param json the whole step as it was recorded
     */
    record Step(String name, JsonNode json) {
        /** Nothing where the states of {@code trace} are looked at. */
        Optional<String> method() {
            return Optional.ofNullable(json.path("method").textValue());
        }

        String path() {
            return json.path("path").asText();
        }

        /** What it answered; empty where that was left out of the recording. */
        Optional<JsonNode> response() {
            JsonNode response = json.path("response");
            return response.isObject() ? Optional.of(response) : Optional.empty();
        }

        boolean has(String field) {
            return json.has(field);
        }

        List<String> texts(String field) {
            List<String> texts = new ArrayList<>();
            json.path(field).forEach(each -> texts.add(each.asText()));
            return texts;
        }
    }

    static LivyRecording read(String topic) throws IOException {
        JsonNode json = resource("/livy-recordings/" + topic + ".json");
        List<Step> steps = new ArrayList<>();
        json.path("steps").forEach(step -> steps.add(new Step(step.path("name").asText(), step)));
        return new LivyRecording(json.path("topic").asText(), List.copyOf(steps));
    }

    /** Where Hearth answers otherwise on purpose: what it answers, by topic and step. */
    static Map<String, LivyDifference> differences() throws IOException {
        Map<String, LivyDifference> all = new TreeMap<>();
        resource("/livy-differences.json").properties().forEach(topic -> topic.getValue()
                .properties()
                .forEach(step -> all.put(topic.getKey() + ": " + step.getKey(), new LivyDifference(step.getValue()))));
        return all;
    }

    private static JsonNode resource(String name) throws IOException {
        @Nullable InputStream found = LivyRecording.class.getResourceAsStream(name);
        if (found == null) {
            throw new IOException("the resource " + name + " is missing");
        }
        try (found) {
            return Json.read(RawJson.of(found.readAllBytes()));
        } catch (dev.hearth.protocol.MalformedMessageException e) {
            throw new IOException(name + " is not JSON", e);
        }
    }
}
