package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Inspection;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.LanguageInfo;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MimeBundle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * SQL on a Spark session. Thread-safe in the way that {@link Interpreter} asks for.
 *
 * <p>It has no state of its own besides the cell that runs: catalog, temp views and settings are the session's. Starting does
 * not wait for Spark; the first cell, completion or inspection does.
 */
public final class SqlInterpreter implements Interpreter {
    private final Supplier<SparkSession> session;
    private final SqlSettings settings;
    private final ResultReader results;
    private final TableView view;
    private final RunningCell running = new RunningCell();

    /**
     * An interpreter on the session that {@code session} gives.
     *
     * @param session asked for every request; may block until Spark is there, and then throws something unchecked, with the
     *     thread's interrupt kept, if the thread is interrupted. Whatever else it throws is the cell's error.
     */
    public SqlInterpreter(Supplier<SparkSession> session, SqlSettings settings) {
        this.session = session;
        this.settings = settings;
        this.results = new ResultReader(settings);
        this.view = new TableView(settings.columnWidth());
    }

    @Override
    public Language language() {
        return Language.SQL;
    }

    @Override
    public LanguageInfo languageInfo() {
        return new LanguageInfo("sql", SparkVersion.find(), "text/x-sql", ".sql", "sql", "sql", "");
    }

    @Override
    public Set<Request> beside() {
        return Set.of(Request.COMPLETE, Request.INSPECT, Request.IS_COMPLETE);
    }

    @Override
    public void start() {}

    @Override
    public ExecutionResult execute(Cell cell, CellContext context) {
        List<Statement> statements = StatementSplitter.split(cell.code()).statements();
        if (statements.isEmpty()) {
            return ExecutionResult.Succeeded.nothing();
        }
        return running.run(
                cell.id(), context, () -> runAll(cell, statements, context), (thrown, at) -> failed(thrown, cell, at));
    }

    private ExecutionResult runAll(Cell cell, List<Statement> statements, CellContext context)
            throws InterruptedException {
        SparkSession spark = session.get();
        for (int i = 0; ; i++) {
            Statement statement = statements.get(i);
            running.begin(statement);
            Dataset<Row> result = spark.sql(statement.text());
            boolean last = i == statements.size() - 1;
            if (cell.silent()) {
                results.runOnly(result);
            } else if (!last) {
                context.output().display(show(spark, result));
            } else {
                return ExecutionResult.Succeeded.of(show(spark, result));
            }
            if (last) {
                return ExecutionResult.Succeeded.nothing();
            }
        }
    }

    private MimeBundle show(SparkSession spark, Dataset<Row> result) {
        return result.columns().length == 0
                ? MimeBundle.text("OK")
                : view.show(results.read(spark, result, settings.rowLimit()));
    }

    private static ExecutionResult failed(Throwable thrown, Cell cell, @Nullable Statement at) {
        SqlFailure failure = SqlFailure.of(thrown, cell.code(), at);
        return new ExecutionResult.Failed(failure.ename(), failure.evalue(), failure.traceback());
    }

    @Override
    public Map<String, ExpressionResult> evaluate(Map<String, String> expressions, CellContext context) {
        Map<String, ExpressionResult> values = new LinkedHashMap<>();
        expressions.forEach((name, expression) -> values.put(name, evaluate(expression, context)));
        return values;
    }

    private ExpressionResult evaluate(String expression, CellContext context) {
        if (context.interrupted()) {
            ExecutionResult.Interrupted ended = RunningCell.ENDED;
            return new ExpressionResult.Failed(ended.ename(), ended.evalue(), ended.traceback());
        }
        String query = "SELECT " + expression;
        try {
            SparkSession spark = session.get();
            ResultTable table = results.read(spark, spark.sql(query), settings.rowLimit());
            return new ExpressionResult.Value(view.showValue(table));
        } catch (Exception | Error e) {
            SqlFailure failure = SqlFailure.of(e, query, new Statement(query, 0));
            return new ExpressionResult.Failed(failure.ename(), failure.evalue(), failure.traceback());
        }
    }

    @Override
    public Completion complete(String code, int cursor) throws InterruptedException {
        int at = index(code, cursor);
        TextPlace place = TextPlace.upTo(code, at);
        if (place.quiet()) {
            return Completion.none(cursor);
        }
        List<Completion.Candidate> candidates = catalog()
                .map(catalog -> new SqlCompleter(catalog, place).candidates())
                .orElse(List.of());
        rethrowInterrupt();
        return new Completion(code.codePointCount(0, place.start()), cursor, candidates);
    }

    @Override
    public Inspection inspect(String code, int cursor, int detailLevel) throws InterruptedException {
        TextPlace place = TextPlace.around(code, index(code, cursor));
        if (place.quiet() || place.word().isEmpty()) {
            return Inspection.notFound();
        }
        Inspection found = catalog()
                .flatMap(catalog -> new SqlInspector(catalog, place).find(detailLevel > 0))
                .map(Inspection::of)
                .orElseGet(Inspection::notFound);
        rethrowInterrupt();
        return found;
    }

    /** The session's names; empty if there is no Spark, which the next cell will say. */
    private Optional<CatalogReader> catalog() throws InterruptedException {
        try {
            return Optional.of(new CatalogReader(session.get()));
        } catch (RuntimeException e) {
            rethrowInterrupt();
            return Optional.empty();
        }
    }

    private static void rethrowInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static int index(String code, int cursor) {
        return code.offsetByCodePoints(0, Math.min(cursor, code.codePointCount(0, code.length())));
    }

    @Override
    public Completeness isComplete(String code) {
        return CompletenessCheck.of(code);
    }

    @Override
    public void interrupt(String cellId) {
        running.interrupt(cellId);
    }

    @Override
    public <F extends Facility> Optional<F> facility(Class<F> kind) {
        return Optional.empty();
    }

    /** Nothing to end: the session belongs to whoever made it. */
    @Override
    public void close() {}
}
