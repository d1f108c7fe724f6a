package dev.hearth.gateway.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Folds messages into the outputs of a notebook's cells: streams run together, displays are updated by their id wherever
 * they are, and a {@code clear_output} that waits is done with the next output.
 *
 * <p>Not thread-safe.
 */
public final class CellOutputs {

    private final Map<String, List<ObjectNode>> displays = new HashMap<>();
    private final StringBuilder stream = new StringBuilder();
    private NotebookCell cell;
    private boolean clearNext;

    /** Begins with this cell. */
    public CellOutputs(NotebookCell first) {
        this.cell = first;
    }

    /** Goes on with this cell. Call {@link #finish} first. */
    public void begin(NotebookCell next) {
        cell = next;
        clearNext = false;
    }

    /** Takes up one message of the cell; of no effect if it is no output. */
    public void take(String type, JsonNode content) {
        switch (type) {
            case "stream" ->
                stream(
                        content.path("name").asText("stdout"),
                        content.path("text").asText(""));
            case "display_data" -> display(content, "display_data");
            case "execute_result" -> display(content, "execute_result");
            case "update_display_data" -> update(content);
            case "error" -> error(content);
            case "clear_output" -> clear(content.path("wait").asBoolean());
            case "execute_input" ->
                cell.executionCount(
                        OptionalInt.of(content.path("execution_count").asInt()));
            default -> {}
        }
    }

    /** Completes the cell's outputs. */
    public void finish() {
        endStream();
    }

    private void stream(String name, String text) {
        clearIfAsked();
        ArrayNode outputs = cell.outputs();
        JsonNode last = outputs.isEmpty() ? JsonNodeFactory.instance.nullNode() : outputs.get(outputs.size() - 1);
        if (!last.path("output_type").asText().equals("stream")
                || !last.path("name").asText().equals(name)) {
            endStream();
            ObjectNode output = outputs.addObject();
            output.put("name", name);
            output.put("output_type", "stream");
            output.putArray("text");
        }
        stream.append(text);
    }

    /** What a stream has printed becomes lines only once, however many messages it came in. */
    private void endStream() {
        if (stream.length() > 0) {
            ArrayNode outputs = cell.outputs();
            ((ObjectNode) outputs.get(outputs.size() - 1)).set("text", MultilineText.lines(stream.toString()));
            stream.setLength(0);
        }
    }

    private void display(JsonNode content, String type) {
        ObjectNode output = add();
        output.set("data", data(content.path("data")));
        if (type.equals("execute_result")) {
            output.set("execution_count", content.path("execution_count"));
        }
        output.set("metadata", object(content.path("metadata")));
        output.put("output_type", type);
        String id = content.path("transient").path("display_id").asText("");
        if (!id.isEmpty()) {
            displays.computeIfAbsent(id, each -> new ArrayList<>()).add(output);
        }
    }

    private void update(JsonNode content) {
        String id = content.path("transient").path("display_id").asText("");
        for (ObjectNode output : displays.getOrDefault(id, List.of())) {
            output.set("data", data(content.path("data")));
            output.set("metadata", object(content.path("metadata")));
        }
    }

    private void error(JsonNode content) {
        ObjectNode output = add();
        output.put("ename", content.path("ename").asText(""));
        output.put("evalue", content.path("evalue").asText(""));
        output.put("output_type", "error");
        ArrayNode traceback = output.putArray("traceback");
        content.path("traceback").forEach(line -> traceback.add(line.asText("")));
    }

    private ObjectNode add() {
        clearIfAsked();
        endStream();
        return cell.outputs().addObject();
    }

    private void clear(boolean wait) {
        clearNext = true;
        if (!wait) {
            clearIfAsked();
        }
    }

    private void clearIfAsked() {
        if (clearNext) {
            clearNext = false;
            stream.setLength(0);
            cell.outputs().removeAll();
        }
    }

    private static JsonNode data(JsonNode bundle) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : bundle.properties()) {
            boolean text = field.getValue().isTextual() && isText(field.getKey());
            data.set(field.getKey(), text ? MultilineText.lines(field.getValue().asText()) : field.getValue());
        }
        return data;
    }

    private static boolean isText(String mime) {
        return mime.startsWith("text/") || mime.equals("image/svg+xml") || mime.equals("application/javascript");
    }

    private static JsonNode object(JsonNode node) {
        return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
    }
}
