package dev.hearth.interpreter.scala.show;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first rows of a Dataset as JSON or as lines of comma-separated values. Stateless. */
public final class DataframeTexts {
    private DataframeTexts() {}

    /**
     * A view by format.
     *
     * @param format {@code json} or {@code csv}
     */
    public static View of(@Nullable Object value, String format, int rows) {
        if (value == null || !Kinds.isA(value.getClass(), Kinds.DATASET)) {
            throw new IllegalArgumentException("the cell does not end in a DataFrame");
        }
        if (format.equals("json")) {
            return View.of("application/json", "[" + String.join(",", SparkTables.json(value, rows)) + "]");
        }
        Table table = SparkTables.of(value, ViewLimits.DEFAULTS.withRows(rows));
        StringBuilder lines = new StringBuilder();
        line(lines, table.columns().stream().map(Table.Column::name).toList());
        table.rows().forEach(row -> line(lines, row));
        return View.of(Map.of("text/plain", lines.toString()), Map.of(), "");
    }

    private static void line(StringBuilder out, List<? extends @Nullable String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            out.append(i == 0 ? "" : ",");
            if (cell != null) {
                out.append(cell.matches("(?s).*[\",\\r\\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
            }
        }
        out.append('\n');
    }
}
