package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.protocol.MimeBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import scala.Console;
import scala.runtime.ScalaRunTime;
import scala.util.Either;

/** Takes one cell after the other through compiling, running and showing. Confined to the cell thread but for interrupts. */
final class CellRunner implements AutoCloseable {
    private static final int SHOWN_ELEMENTS = 1000;
    private static final String COMPILE_ERROR = "CompileError";
    private static final String INTERRUPTED = "InterruptedException";
    private static final String INTERRUPTED_TEXT = "the cell was interrupted";

    private final Repl repl;
    private final ScalaSettings settings;
    private final StandardStreams streams;
    private final CellInterrupter interrupter;
    private volatile String lastCell = "";

    CellRunner(Repl repl, ScalaSettings settings, StandardStreams streams) {
        this.repl = repl;
        this.settings = settings;
        this.streams = streams;
        this.interrupter = new CellInterrupter(repl::giveUp, repl.guard(), settings.stopAfter());
    }

    ExecutionResult execute(Cell cell, CellContext context) throws InterpreterException {
        lastCell = cell.id();
        String label = cell.executionCount() > 0 ? "cell " + cell.executionCount() : "cell";
        return inCell(cell.id(), context, io -> run(cell, label, io));
    }

    ExpressionResult evaluate(String expression, CellContext context) throws InterpreterException {
        return inCell(lastCell, context, io -> value(expression));
    }

    void interrupt(String cellId) {
        interrupter.interrupt(cellId);
    }

    private ExecutionResult run(Cell cell, String label, CellStreams io) throws InterpreterFaultException {
        Compiled compiled = repl.compile(cell.code(), label, cell.silent(), !cell.silent());
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
        Outcome outcome = withConsole(() -> runAndShow(ready, cell.silent(), io));
        boolean wasInterrupted = interrupter.interrupted();
        interrupter.enter(CellInterrupter.Phase.ENDING);
        if (outcome.failure().isPresent()) {
            return wasInterrupted
                    ? interrupted(stackOf(outcome.failure().get()))
                    : failed(outcome.failure().get());
        }
        repl.record(ready);
        return outcome.shown().map(ExecutionResult.Succeeded::of).orElseGet(ExecutionResult.Succeeded::nothing);
    }

    private Outcome runAndShow(Compiled.Ready ready, boolean silent, CellStreams io) {
        try {
            ready.warnings().forEach(warning -> io.err().println(warning.text()));
            Either<Throwable, Object> outcome = repl.run(ready);
            if (outcome.isLeft()) {
                return Outcome.failed(outcome.swap().toOption().get());
            }
            String whole = String.valueOf(outcome.toOption().get());
            if (silent || whole.isBlank()) {
                return Outcome.nothing();
            }
            return Outcome.shows(settings.renderer().render(new ShownResult(shown(whole), ready)));
        } catch (Throwable failure) {
            // Rendering calls the user's objects, and the engine's own handling of a stopped thread may rethrow.
            return Outcome.failed(failure);
        }
    }

    private String shown(String whole) {
        // The part that can be shown is cut out first: cleaning is slow, and makes text no longer.
        int limit = settings.resultBytes();
        String text = whole.length() > 2L * limit + 1024 ? ResultText.cut(whole, 2 * limit + 1024) : whole;
        return ResultText.cut(repl.unmangle(text).stripTrailing(), limit);
    }

    private ExpressionResult value(String expression) throws InterpreterFaultException {
        Compiled compiled = repl.compile(expression, "expression", true, false);
        if (compiled instanceof Compiled.Rejected rejected) {
            ExecutionResult.Failed failed = rejected(rejected.errors());
            return new ExpressionResult.Failed(failed.ename(), failed.evalue(), failed.traceback());
        }
        if (!(compiled instanceof Compiled.Ready ready) || !ready.hasValue()) {
            String reason = "not an expression";
            return new ExpressionResult.Failed(COMPILE_ERROR, reason, List.of(reason));
        }
        repl.prepare(ready);
        if (!interrupter.enter(CellInterrupter.Phase.RUNNING)) {
            return new ExpressionResult.Failed(INTERRUPTED, INTERRUPTED_TEXT, List.of(INTERRUPTED_TEXT));
        }
        Either<Throwable, String> outcome =
                withConsole(() -> repl.value(ready).map(value -> ScalaRunTime.stringOf(value, SHOWN_ELEMENTS)));
        interrupter.enter(CellInterrupter.Phase.ENDING);
        if (outcome.isLeft()) {
            ExecutionResult.Failed failed = failed(outcome.swap().toOption().get());
            return new ExpressionResult.Failed(failed.ename(), failed.evalue(), failed.traceback());
        }
        return new ExpressionResult.Value(
                MimeBundle.text(shown(outcome.toOption().get())));
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
            interrupter.begin(id);
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
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(CellStreams io) throws InterpreterException;
    }

    private record Outcome(Optional<Throwable> failure, Optional<MimeBundle> shown) {
        static Outcome failed(Throwable failure) {
            return new Outcome(Optional.of(failure), Optional.empty());
        }

        static Outcome shows(MimeBundle bundle) {
            return new Outcome(Optional.empty(), Optional.of(bundle));
        }

        static Outcome nothing() {
            return new Outcome(Optional.empty(), Optional.empty());
        }
    }

    private final class ShownResult implements Renderer.Result {
        private final String text;
        private final Compiled.Ready ready;

        ShownResult(String text, Compiled.Ready ready) {
            this.text = text;
            this.ready = ready;
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public String type() {
            return ready.type();
        }

        @Override
        public Optional<Object> value() {
            return ready.hasValue()
                    ? Optional.ofNullable(repl.value(ready).toOption().getOrElse(() -> null))
                    : Optional.empty();
        }
    }
}
