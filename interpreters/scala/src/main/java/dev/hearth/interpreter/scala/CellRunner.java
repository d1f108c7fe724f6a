package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.interpreter.scala.deps.DependencyException;
import dev.hearth.interpreter.scala.deps.DependencyRequest;
import dev.hearth.interpreter.scala.deps.SessionJars;
import dev.hearth.interpreter.scala.show.JsonValues;
import dev.hearth.protocol.MimeBundle;
import hearth.CellExit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import scala.Console;

/**
 * Takes cells through compiling, running and showing. Thread-safe: cells of several threads run beside each other, and wait for
 * each other in the compiler.
 */
final class CellRunner implements AutoCloseable {
    private static final String COMPILE_ERROR = "CompileError";
    private static final String EXIT = "SystemExit";
    private static final String INTERRUPTED = "InterruptedException";
    private static final String INTERRUPTED_TEXT = "the cell was interrupted";

    private final Repl repl;
    private final ScalaSettings settings;
    private final StandardStreams streams;
    private final CellInterrupter interrupter;
    private final Variables variables;
    private final Showing showing;
    private final SessionJars jars;
    private final Magics magics;

    /** Whose expressions are evaluated on a thread. An instance's own, as sessions share no cells. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<String> lastCell = ThreadLocal.withInitial(() -> "");

    CellRunner(Repl repl, Variables variables, ScalaSettings settings, StandardStreams streams) {
        this.repl = repl;
        this.variables = variables;
        this.settings = settings;
        this.streams = streams;
        this.showing = new Showing(settings);
        this.jars = new SessionJars(
                settings.jars(),
                settings.parentLoader(),
                settings.outputDirectory().resolve("added-jars"),
                repl::addJars);
        this.magics = new Magics(jars, showing);
        this.interrupter = new CellInterrupter(repl::giveUp, repl.guard(), settings.stopAfter());
    }

    ExecutionResult execute(Cell cell, CellContext context) throws InterpreterException {
        lastCell.set(cell.id());
        String label = cell.executionCount() > 0 ? "cell " + cell.executionCount() : "cell";
        try {
            return inCell(cell.id(), context, io -> run(cell, label, io));
        } catch (ThreadDeath late) { // on its way when the cell's own code had just ended
            return interrupted(List.of());
        }
    }

    ExpressionResult evaluate(String expression, CellContext context) throws InterpreterException {
        if (context.interrupted()) {
            return new ExpressionResult.Failed(INTERRUPTED, INTERRUPTED_TEXT, List.of(INTERRUPTED_TEXT));
        }
        try {
            return inCell(lastCell.get(), context, io -> value(expression));
        } catch (ThreadDeath late) {
            return new ExpressionResult.Failed(INTERRUPTED, INTERRUPTED_TEXT, List.of(INTERRUPTED_TEXT));
        }
    }

    /** Makes a jar visible to later cells and to executors; may be called while cells run. */
    void addJar(String location) throws InterpreterException, InterruptedException {
        try {
            jars.add(DependencyRequest.ofJars(List.of(location)), said -> {});
        } catch (DependencyException refused) {
            throw new InterpreterFaultException(String.valueOf(refused.getMessage()));
        }
    }

    void interrupt(String cellId) {
        interrupter.interrupt(cellId);
    }

    private ExecutionResult run(Cell cell, String label, CellStreams io) throws InterpreterFaultException {
        MagicText text = MagicText.read(cell.code());
        if (!text.isPlain()) {
            if (!interrupter.enter(CellInterrupter.Phase.RUNNING)) {
                return interrupted(List.of());
            }
            Optional<ExecutionResult> ended = magics.run(text, cell.options().containsKey(Cell.LIVY), io);
            if (!interrupter.enter(CellInterrupter.Phase.WAITING)) {
                return interrupted(List.of());
            }
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        MagicText.Magic last = text.shown();
        return last == null ? run(cell, text, label, io) : shown(cell, text, last, label, io);
    }

    /** The cell's own code, of which nothing is shown, and then the value of its last line in a form of Livy's. */
    private ExecutionResult shown(Cell cell, MagicText text, MagicText.Magic magic, String label, CellStreams io)
            throws InterpreterFaultException {
        ExecutionResult before = run(cell.silently(), text, label, io);
        if (!(before instanceof ExecutionResult.Succeeded)) {
            return before;
        }
        Compiled compiled = compile(magic.arguments(), label, true);
        if (interrupter.interrupted()) {
            return interrupted(List.of());
        }
        if (!(compiled instanceof Compiled.Ready ready) || ready.result().isEmpty()) {
            return compiled instanceof Compiled.Rejected rejected && !LivyMagic.isName(magic.arguments())
                    ? rejected(rejected.errors())
                    : LivyMagic.noSuchValue(magic.arguments());
        }
        repl.prepare(ready);
        if (!interrupter.enter(CellInterrupter.Phase.RUNNING)) {
            return interrupted(List.of());
        }
        boolean livy = cell.options().containsKey(Cell.LIVY);
        Definition result = ready.result().get();
        Outcome outcome = withConsole(() -> {
            try {
                CellObject values = repl.run(ready);
                Object value = values.value(result).orElse(null);
                return Outcome.of(values, Optional.of(LivyMagic.bundle(magic, value, livy)));
            } catch (Throwable failure) { // also of writing it, which calls the user's objects
                return Outcome.failed(failure);
            }
        });
        boolean wasInterrupted = interrupter.interrupted();
        interrupter.enter(CellInterrupter.Phase.ENDING);
        if (outcome.failure().isEmpty()) {
            return cell.silent()
                    ? ExecutionResult.Succeeded.nothing()
                    : ExecutionResult.Succeeded.of(outcome.shown().orElseThrow());
        }
        Throwable failure = outcome.failure().get();
        if (wasInterrupted) {
            return interrupted(stackOf(failure));
        }
        return failure instanceof JsonValues.UnfitException unfit ? LivyMagic.unfit(unfit) : failed(failure);
    }

    private ExecutionResult run(Cell cell, MagicText text, String label, CellStreams io)
            throws InterpreterFaultException {
        Renderer renderer;
        try {
            renderer = DataframeMagic.of(text, showing, io.err()::println).orElse(settings.renderer());
        } catch (Magics.UsageException usage) {
            return Magics.failed("UsageError", usage.getMessage(), List.of());
        }
        Compiled compiled = compile(text.code(), label, cell.silent());
        if (interrupter.interrupted()) {
            return interrupted(List.of());
        }
        if (compiled instanceof Compiled.Nothing) {
            return ExecutionResult.Succeeded.nothing();
        }
        if (compiled instanceof Compiled.Rejected rejected) {
            return rejected(rejected.errors());
        }
        Compiled.Ready ready = (Compiled.Ready) compiled;
        repl.prepare(ready);
        if (!interrupter.enter(CellInterrupter.Phase.RUNNING)) {
            return interrupted(List.of());
        }
        Outcome outcome = withConsole(() -> runAndShow(ready, cell.silent(), renderer, io));
        boolean wasInterrupted = interrupter.interrupted();
        interrupter.enter(CellInterrupter.Phase.ENDING);
        if (outcome.failure().isPresent()) {
            return wasInterrupted
                    ? interrupted(stackOf(outcome.failure().get()))
                    : failed(outcome.failure().get());
        }
        repl.record(ready);
        outcome.values().ifPresent(values -> variables.record(ready.definitions(), values));
        return outcome.shown().map(ExecutionResult.Succeeded::of).orElseGet(ExecutionResult.Succeeded::nothing);
    }

    /** The compiler's verdict; a rejection without errors if the cell was interrupted before there was one. */
    private Compiled compile(String code, String label, boolean hidden) {
        try {
            repl.acquire();
        } catch (InterruptedException stop) {
            return new Compiled.Rejected(List.of());
        }
        try {
            return interrupter.enter(CellInterrupter.Phase.COMPILING)
                    ? repl.compile(code, label, hidden)
                    : new Compiled.Rejected(List.of());
        } finally {
            // While the compiler is still ours: an interrupt of this cell must not make it give up the next one.
            interrupter.enter(CellInterrupter.Phase.ENDING);
            repl.release();
        }
    }

    private Outcome runAndShow(Compiled.Ready ready, boolean silent, Renderer renderer, CellStreams io) {
        try {
            ready.warnings().forEach(warning -> io.err().println(warning.text()));
            CellObject values = repl.run(ready);
            String whole = silent ? "" : UserText.of(ready.definitions(), values);
            if (whole.isBlank()) {
                return Outcome.of(values, Optional.empty());
            }
            ShownResult result = new ShownResult(shown(whole, ready), ready, values, showing);
            return Outcome.of(values, Optional.of(renderer.render(result)));
        } catch (Throwable failure) {
            // Also of rendering, which calls the user's objects.
            return Outcome.failed(failure);
        }
    }

    private String shown(String whole, Compiled.Ready ready) {
        String all = ready.result()
                .filter(each -> !each.name().startsWith("$")) // a name that nobody can type
                .map(each -> "; print(" + each.name() + ") prints all of it")
                .orElse("");
        // The part that can be shown is cut out first: cleaning is slow, and makes text no longer.
        int limit = showing.textBytes();
        String text = whole.length() > 2L * limit + 1024 ? ResultText.cut(whole, 2 * limit + 1024) : whole;
        return ResultText.cut(repl.unmangle(text).stripTrailing(), limit, all);
    }

    private ExpressionResult value(String expression) throws InterpreterFaultException {
        Compiled compiled = compile(expression, "expression", true);
        if (compiled instanceof Compiled.Rejected rejected) {
            ExecutionResult.Failed failed = rejected(rejected.errors());
            return new ExpressionResult.Failed(failed.ename(), failed.evalue(), failed.traceback());
        }
        if (!(compiled instanceof Compiled.Ready ready) || ready.result().isEmpty()) {
            String reason = "not an expression";
            return new ExpressionResult.Failed(COMPILE_ERROR, reason, List.of(reason));
        }
        repl.prepare(ready);
        if (!interrupter.enter(CellInterrupter.Phase.RUNNING)) {
            return new ExpressionResult.Failed(INTERRUPTED, INTERRUPTED_TEXT, List.of(INTERRUPTED_TEXT));
        }
        Definition result = ready.result().get();
        Outcome outcome = withConsole(() -> runAndRead(ready, result));
        boolean wasInterrupted = interrupter.interrupted();
        interrupter.enter(CellInterrupter.Phase.ENDING);
        if (outcome.failure().isPresent()) {
            Throwable thrown = outcome.failure().get();
            if (wasInterrupted) {
                return new ExpressionResult.Failed(INTERRUPTED, INTERRUPTED_TEXT, stackOf(thrown));
            }
            ExecutionResult.Failed failed = failed(thrown);
            return new ExpressionResult.Failed(failed.ename(), failed.evalue(), failed.traceback());
        }
        return new ExpressionResult.Value(outcome.shown().orElseGet(() -> MimeBundle.text("")));
    }

    private Outcome runAndRead(Compiled.Ready ready, Definition result) {
        try {
            CellObject values = repl.run(ready);
            String text = UserText.of(values.value(result).orElse(null));
            return Outcome.of(values, Optional.of(MimeBundle.text(shown(text, ready))));
        } catch (Throwable failure) {
            return Outcome.failed(failure);
        }
    }

    private <T> T withConsole(Supplier<T> work) {
        return Console.withOut(
                streams.out(), () -> Console.withErr(streams.err(), () -> Console.withIn(streams.in(), work::get)));
    }

    private <T> T inCell(String id, CellContext context, Work<T> work) throws InterpreterException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(repl.loader());
        CellStreams io = streams.begin(context);
        try (io) {
            io.desk(new CellDisplays(io, context, showing, jars));
            interrupter.begin(id);
            if (context.interrupted()) { // before there was a cell that could have been interrupted
                interrupter.interrupt(id);
            }
            return work.run(io);
        } finally {
            end();
            thread.setContextClassLoader(before);
        }
    }

    /** Survives the one thing that an interrupt cannot take back: a thread stopped the hard way just when its cell ended. */
    private void end() {
        try {
            interrupter.end();
        } catch (ThreadDeath late) {
            interrupter.end();
        }
    }

    private static ExecutionResult.Failed rejected(List<Diagnostic> errors) {
        if (errors.isEmpty()) {
            String reason = "the compiler gave up without saying why";
            return new ExecutionResult.Failed(COMPILE_ERROR, reason, List.of(reason));
        }
        List<String> traceback = new ArrayList<>();
        errors.forEach(error -> traceback.addAll(error.text().lines().toList()));
        if (errors.size() > 1) {
            traceback.add(errors.size() + " errors");
        }
        return new ExecutionResult.Failed(COMPILE_ERROR, errors.get(0).headline(), traceback);
    }

    private ExecutionResult.Failed failed(Throwable thrown) {
        Throwable failure = Traceback.unwrap(thrown);
        if (failure.getClass().getName().equals(CellExit.class.getName())) {
            List<String> where = Traceback.of(failure.getStackTrace(), repl::unmangle);
            List<String> traceback = new ArrayList<>(List.of(EXIT + ": " + failure.getMessage()));
            traceback.addAll(where);
            return new ExecutionResult.Failed(EXIT, Traceback.message(failure), traceback);
        }
        return new ExecutionResult.Failed(
                repl.unmangle(failure.getClass().getName()),
                Traceback.message(failure),
                Traceback.of(failure, repl::unmangle));
    }

    private static ExecutionResult.Interrupted interrupted(List<String> stack) {
        List<String> traceback = new ArrayList<>();
        traceback.add(INTERRUPTED + ": " + INTERRUPTED_TEXT);
        traceback.addAll(stack);
        return new ExecutionResult.Interrupted(INTERRUPTED, INTERRUPTED_TEXT, traceback);
    }

    private List<String> stackOf(Throwable thrown) {
        List<String> where = Traceback.of(interrupter.where(), repl::unmangle);
        return where.isEmpty() ? Traceback.of(Traceback.unwrap(thrown), repl::unmangle) : where;
    }

    @Override
    public void close() {
        interrupter.close();
        repl.close();
        jars.close();
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(CellStreams io) throws InterpreterException;
    }

    private record Outcome(Optional<Throwable> failure, Optional<CellObject> values, Optional<MimeBundle> shown) {
        static Outcome failed(Throwable failure) {
            return new Outcome(Optional.of(failure), Optional.empty(), Optional.empty());
        }

        static Outcome of(CellObject values, Optional<MimeBundle> shown) {
            return new Outcome(Optional.empty(), Optional.of(values), shown);
        }
    }

    private record ShownResult(String text, Compiled.Ready ready, CellObject values, Showing showing)
            implements Renderer.Result {
        @Override
        public String name() {
            return ready.resultName();
        }

        @Override
        public MimeBundle rich() {
            return showing.rich(this);
        }

        @Override
        public String type() {
            return ready.type();
        }

        @Override
        public Optional<Object> value() {
            return ready.result().flatMap(values::value);
        }
    }
}
