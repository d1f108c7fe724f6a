package dev.hearth.interpreter.sql;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Takes the first rows of a result. Stateless. */
final class ResultReader {
    /** Up to here the rows are taken at once, in one job as a rule; more come one partition after the other. */
    private static final int AT_ONCE = 100_000;

    private static final int LEAST = 4;

    private ResultReader() {}

    /** Runs a result that nobody is shown, as far as it would be shown. */
    static void runOnly(Dataset<Row> result, ResultLimits limits) {
        if (result.columns().length > 0) {
            result.takeAsList(Math.min(limits.rows(), AT_ONCE) + 1);
        }
    }

    /** Runs {@code result} as far as needed for the rows that are shown, and tells whether there are more. */
    static ResultTable read(SparkSession spark, Dataset<Row> result, ResultLimits limits) {
        StructType schema = result.schema();
        CellReader cells = new CellReader(ZoneId.of(spark.conf().get("spark.sql.session.timeZone")));
        List<List<ShownCell>> rows = new ArrayList<>();
        ResultTable.Cut cut = ResultTable.Cut.NOTHING;
        long bytes = 0;
        Iterator<Row> taken = take(result, limits.rows());
        while (taken.hasNext()) {
            Row row = taken.next();
            if (limits.rows() > 0 && rows.size() == limits.rows()) {
                cut = ResultTable.Cut.ROWS;
                break;
            }
            if (bytes >= limits.bytes()) {
                cut = ResultTable.Cut.BYTES;
                break;
            }
            bytes += read(row, schema.fields(), cells, limits, limits.bytes() - bytes, rows);
        }
        return new ResultTable(schema, rows, cut, limits, cells.cutCells());
    }

    /**
     * Rows of a kept result, their values whole.
     *
     * @param count behind those that are to be skipped
     * @param bytes after which no further row is taken; one is, at least
     */
    static List<List<ShownCell>> readPart(SparkSession spark, KeptResult.Part part, int count, long bytes) {
        StructField[] fields = part.rows().schema().fields();
        CellReader cells = new CellReader(ZoneId.of(spark.conf().get("spark.sql.session.timeZone")));
        ResultLimits limits = new ResultLimits(count, Integer.MAX_VALUE, Integer.MAX_VALUE / 2, 0);
        List<List<ShownCell>> rows = new ArrayList<>();
        long taken = 0;
        List<Row> all = part.rows().takeAsList(part.skip() + count);
        for (Row row : all.subList(Math.min(part.skip(), all.size()), all.size())) {
            if (taken >= bytes) {
                break;
            }
            taken += read(row, fields, cells, limits, Integer.MAX_VALUE, rows);
        }
        return rows;
    }

    private static Iterator<Row> take(Dataset<Row> result, int limit) {
        return limit == 0 || limit > AT_ONCE
                ? result.toLocalIterator()
                : result.takeAsList(limit + 1).iterator();
    }

    /** Adds one row; a row that is larger than the room left has its last values cut. Returns its size. */
    private static long read(
            Row row,
            StructField[] fields,
            CellReader cells,
            ResultLimits limits,
            long room,
            List<List<ShownCell>> rows) {
        List<ShownCell> shown = new ArrayList<>(fields.length);
        long bytes = 0;
        for (int i = 0; i < fields.length; i++) {
            int most = (int) Math.max(LEAST, Math.min(limits.value(), room - bytes));
            ShownCell cell = cells.read(row.get(i), fields[i].dataType(), most);
            bytes += Texts.utf8Length(cell.text()) + 4L;
            shown.add(cell);
        }
        rows.add(shown);
        return bytes;
    }
}
