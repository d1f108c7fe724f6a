package dev.hearth.interpreter.sql;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Takes the first rows of a result. Thread-safe. */
final class ResultReader {
    private final SqlSettings settings;

    ResultReader(SqlSettings settings) {
        this.settings = settings;
    }

    /** Runs a result that nobody is shown, as far as it would be shown. */
    void runOnly(Dataset<Row> result) {
        if (result.columns().length > 0) {
            result.takeAsList(settings.rowLimit() + 1);
        }
    }

    /** Runs {@code result} as far as needed for at most {@code rowLimit} rows and tells whether there are more. */
    ResultTable read(SparkSession spark, Dataset<Row> result, int rowLimit) {
        List<Row> taken = result.takeAsList(rowLimit + 1);
        StructType schema = result.schema();
        StructField[] fields = schema.fields();
        CellReader cells =
                new CellReader(ZoneId.of(spark.conf().get("spark.sql.session.timeZone")), settings.cellLimit());
        List<List<ShownCell>> rows = new ArrayList<>(Math.min(taken.size(), rowLimit));
        ResultTable.Cut cut = ResultTable.Cut.NOTHING;
        long bytes = 0;
        for (Row row : taken) {
            if (rows.size() == rowLimit) {
                cut = ResultTable.Cut.ROWS;
                break;
            }
            if (bytes >= settings.byteLimit()) {
                cut = ResultTable.Cut.BYTES;
                break;
            }
            List<ShownCell> shown = new ArrayList<>(fields.length);
            for (int i = 0; i < fields.length; i++) {
                ShownCell cell = cells.read(row.get(i), fields[i].dataType());
                bytes += cell.text().length() + 4L;
                shown.add(cell);
            }
            rows.add(shown);
        }
        return new ResultTable(schema, rows, cut, rowLimit, cells.cutCells());
    }
}
