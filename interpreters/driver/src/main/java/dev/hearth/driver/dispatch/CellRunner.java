package dev.hearth.driver.dispatch;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.UnpassableValueException;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.content.Requests;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a cell in its language: waits for that, passes the values that its first line names, and lets the interpreter work.
 * Thread-safe; each call blocks its thread until the cell has ended.
 */
final class CellRunner {
    private final Languages languages;
    private final CellJobs jobs;
    private final Interrupts interrupts;
    private final ValueExchange values;
    private final CellSurroundings around;
    private final Additions additions;

    CellRunner(
            Languages languages,
            CellJobs jobs,
            Interrupts interrupts,
            ValueExchange values,
            CellSurroundings around,
            Additions additions) {
        this.languages = languages;
        this.jobs = jobs;
        this.interrupts = interrupts;
        this.values = values;
        this.around = around;
        this.additions = additions;
    }

    /** A cell on its way. */
    private record Work(
            Requests.Execute execute,
            LanguageSwitch text,
            CellOptions options,
            Optional<Subshell> subshell,
            long sequence,
            int count) {}

    /** Makes the cell of a request one that can be interrupted, before anything is said of it; {@link #end} follows. */
    RunningCell begin(Request request) {
        RunningCell running =
                new RunningCell(request, jobs.tagFor(request.parent().id()), around);
        interrupts.begin(running);
        return running;
    }

    /** What is asked for the cell from now on is void. Twice is fine. */
    void end(RunningCell running) {
        interrupts.end(running);
    }

    /** Runs a cell that has begun, the session's number {@code count}. */
    Outcome run(Request request, RunningCell running, Requests.Execute execute, int count)
            throws MalformedMessageException {
        LanguageSwitch text =
                LanguageSwitch.read(execute.code(), request.wantedLanguage().orElse(languages.own()));
        running.speaks(text.language());
        Optional<LanguageHost> host = languages.find(text.language());
        if (host.isEmpty()) {
            return Outcome.failed(
                    "UnknownLanguage", "nobody here speaks " + text.language().wireName());
        }
        CellOptions options;
        try {
            CellOptions written = CellOptions.read(text.language(), text.options());
            CellOptions marked = request.readByLivy() ? written.forLivy() : written;
            options = request.keepsResult() ? marked.keeping() : marked;
        } catch (CellOptions.UsageException e) {
            return Outcome.failed("UsageError", String.valueOf(e.getMessage()));
        }
        running.allowStdin(execute.allowStdin());
        Thread.interrupted(); // what is left of an interrupt of the cell before
        CellJobs.Scope scope = jobs.begin(request.parent(), running.jobTag());
        try {
            return run(
                    running,
                    host.get(),
                    new Work(
                            execute,
                            text,
                            options,
                            request.subshell(),
                            request.envelope().sequence(),
                            count));
        } finally {
            scope.close();
            end(running);
            Thread.interrupted();
        }
    }

    private Outcome run(RunningCell running, LanguageHost host, Work work) {
        int start = 0;
        try {
            Interpreter interpreter = running.interruptibly(host::ready);
            start = host.starts();
            running.interruptibly(() -> {
                additions.awaitBefore(work.sequence());
                values.take(host, work.options().in());
                return true;
            });
            Outcome outcome = execute(running, host, interpreter, work);
            if (outcome.result() instanceof ExecutionResult.Succeeded) {
                running.interruptibly(() -> {
                    values.give(host, work.options().out());
                    return true;
                });
            }
            return outcome;
        } catch (InterruptedException e) {
            return Outcome.interrupted(work.text().language());
        } catch (InterpreterDiedException e) {
            host.died(start);
            return Outcome.failed("InterpreterDied", String.valueOf(e.getMessage()));
        } catch (UnpassableValueException e) {
            return Outcome.failed("UnpassableValue", String.valueOf(e.getMessage()));
        } catch (InterpreterException e) {
            DriverLog.warn("a cell met a fault of its interpreter", e);
            return Outcome.failed("InterpreterFault", String.valueOf(e.getMessage()));
        } catch (Throwable e) { // an interpreter may throw anything, also what it does not declare
            DriverLog.warn("a cell met a fault of its interpreter", e);
            return Outcome.failed("InterpreterFault", "the interpreter failed: " + e);
        }
    }

    /** The main shell's cells have their turn; those of subshells run beside them. */
    private static Outcome execute(RunningCell running, LanguageHost host, Interpreter interpreter, Work work)
            throws InterpreterException, InterruptedException {
        if (work.subshell().isPresent()) {
            Optional<String> inLanguage = work.subshell().get().in(interpreter);
            if (inLanguage.isEmpty()) {
                throw new InterruptedException("the subshell was deleted");
            }
            return execute(running, interpreter, work, inLanguage);
        }
        running.interruptibly(() -> {
            host.enter();
            return true;
        });
        try {
            return execute(running, interpreter, work, Optional.empty());
        } finally {
            host.leave();
        }
    }

    private static Outcome execute(RunningCell running, Interpreter interpreter, Work work, Optional<String> subshell)
            throws InterpreterException {
        Requests.Execute execute = work.execute();
        Cell cell = new Cell(
                running.id(),
                work.text().body(),
                work.count(),
                execute.silent(),
                execute.storeHistory(),
                running.jobTag(),
                subshell.orElse(null),
                work.options().forCell());
        if (!running.beginExecution(interpreter)) {
            return Outcome.interrupted(work.text().language());
        }
        try {
            ExecutionResult result = interpreter.execute(cell, running);
            Map<String, String> expressions = execute.userExpressions();
            boolean goesOn = result instanceof ExecutionResult.Succeeded && !expressions.isEmpty();
            return goesOn ? new Outcome(result, interpreter.evaluate(expressions, running)) : Outcome.of(result);
        } finally {
            running.endExecution();
        }
    }
}
