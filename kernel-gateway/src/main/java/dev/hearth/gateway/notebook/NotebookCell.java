package dev.hearth.gateway.notebook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/** A code cell of a notebook. Not thread-safe; writes through to the notebook. */
public final class NotebookCell {

    private final ObjectNode node;

    NotebookCell(ObjectNode node) {
        this.node = node;
    }

    /** The cell's id. */
    public String id() {
        return node.path("id").asText();
    }

    /** The code. */
    public String source() {
        return MultilineText.read(node.path("source"));
    }

    /** Takes all outputs and the count away. */
    public void clear() {
        node.putNull("execution_count");
        node.putArray("outputs");
    }

    /** The outputs, to be added to. */
    ArrayNode outputs() {
        return node.withArray("/outputs");
    }

    /** Writes down which execution this was; none for a cell that did not run. */
    public void executionCount(OptionalInt count) {
        if (count.isPresent()) {
            node.put("execution_count", count.getAsInt());
        } else {
            node.putNull("execution_count");
        }
    }
}
