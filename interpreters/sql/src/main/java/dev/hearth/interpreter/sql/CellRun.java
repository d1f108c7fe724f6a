package dev.hearth.interpreter.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.io.IOException;
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
    private final KeptResults kept;
    private final TableView view;
    private RawJson metadata = RawJson.EMPTY_OBJECT;
    private @Nullable Statement statement;
    private Map<String, String> unbound = Map.of();
    private @Nullable MimeBundle held;

    CellRun(
            Cell cell,
            CellContext context,
            SqlSettings settings,
            Parameters parameters,
            LastResults results,
            KeptResults kept) {
        this.cell = cell;
        this.context = context;
        this.settings = settings;
        this.parameters = parameters;
        this.results = results;
        this.kept = kept;
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
        return new ExecutionResult.Succeeded(held, List.of(), metadata);
    }

    private void take(SparkSession spark, Dataset<Row> result, ResultLimits limits, boolean last)
            throws InterruptedException {
        if (cell.silent()) {
            ResultReader.runOnly(result, limits);
        } else if (last && cell.options().containsKey(Cell.KEEP)) {
            show(view.show(keep(spark, result, limits)), true);
        } else {
            show(view.show(ResultReader.read(spark, result, limits)), last);
        }
        results.add(cell, result);
    }

    /** Runs it once: what is shown is read from what was kept. */
    private ResultTable keep(SparkSession spark, Dataset<Row> result, ResultLimits limits) {
        KeptResult whole = kept.keep(cell.id(), result);
        ObjectNode size = Json.object();
        size.putObject("hearth_result").put("rows", whole.rows()).put("bytes", whole.bytes());
        metadata = Json.write(size);
        // A row has four bytes at least, as they are counted.
        int count =
                limits.rows() == 0 ? (int) Math.min(Integer.MAX_VALUE - 1, limits.bytes() / 4 + 2) : limits.rows() + 1;
        try {
            return ResultReader.read(spark, whole.part(spark, 0, count).rows(), limits);
        } catch (IOException e) {
            throw new IllegalStateException("the kept result cannot be read: " + e.getMessage(), e);
        }
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
