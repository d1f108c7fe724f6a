package dev.hearth.interpreter.sql;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a result that are shown. Immutable.
 *
 * @param cutBy why there are rows that are not shown
 * @param limits what was in force
 * @param cutCells values of which only the beginning is shown
 */
record ResultTable(StructType schema, List<List<ShownCell>> rows, Cut cutBy, ResultLimits limits, long cutCells) {
    /** What ended the taking of rows. */
    enum Cut {
        NOTHING,
        ROWS,
        BYTES
    }

    private static final Set<String> NUMBERS = Set.of("byte", "short", "integer", "long", "float", "double", "decimal");

    ResultTable {
        rows = List.copyOf(rows);
    }

    boolean truncated() {
        return cutBy != Cut.NOTHING;
    }

    /** Whether the values of a column are numbers, which stand at the right. */
    static boolean numeric(StructField field) {
        String name = field.dataType().typeName();
        int bracket = name.indexOf('(');
        return NUMBERS.contains(bracket < 0 ? name : name.substring(0, bracket));
    }

    /** One value that is a text of several lines, such as a plan: shown as it is and not as a table. */
    boolean isDocument() {
        return !truncated()
                && rows.size() == 1
                && schema.length() == 1
                && rows.get(0).get(0).text().indexOf('\n') >= 0;
    }

    /**
     * The line under a table.
     *
     * @param columns how many columns stand above it
     */
    String summary(int columns) {
        StringBuilder line = new StringBuilder();
        String count = rows.size() == 1 ? "1 row" : rows.size() + " rows";
        switch (cutBy) {
            case NOTHING -> line.append(count);
            case ROWS -> line.append("truncated: the first ").append(count).append(" of more");
            case BYTES ->
                line.append("truncated: the first ").append(count).append(", larger ones follow than are shown");
        }
        if (columns < schema.length()) {
            line.append("; the first ").append(columns).append(" of ").append(schema.length());
            line.append(" columns");
        }
        if (cutCells > 0) {
            line.append("; ")
                    .append(cutCells)
                    .append(cutCells == 1 ? " value is" : " values are")
                    .append(" cut");
        }
        return line.toString();
    }
}
