package dev.hearth.interpreter.sql;

/**
 * How much of a result is shown. Immutable.
 *
 * @param rowLimit rows taken of a result, at least 1; 1000 by default
 * @param byteLimit bytes of a table's JSON form after which no further row is shown; 10 MiB by default
 * @param cellLimit characters of one cell that are kept in any form; 20 000 by default
 * @param columnWidth characters of one cell in the plain text table, at least 4; 60 by default
 */
public record SqlSettings(int rowLimit, long byteLimit, int cellLimit, int columnWidth) {
    /** The defaults named above. */
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
    }
}
