package dev.hearth.interpreter.scala.show;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a value that are shown. Immutable.
 *
 * @param rows cells as text; null where there is no value
 * @param total how many rows there are, or -1 if nobody knows but that there are more
 * @param columnsLeftOut how many columns are not in {@code columns}
 */
record Table(List<Column> columns, List<List<@Nullable String>> rows, long total, int columnsLeftOut) {
    /**
     * A column.
     *
     * @param type what is known of its type; may be empty
     * @param number whether its values stand at the right
     */
    record Column(String name, String type, boolean number) {}

    Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** The line under a table of which {@code shown} rows are shown. */
    String summary(int shown) {
        List<String> parts = new ArrayList<>();
        if (total >= 0 && shown == total) {
            parts.add(total == 1 ? "1 row" : total + " rows");
        } else {
            parts.add("cut: the first " + shown + (total < 0 ? " rows" : " of " + total + " rows"));
        }
        if (columnsLeftOut > 0) {
            parts.add(columns.size() + " of " + (columns.size() + columnsLeftOut) + " columns");
        }
        return String.join(", ", parts);
    }

    /** Whether something is left out when {@code shown} rows are shown. */
    boolean cut(int shown) {
        return total != shown || columnsLeftOut > 0;
    }
}
