package dev.hearth.interpreter.sql;

import org.apache.spark.sql.Dataset;

/** A frame of another language in the forms that results of SQL cells have. Called by name from Python. Stateless. */
public final class ShownFrame {
    private ShownFrame() {}

    /**
     * Reads the first rows, by one job that asks for one row more than are shown.
     *
     * @param frame has columns and is not a stream
     * @param rows the most rows, at least 1
     * @return a JSON object of the table by MIME type
     */
    public static String bundle(Dataset<?> frame, int rows) {
        SqlSettings settings = SqlSettings.DEFAULTS;
        if (rows < 1) {
            throw new IllegalArgumentException("a table has at least 1 row, not " + rows);
        }
        ResultLimits limits =
                new ResultLimits(rows, settings.byteLimit(), settings.cellLimit(), settings.columnWidth());
        ResultTable table = ResultReader.read(frame.sparkSession(), frame.toDF(), limits);
        return new TableView(settings.columnLimit()).show(table).data().toString();
    }
}
