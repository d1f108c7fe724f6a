package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.statement.OutputPart;
import dev.hearth.gateway.statement.OutputPart.Display;
import dev.hearth.gateway.statement.OutputPart.Failure;
import dev.hearth.gateway.statement.OutputPart.Omitted;
import dev.hearth.gateway.statement.OutputPart.Stream;
import dev.hearth.gateway.statement.StatementSnapshot;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A statement at one moment as JSON, its outputs as notebooks write them. Only functions; thread-safe. */
final class StatementView {
    private StatementView() {}

    /** Without what it has shown. */
    static ObjectNode brief(StatementSnapshot statement) {
        ObjectNode json = Json.object();
        json.put("number", statement.number());
        json.put("id", statement.id());
        json.put("origin", statement.origin());
        json.put("code", statement.code());
        json.put("language", statement.language().wireName());
        json.put("state", statement.state().wireName());
        json.put("failed", statement.failure().isPresent());
        json.put("progress", statement.progress());
        json.put("started", date(statement.startedMillis()));
        json.put("completed", date(statement.completedMillis()));
        statement
                .executionCount()
                .ifPresentOrElse(count -> json.put("execution_count", count), () -> json.putNull("execution_count"));
        json.set("cost", statement.cost().orElse(null));
        statement
                .kept()
                .ifPresentOrElse(
                        kept -> json.putObject("result")
                                .put("rows", kept.rows())
                                .put("bytes", kept.bytes()),
                        () -> json.putNull("result"));
        json.put("trimmed", statement.isTrimmed());
        return json;
    }

    private static @Nullable String date(long millis) {
        return millis == 0 ? null : Header.date(Instant.ofEpochMilli(millis));
    }

    /** With all that it has shown so far. */
    static ObjectNode whole(StatementSnapshot statement) {
        ObjectNode json = brief(statement);
        ArrayNode outputs = json.putArray("outputs");
        statement.outputs().forEach(part -> outputs.add(output(part)));
        return json;
    }

    private static ObjectNode output(OutputPart part) {
        ObjectNode json = Json.object();
        if (part instanceof Stream stream) {
            json.put("output_type", "stream").put("name", stream.name()).put("text", stream.text());
        } else if (part instanceof Display display) {
            json.put("output_type", display.isResult() ? "execute_result" : "display_data");
            json.set("data", display.data());
            json.set("metadata", display.metadata());
            display.executionCount().ifPresent(count -> json.put("execution_count", count));
        } else if (part instanceof Failure failure) {
            json.put("output_type", "error").put("ename", failure.ename()).put("evalue", failure.evalue());
            ArrayNode traceback = json.putArray("traceback");
            failure.traceback().forEach(traceback::add);
        } else if (part instanceof Omitted omitted) {
            json.put("output_type", "omitted");
            json.put("characters", omitted.characters()).put("displays", omitted.displays());
        }
        return json;
    }
}
