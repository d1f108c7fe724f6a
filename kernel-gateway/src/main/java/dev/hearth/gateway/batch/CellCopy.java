package dev.hearth.gateway.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.notebook.CellOutputs;
import dev.hearth.gateway.notebook.NotebookCell;
import dev.hearth.gateway.statement.OutputPart;
import dev.hearth.gateway.statement.StatementSnapshot;
import dev.hearth.protocol.Json;

/** Writes what a statement has shown into a notebook's cell. Only functions; thread-safe. */
final class CellCopy {
    private CellCopy() {}

    static void write(StatementSnapshot shown, NotebookCell cell) {
        cell.clear();
        CellOutputs outputs = new CellOutputs(cell);
        for (OutputPart part : shown.outputs()) {
            if (part instanceof OutputPart.Stream stream) {
                outputs.take("stream", stream(stream.name(), stream.text()));
            } else if (part instanceof OutputPart.Display display) {
                outputs.take(display.isResult() ? "execute_result" : "display_data", display(display));
            } else if (part instanceof OutputPart.Failure failure) {
                outputs.take("error", error(failure));
            } else if (part instanceof OutputPart.Omitted omitted) {
                outputs.take("stream", stream("stderr", omitted.sentence()));
            }
        }
        outputs.finish();
        cell.executionCount(shown.executionCount());
    }

    private static ObjectNode stream(String name, String text) {
        return Json.object().put("name", name).put("text", text);
    }

    private static ObjectNode display(OutputPart.Display display) {
        ObjectNode content = Json.object();
        content.set("data", display.data());
        content.set("metadata", display.metadata());
        display.executionCount().ifPresent(count -> content.put("execution_count", count));
        return content;
    }

    private static ObjectNode error(OutputPart.Failure failure) {
        ObjectNode content = Json.object().put("ename", failure.ename()).put("evalue", failure.evalue());
        failure.traceback().forEach(content.putArray("traceback")::add);
        return content;
    }
}
