package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** SQL cells in a Java program that has a Spark session, without a gateway. {@link SqlExampleTest} runs it. */
final class SqlExample {
    private SqlExample() {}

    /**
     * The names of what costs at most so much, one a line, from the rows of a table as a program reads them.
     *
     * @param spark the program's own session; it is not closed
     * @param most bound to {@code :most} of the query, and never pasted into its text
     * @param context what the first statements show goes there
     */
    static String affordable(SparkSession spark, long most, CellContext context) throws Exception {
        try (SqlInterpreter sql = new SqlInterpreter(() -> spark, SqlSettings.DEFAULTS)) {
            sql.start();
            sql.facility(Facility.Values.class).orElseThrow().take("most", PlainValue.of(most, "long"));
            String code = """
                    CREATE OR REPLACE TEMP VIEW goods AS VALUES ('tea', 3), ('pot', 20), ('cup', 5) AS t(name, price);
                    SELECT count(*) AS goods FROM goods;
                    SELECT name FROM goods WHERE price <= :most ORDER BY price""";
            ExecutionResult result = sql.execute(new Cell("cell-1", code, 1, false, true, "example", null), context);
            return result.match(
                    succeeded -> names(succeeded.value()),
                    failed -> failed.ename() + ": " + failed.evalue(),
                    interrupted -> interrupted.evalue(),
                    aborted -> aborted.reason());
        }
    }

    private static String names(@Nullable MimeBundle shown) {
        if (shown == null) {
            return "";
        }
        return StreamSupport.stream(
                        Json.parse(shown.data())
                                .path(TableView.TABLE_JSON)
                                .path("rows")
                                .spliterator(),
                        false)
                .map(row -> row.path(0).asText())
                .collect(Collectors.joining("\n"));
    }
}
