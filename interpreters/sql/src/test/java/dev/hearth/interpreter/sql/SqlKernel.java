package dev.hearth.interpreter.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Runs SQL cells in one line. */
final class SqlKernel {
    final SqlInterpreter interpreter;
    CollectedOutput output = new CollectedOutput();
    private int count;

    SqlKernel(SparkSession spark, SqlSettings settings) {
        this.interpreter = new SqlInterpreter(() -> spark, settings);
    }

    /**
     * A session of its own for a test class, on the one Spark that all of them share: Spark is slow to start, and ends with
     * the JVM. Temp views and settings are the session's; tables, schemas and what is cached are everybody's, so a class that
     * makes them gives them names of its own and drops them. Nobody stops the session.
     */
    static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("sql-test")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "Europe/Berlin")
                .getOrCreate()
                .newSession();
    }

    ExecutionResult run(String code) {
        return run(code, Map.of());
    }

    ExecutionResult run(String code, Map<String, String> options) {
        output = new CollectedOutput();
        count++;
        return interpreter.execute(
                new Cell("cell-" + count, code, count, false, true, "tag-" + count, null, options), output);
    }

    /** What the cell showed before its value. */
    List<String> displayed() {
        return output.displays.stream()
                .map(bundle -> Json.parse(bundle.data()).path("text/plain").asText())
                .toList();
    }

    /** The cell's value; fails unless it has one. */
    JsonNode value(String code) {
        return Json.parse(bundle(run(code)).data());
    }

    String text(String code) {
        return value(code).path("text/plain").asText();
    }

    JsonNode table(String code) {
        return value(code).path(TableView.TABLE_JSON);
    }

    ExecutionResult.Failed error(String code) {
        ExecutionResult result = run(code);
        if (result instanceof ExecutionResult.Failed failed) {
            return failed;
        }
        throw new AssertionError("expected a failure, got " + result);
    }

    static MimeBundle bundle(ExecutionResult result) {
        if (result instanceof ExecutionResult.Succeeded succeeded) {
            @Nullable MimeBundle value = succeeded.value();
            if (value != null) {
                return value;
            }
        }
        throw new AssertionError("expected a value, got " + result);
    }
}
