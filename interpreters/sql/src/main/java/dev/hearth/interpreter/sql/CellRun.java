package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.protocol.MimeBundle;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of one cell. Every result is shown when it is there; the last one of the cell is the cell's value.
 * Confined to the cell's thread.
 */
final class CellRun {
    private static final MimeBundle OK = MimeBundle.text("OK");

    private final Cell cell;
    private final CellContext context;
    private final SqlSettings settings;
    private final Parameters parameters;
    private final LastResults results;
    private final TableView view;
    private @Nullable Statement statement;
    private Map<String, String> unbound = Map.of();
    private @Nullable MimeBundle held;

    CellRun(Cell cell, CellContext context, SqlSettings settings, Parameters parameters, LastResults results) {
        this.cell = cell;
        this.context = context;
        this.settings = settings;
        this.parameters = parameters;
        this.results = results;
        this.view = new TableView(settings.columnLimit());
    }

    ExecutionResult run(SparkSession spark, InterruptibleCell running) throws InterruptedException {
        int rows = rows();
        results.begin(cell);
        List<Statement> statements =
                StatementSplitter.split(cell.code(), SparkParser.of(spark)).statements();
        for (int i = 0; i < statements.size(); i++) {
            Statement next = statements.get(i);
            statement = next;
            running.goOn();
            Parameters.Bound bound = parameters.bind(next.text());
            unbound = bound.reasons();
            ResultLimits usual = ResultLimits.of(settings, next, rows);
            ResultLimits limits = cell.options().containsKey(Cell.LIVY) ? usual.wholeValues() : usual;
            boolean last = i == statements.size() - 1;
            boolean[] any = {false};
            StatementRun.run(spark, next, bound, result -> {
                if (result.columns().length > 0) {
                    any[0] = true;
                    take(spark, result, limits, last);
                }
            });
            if (!any[0] && !cell.silent()) {
                show(OK, last);
            }
        }
        return held == null ? ExecutionResult.Succeeded.nothing() : ExecutionResult.Succeeded.of(held);
    }

    private void take(SparkSession spark, Dataset<Row> result, ResultLimits limits, boolean last)
            throws InterruptedException {
        if (cell.silent()) {
            ResultReader.runOnly(result, limits);
        } else {
            show(view.show(ResultReader.read(spark, result, limits)), last);
        }
        results.add(cell, result);
    }

    /** A result of the last statement is held back until the next one, if it is a script and has one. */
    private void show(MimeBundle bundle, boolean last) throws InterruptedException {
        if (held != null) {
            context.output().display(held);
            held = null;
        }
        if (last) {
            held = bundle;
        } else {
            context.output().display(bundle);
        }
    }

    private int rows() {
        String asked = cell.options().get(Cell.ROWS);
        if (asked == null) {
            return settings.rowLimit();
        }
        try {
            int rows = Integer.parseInt(asked.strip());
            if (rows >= 0 && rows < Integer.MAX_VALUE) {
                return rows;
            }
        } catch (NumberFormatException e) {
            // Said below, with the numbers out of range.
        }
        throw new IllegalArgumentException(
                "-n takes a number of rows, 0 for all that the byte limit admits, and not " + asked);
    }

    /** What the cell says of an exception; results that were held back are shown first. */
    ExecutionResult failed(Throwable thrown) {
        try {
            if (held != null) {
                context.output().display(held);
            }
        } catch (InterruptedException e) {
            return InterruptibleCell.ENDED;
        }
        SqlFailure failure = SqlFailure.of(thrown, cell.code(), statement, unbound);
        return new ExecutionResult.Failed(failure.ename(), failure.evalue(), failure.traceback());
    }
}
