package dev.hearth.interpreter.sql;

import java.util.Locale;
import java.util.Set;

/**
 * How much is taken of one result. Immutable.
 *
 * @param rows the most rows; 0 for as many as {@code bytes} has room for
 * @param bytes bytes of the rows' JSON after which no further row is taken
 * @param value the most characters of one value
 * @param width the most characters of one value in the plain text table; 0 for all of them
 */
record ResultLimits(int rows, long bytes, int value, int width) {
    /** Statements that tell of the catalog or of a plan: short tables of long values, which are shown whole. */
    private static final Set<String> TELLING = Set.of("DESCRIBE", "DESC", "SHOW", "EXPLAIN", "SET", "LIST");

    /** For a statement of which nothing else is said. */
    static ResultLimits of(SqlSettings settings, Statement statement, int rows) {
        if (tells(statement)) {
            int value = (int) Math.min(settings.byteLimit(), Integer.MAX_VALUE / 2);
            return new ResultLimits(rows, settings.byteLimit(), Math.max(value, settings.cellLimit()), 0);
        }
        return new ResultLimits(rows, settings.byteLimit(), settings.cellLimit(), settings.columnWidth());
    }

    /** The same with values as long as all rows may be: for clients that read the data and see no table. */
    ResultLimits wholeValues() {
        return new ResultLimits(rows, bytes, (int) Math.min(bytes, Integer.MAX_VALUE / 2), width);
    }

    /** Whether the statement tells of the catalog or of a plan. */
    static boolean tells(Statement statement) {
        String text = statement.text();
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return TELLING.contains(text.substring(0, end).toUpperCase(Locale.ROOT));
    }
}
