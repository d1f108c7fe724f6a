package dev.hearth.interpreter.scala.show;

/**
 * How much of a value is shown. Immutable.
 *
 * @param rows the most rows of a table; 0 for no tables, and no Spark job for them
 * @param columns the most columns of a table
 * @param cellChars the most characters of one of its cells
 * @param bytes the most bytes of a table's HTML, in UTF-8
 */
public record ViewLimits(int rows, int columns, int cellChars, int bytes) {
    /** Unless said otherwise. */
    public static final ViewLimits DEFAULTS = new ViewLimits(50, 100, 1_000, 512 * 1024);

    /** What is shown of a whole: more no client would bear. */
    static final ViewLimits WHOLE = new ViewLimits(100_000, 10_000, 1_000_000, 32 * 1024 * 1024);

    /** For texts that programs read: whole values of all columns, in as many bytes. */
    static final ViewLimits UNCUT =
            new ViewLimits(DEFAULTS.rows, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, WHOLE.bytes);

    public ViewLimits {
        if (rows < 0 || columns < 1 || cellChars < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "limits of views: " + rows + ", " + columns + ", " + cellChars + ", " + bytes);
        }
    }

    /** The same with another number of rows; as much as a client bears with {@link Integer#MAX_VALUE}. */
    public ViewLimits withRows(int most) {
        return most == Integer.MAX_VALUE ? WHOLE : new ViewLimits(most, columns, cellChars, bytes);
    }

    /** Whether everything is shown that a client bears. */
    public boolean whole() {
        return equals(WHOLE);
    }
}
