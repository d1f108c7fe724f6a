package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Facility;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How much of a result is shown, how long names are waited for, and where parameters come from. Immutable.
 *
 * @param rowLimit rows taken of a result, at least 1; 1000 by default. A cell may ask for another number
 * @param byteLimit bytes of a table's JSON form after which no further row is shown; 10 MiB by default
 * @param cellLimit characters of one value that are kept in any form; 20 000 by default
 * @param columnWidth characters of one value in the plain text table, at least 4; 60 by default
 * @param columnLimit columns in plain text and HTML, at least 1; 100 by default
 * @param nameWait how long a completion or inspection waits for the catalog; 800 ms by default
 * @param kept the folder for results that are kept whole; null: none can be
 * @param parameters the value of a {@code :name} in SQL text that no {@link Facility.Values#take} has bound, or empty.
 *     Asked on the cell thread, before the statement runs. What it throws is the reason why there is no such value
 */
public record SqlSettings(
        int rowLimit,
        long byteLimit,
        int cellLimit,
        int columnWidth,
        int columnLimit,
        Duration nameWait,
        @Nullable Path kept,
        Function<String, Optional<Facility.Value>> parameters) {
    private enum NoParameters implements Function<String, Optional<Facility.Value>> {
        NONE;

        @Override
        public Optional<Facility.Value> apply(String name) {
            return Optional.empty();
        }
    }

    /** The defaults named above; no parameters but those taken. */
    public static final SqlSettings DEFAULTS = new SqlSettings(1_000, 10L << 20, 20_000, 60);

    public SqlSettings {
        if (rowLimit < 1 || rowLimit == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the row limit is at least 1 and below 2147483647, not " + rowLimit);
        }
        if (byteLimit < 1) {
            throw new IllegalArgumentException("the byte limit is at least 1, not " + byteLimit);
        }
        if (cellLimit < 4 || columnWidth < 4) {
            throw new IllegalArgumentException("a cell shows at least 4 characters");
        }
        if (columnLimit < 1) {
            throw new IllegalArgumentException("the column limit is at least 1, not " + columnLimit);
        }
        if (nameWait.isNegative()) {
            throw new IllegalArgumentException("a wait is not negative: " + nameWait);
        }
        Objects.requireNonNull(parameters, "parameters");
    }

    /** These limits, and the defaults otherwise. */
    public SqlSettings(int rowLimit, long byteLimit, int cellLimit, int columnWidth) {
        this(rowLimit, byteLimit, cellLimit, columnWidth, 100, Duration.ofMillis(800), null, NoParameters.NONE);
    }

    /** The same with another wait for names. */
    public SqlSettings withNameWait(Duration wait) {
        return new SqlSettings(rowLimit, byteLimit, cellLimit, columnWidth, columnLimit, wait, kept, parameters);
    }

    /** The same with a folder for results that are kept whole. */
    public SqlSettings withKept(Path folder) {
        return new SqlSettings(rowLimit, byteLimit, cellLimit, columnWidth, columnLimit, nameWait, folder, parameters);
    }

    /** The same with another source of parameters. */
    public SqlSettings withParameters(Function<String, Optional<Facility.Value>> source) {
        return new SqlSettings(rowLimit, byteLimit, cellLimit, columnWidth, columnLimit, nameWait, kept, source);
    }
}
