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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * SQL on a Spark session. Thread-safe in the way that {@link Interpreter} asks for.
 *
 * <p>Catalog, temporary views and settings are the session's; of its own it has the cells that run, the parameters it was
 * given and the last result. Starting does not wait for Spark; the first cell does. Cells of several subshells may run at
 * once.
 */
public final class SqlInterpreter implements Interpreter {
    private final Supplier<SparkSession> session;
    private final SqlSettings settings;
    private final TableView view;
    private final Parameters parameters;
    private final LastResults results = new LastResults();
    private final SqlSubshells subshells = new SqlSubshells(results);
    private final SqlValues values;
    private final KeptResults kept;
    private final Lookups lookups;

    /**
     * An interpreter on the session that {@code session} gives.
     *
     * @param session asked for every request; may block until Spark is there, and then throws something unchecked, with the
     *     thread's interrupt kept, if the thread is interrupted. Whatever else it throws is the cell's error.
     */
    public SqlInterpreter(Supplier<SparkSession> session, SqlSettings settings) {
        this.session = session;
        this.settings = settings;
        this.view = new TableView(settings.columnLimit());
        this.parameters = new Parameters(settings.parameters());
        this.values = new SqlValues(session, parameters, results);
        this.kept = new KeptResults(session, settings.kept());
        this.lookups = new Lookups(settings.nameWait());
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
        return Set.of(Request.COMPLETE, Request.INSPECT, Request.IS_COMPLETE, Request.VARIABLES);
    }

    @Override
    public void start() {}

    @Override
    public ExecutionResult execute(Cell cell, CellContext context) {
        if (StatementSplitter.split(cell.code()).statements().isEmpty()) {
            return ExecutionResult.Succeeded.nothing();
        }
        InterruptibleCell running = new InterruptibleCell(cell.subshellId(), context);
        CellRun run = new CellRun(cell, context, settings, parameters, results, kept);
        try {
            return subshells.during(
                    cell.id(),
                    running,
                    () -> running.run(() -> run.run(session.get(), running), InterruptibleCell.ENDED, run::failed));
        } finally {
            lookups.cellRan();
        }
    }

    @Override
    public Map<String, ExpressionResult> evaluate(Map<String, String> expressions, CellContext context) {
        Map<String, ExpressionResult> values = new LinkedHashMap<>();
        expressions.forEach((name, expression) -> values.put(name, evaluate(expression, context)));
        return values;
    }

    private ExpressionResult evaluate(String expression, CellContext context) {
        ExecutionResult.Interrupted interrupted = InterruptibleCell.ENDED;
        ExpressionResult ended =
                new ExpressionResult.Failed(interrupted.ename(), interrupted.evalue(), interrupted.traceback());
        Statement query = new Statement("SELECT " + expression, 0);
        InterruptibleCell running = new InterruptibleCell(null, context);
        return subshells.during(
                context.requestId(), running, () -> running.run(() -> value(query), ended, e -> failed(e, query)));
    }

    private ExpressionResult value(Statement query) {
        SparkSession spark = session.get();
        ResultTable table = ResultReader.read(
                spark, spark.sql(query.text()), ResultLimits.of(settings, query, settings.rowLimit()));
        return new ExpressionResult.Value(view.showValue(table));
    }

    private static ExpressionResult failed(Throwable thrown, Statement query) {
        SqlFailure failure = SqlFailure.of(thrown, query.text(), query, Map.of());
        return new ExpressionResult.Failed(failure.ename(), failure.evalue(), failure.traceback());
    }

    @Override
    public Completion complete(String code, int cursor) throws InterruptedException {
        int at = index(code, cursor);
        TextPlace place = TextPlace.upTo(code, at);
        if (place.quiet()) {
            return Completion.none(cursor);
        }
        List<Completion.Candidate> candidates =
                new SqlCompleter(new CatalogReader(session, lookups.begin()), place, parameters).candidates();
        rethrowInterrupt();
        return new Completion(code.codePointCount(0, place.start()), cursor, candidates);
    }

    @Override
    public Inspection inspect(String code, int cursor, int detailLevel) throws InterruptedException {
        TextPlace place = TextPlace.around(code, index(code, cursor));
        if (place.quiet() || place.word().isEmpty()) {
            return Inspection.notFound();
        }
        Inspection found = new SqlInspector(new CatalogReader(session, lookups.begin()), place)
                .find(detailLevel > 0)
                .map(Inspection::of)
                .orElseGet(Inspection::notFound);
        rethrowInterrupt();
        return found;
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
        subshells.interrupt(cellId);
    }

    @Override
    public <F extends Facility> Optional<F> facility(Class<F> kind) {
        return Stream.of(values, subshells, kept)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /** Ends the thread that asks for names. The session belongs to whoever made it. */
    @Override
    public void close() {
        lookups.close();
    }
}
