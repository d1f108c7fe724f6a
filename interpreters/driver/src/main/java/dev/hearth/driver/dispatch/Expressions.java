package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.util.Map;

/** {@code user_expressions} of a reply. Only functions. */
final class Expressions {
    private Expressions() {}

    static RawJson write(Map<String, ExpressionResult> results) {
        ObjectNode all = Json.object();
        results.forEach((name, result) -> all.set(name, write(result)));
        return Json.write(all);
    }

    private static ObjectNode write(ExpressionResult result) {
        ObjectNode node = Json.object();
        if (result instanceof ExpressionResult.Value value) {
            node.put("status", "ok");
            node.set("data", Json.parse(value.bundle().data()));
            node.set("metadata", Json.parse(value.bundle().metadata()));
        } else if (result instanceof ExpressionResult.Failed failed) {
            ArrayNode traceback = Json.array();
            failed.traceback().forEach(traceback::add);
            node.put("status", "error").put("ename", failed.ename()).put("evalue", failed.evalue());
            node.set("traceback", traceback);
        }
        return node;
    }
}
