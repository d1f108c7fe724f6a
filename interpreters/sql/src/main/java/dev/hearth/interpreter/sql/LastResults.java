package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Cell;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The result of the last query, and those for which cells have asked under a name: a name holds until the next cell of the
 * same subshell. Results are plans, not rows. Thread-safe.
 */
final class LastResults {
    private record Named(String name, Dataset<Row> result) {}

    private final Map<String, Named> named = new ConcurrentHashMap<>();
    private volatile @Nullable Dataset<Row> last;

    void begin(Cell cell) {
        named.remove(lane(cell));
    }

    void add(Cell cell, Dataset<Row> result) {
        last = result;
        String name = cell.options().get(Cell.OUT);
        if (name != null) {
            named.put(lane(cell), new Named(name, result));
        }
    }

    void forget(String subshell) {
        named.remove(subshell);
    }

    Optional<Dataset<Row>> last() {
        return Optional.ofNullable(last);
    }

    Optional<Dataset<Row>> named(String name) {
        return named.values().stream()
                .filter(result -> result.name().equals(name))
                .map(Named::result)
                .findFirst();
    }

    private static String lane(Cell cell) {
        return cell.subshellId() == null ? "" : cell.subshellId();
    }
}
