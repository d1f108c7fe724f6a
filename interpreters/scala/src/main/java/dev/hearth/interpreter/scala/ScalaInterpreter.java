package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Inspection;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.LanguageInfo;
import dev.hearth.protocol.Language;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scala.util.Properties;

/**
 * Scala, by the compiler's own shell engine; needs no Spark. Thread-safe: cells may come on several threads at once, and are
 * compiled one after the other and run beside each other.
 *
 * <p>A compile error is a failure named {@code CompileError}; an interrupted cell is named {@code InterruptedException}. The text
 * of a result is the one of a Scala shell ({@code val res0: Int = 2}), also for definitions and imports.
 */
public final class ScalaInterpreter implements Interpreter {
    private final ScalaSettings settings;
    private final StandardStreams streams;
    private final SessionClassLoader sessionLoader;
    private volatile @Nullable CellRunner runner;
    private volatile @Nullable CodeQuestions questions;
    private volatile @Nullable CellValues values;
    private final Lanes lanes = new Lanes(this::interrupt);

    /** Nothing is started yet; {@code streams} stay open when this is closed. */
    public ScalaInterpreter(ScalaSettings settings, StandardStreams streams) {
        this.settings = settings;
        this.streams = streams;
        this.sessionLoader = new SessionClassLoader(settings.parentLoader());
    }

    /**
     * Sees the classes of cells as soon as there are any. Make it the context class loader of the thread that creates the
     * SparkContext: Spark hands it on to the threads that read objects of cells' classes. Available before {@link #start}.
     */
    public ClassLoader classLoader() {
        return sessionLoader;
    }

    @Override
    public Language language() {
        return Language.SCALA;
    }

    @Override
    public LanguageInfo languageInfo() {
        String version = Properties.versionNumberString();
        return new LanguageInfo("scala", version, "text/x-scala", ".scala", "scala", "text/x-scala", "script");
    }

    @Override
    public Set<Request> beside() {
        return Set.of(Request.COMPLETE, Request.INSPECT, Request.IS_COMPLETE, Request.VARIABLES);
    }

    @Override
    public void start() throws InterpreterException {
        ScalaVersions.check();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(settings.parentLoader());
        try {
            Repl repl = new Repl(settings, streams);
            sessionLoader.open(repl.loader());
            if (!settings.jars().present().isEmpty()) {
                repl.addJars(settings.jars().present());
            }
            questions = new CodeQuestions(repl, new Documentation(Sources.ofThisJvm()));
            Variables variables = new Variables();
            values = new CellValues(repl, variables);
            runner = new CellRunner(repl, variables, settings, streams);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public ExecutionResult execute(Cell cell, CellContext context) throws InterpreterException {
        CellRunner cells = started();
        lanes.begin(cell);
        try {
            if (cell.options().containsKey(Cell.LIVY) && isIncomplete(cell.code())) {
                return new ExecutionResult.Failed("Error", "incomplete statement", List.of()); // Livy's words
            }
            return cells.execute(cell, context);
        } finally {
            lanes.end(cell);
        }
    }

    private boolean isIncomplete(String code) {
        try {
            return isComplete(code).status() == Completeness.Status.INCOMPLETE;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Map<String, ExpressionResult> evaluate(Map<String, String> expressions, CellContext context)
            throws InterpreterException {
        Map<String, ExpressionResult> results = new LinkedHashMap<>();
        CellRunner cells = started();
        for (Map.Entry<String, String> each : expressions.entrySet()) {
            results.put(each.getKey(), cells.evaluate(each.getValue(), context));
        }
        return results;
    }

    @Override
    public Completion complete(String code, int cursor) throws InterruptedException {
        CodeQuestions asked = questions;
        return asked == null
                ? Completion.none(cursor)
                : asked.complete(MagicText.read(code).code(), cursor);
    }

    @Override
    public Inspection inspect(String code, int cursor, int detailLevel) throws InterruptedException {
        CodeQuestions asked = questions;
        return asked == null
                ? Inspection.notFound()
                : asked.inspect(MagicText.read(code).code(), cursor, detailLevel);
    }

    @Override
    public Completeness isComplete(String code) throws InterruptedException {
        CodeQuestions asked = questions;
        return asked == null
                ? Completeness.of(Completeness.Status.UNKNOWN)
                : asked.isComplete(MagicText.read(code).code());
    }

    @Override
    public void interrupt(String cellId) {
        CellRunner cells = runner;
        if (cells != null) {
            cells.interrupt(cellId);
        }
    }

    @Override
    public <F extends Facility> Optional<F> facility(Class<F> kind) {
        if (kind == Facility.Subshells.class) {
            return Optional.of(kind.cast(lanes));
        }
        CellRunner cells = runner;
        if (kind == Facility.Libraries.class && cells != null) {
            Facility.Libraries libraries = cells::addJar;
            return Optional.of(kind.cast(libraries));
        }
        CellValues ofCells = values;
        return kind == Facility.Values.class && ofCells != null ? Optional.of(kind.cast(ofCells)) : Optional.empty();
    }

    private CellRunner started() throws InterpreterDiedException {
        CellRunner cells = runner;
        if (cells == null) {
            throw new InterpreterDiedException("the Scala interpreter is not running");
        }
        return cells;
    }

    @Override
    public void close() {
        CellRunner cells = runner;
        runner = null;
        questions = null;
        values = null;
        if (cells != null) {
            cells.close();
        }
    }
}
