package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.statement.OutputPart;
import dev.hearth.gateway.statement.OutputPart.Display;
import dev.hearth.gateway.statement.OutputPart.Omitted;
import dev.hearth.gateway.statement.OutputPart.Stream;
import dev.hearth.gateway.statement.StatementSnapshot;
import dev.hearth.gateway.statement.StatementState;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement in Livy's form: {@code id}, {@code code}, {@code state}, {@code output}, {@code progress}, {@code started},
 * {@code completed}, and nothing else. The output is null until the end; its {@code execution_count} is the statement's
 * number. Only functions; thread-safe.
 */
final class StatementJson {
    private static final String TEXT = "text/plain";
    private static final String HTML = "text/html";
    private static final String JSON = "application/json";
    private static final String TABLE = "application/vnd.livy.table.v1+json";
    private static final String ROWS = "application/vnd.hearth.table+json";
    private static final String PNG = "image/png";

    /** The display of how far a cell is, which Jupyter's clients get: no output of the code. */
    private static final String PROGRESS = "hearth-progress-";

    private StatementJson() {}

    static ObjectNode of(StatementSnapshot statement) {
        ObjectNode json = Json.object();
        json.put("id", statement.number());
        json.put("code", statement.code());
        json.put("state", statement.state().wireName());
        json.set("output", output(statement));
        json.put("progress", statement.progress());
        json.put("started", statement.startedMillis());
        json.put("completed", statement.completedMillis());
        return json;
    }

    private static @Nullable ObjectNode output(StatementSnapshot statement) {
        boolean never = statement.state() == StatementState.CANCELLED && statement.startedMillis() == 0;
        if (!statement.state().isEnded() || never) {
            return null;
        }
        ObjectNode output = Json.object();
        output.put("status", statement.failure().isPresent() ? "error" : "ok");
        output.put("execution_count", statement.number());
        statement
                .failure()
                .ifPresentOrElse(
                        failure -> ErrorForm.put(output, statement.language(), failure),
                        () -> output.set("data", data(statement)));
        return output;
    }

    private static ObjectNode data(StatementSnapshot statement) {
        if (statement.language() == Language.SQL) {
            return Json.object().set(JSON, rows(statement.outputs()));
        }
        ObjectNode data = Json.object();
        JsonNode magic = magic(statement.outputs());
        magic.properties().forEach(entry -> data.set(entry.getKey(), entry.getValue()));
        String text = statement.language() == Language.PYTHON ? python(statement) : scala(statement);
        if (magic.isEmpty() || magic.has(PNG) || !text.isEmpty()) {
            data.put(TEXT, text);
        }
        if (magic.isEmpty()) {
            picture(statement.outputs(), data);
        }
        return data;
    }

    private static ObjectNode rows(List<OutputPart> outputs) {
        ObjectNode rows = SqlRows.empty();
        for (OutputPart part : outputs) {
            if (part instanceof Display display && display.data().has(ROWS)) {
                rows = SqlRows.of(display.data().get(ROWS));
            } else if (part instanceof Display display && display.isResult()) {
                rows = SqlRows.empty();
            }
        }
        return rows;
    }

    /** What a magic of Livy's leaves: a value of one entry, without a text of its own. */
    private static JsonNode magic(List<OutputPart> outputs) {
        for (OutputPart part : outputs) {
            if (part instanceof Display value
                    && value.isResult()
                    && value.data().path(TEXT).asText("").isEmpty()) {
                for (String type : List.of(JSON, TABLE, PNG)) {
                    if (value.data().has(type)) {
                        return Json.object().set(type, value.data().get(type));
                    }
                }
            }
        }
        return Json.object();
    }

    /** The last picture that was shown. */
    private static void picture(List<OutputPart> outputs, ObjectNode data) {
        for (OutputPart part : outputs) {
            if (part instanceof Display display && display.data().has(PNG)) {
                data.set(PNG, display.data().get(PNG));
            }
        }
    }

    private static String python(StatementSnapshot statement) {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        StringBuilder value = new StringBuilder();
        for (OutputPart part : statement.outputs()) {
            if (part instanceof Stream stream) {
                (stream.name().equals("stderr") ? err : out).append(stream.text());
            } else if (part instanceof Omitted omitted) {
                out.append(omitted.sentence());
            } else if (part instanceof Display display) {
                StringBuilder to = display.isResult() ? value : line(out);
                to.append(text(display));
            }
        }
        return out.append(err).append(value).toString().stripTrailing();
    }

    /** Without what goes to standard error: the compiler's warnings among it would break the results that clients parse. */
    private static String scala(StatementSnapshot statement) {
        StringBuilder all = new StringBuilder();
        for (OutputPart part : statement.outputs()) {
            if (part instanceof Stream stream) {
                all.append(stream.name().equals("stderr") ? "" : stream.text());
            } else if (part instanceof Omitted omitted) {
                all.append(omitted.sentence());
            } else if (part instanceof Display display) {
                String text = text(display);
                String echo = display.data().has(HTML) ? ScalaEcho.withoutView(text) : text;
                all.append(display.isResult() ? ScalaEcho.of(echo) : text);
                if (!text.isEmpty()) {
                    line(all);
                }
            }
        }
        return all.toString();
    }

    /** Ends the line, if one is begun. */
    private static StringBuilder line(StringBuilder text) {
        return text.length() == 0 || text.charAt(text.length() - 1) == '\n' ? text : text.append('\n');
    }

    /** A picture's own text only says that there is one. */
    private static String text(Display display) {
        boolean hidden = display.displayId().startsWith(PROGRESS)
                || (!display.isResult() && display.data().has(PNG));
        return hidden ? "" : display.data().path(TEXT).asText("");
    }
}
