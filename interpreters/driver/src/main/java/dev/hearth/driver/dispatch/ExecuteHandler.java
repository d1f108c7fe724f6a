package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.CellOutput;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.output.RequestOutput;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Broadcasts;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Runs cells, one at a time. Confined to the shell's thread. */
final class ExecuteHandler implements Handler {
    private final Languages languages;
    private final CellJobs jobs;
    private final Interrupts interrupts;
    private final InputDesk inputs;
    private final History history;
    private final Publisher publisher;
    private final ScheduledExecutorService scheduler;
    private final Consumer<Request> abortQueued;
    private final Clock clock = Clock.systemUTC();
    private int executionCount;

    /**
     * A handler whose next cell is number 1.
     *
     * @param abortQueued marks what waits from the origin of a failed cell
     */
    ExecuteHandler(
            Languages languages,
            CellJobs jobs,
            Interrupts interrupts,
            InputDesk inputs,
            History history,
            Publisher publisher,
            ScheduledExecutorService scheduler,
            Consumer<Request> abortQueued) {
        this.languages = languages;
        this.jobs = jobs;
        this.interrupts = interrupts;
        this.inputs = inputs;
        this.history = history;
        this.publisher = publisher;
        this.scheduler = scheduler;
        this.abortQueued = abortQueued;
    }

    /** What a cell was and became. */
    private record Outcome(ExecutionResult result, Map<String, ExpressionResult> expressions) {}

    @Override
    public void handle(Request request) throws MalformedMessageException {
        RequestOutput output = request.output();
        if (request.aborted()) {
            output.reply(Replies.Aborted.of(executionCount + 1));
            return;
        }
        Requests.Execute execute = request.content(Requests.Execute.class);
        int count = count(execute);
        String started = Header.date(clock.instant());
        if (!execute.silent()) {
            output.broadcast(MessageType.EXECUTE_INPUT, new Broadcasts.ExecuteInput(execute.code(), count));
        }
        if (execute.storeHistory()) {
            history.add(count, execute.code());
        }
        LanguageSwitch text = LanguageSwitch.read(execute.code(), languages.own());
        Outcome outcome = run(request, execute, text, count);
        boolean succeeded = finish(request, execute, count, outcome);
        if (!succeeded && execute.stopOnError() && !execute.silent()) {
            abortQueued.accept(request);
        }
        reply(output, count, started, outcome);
    }

    /** The number of a cell; those that are not stored do not count. */
    private int count(Requests.Execute execute) {
        if (execute.storeHistory()) {
            return ++executionCount;
        }
        return execute.silent() ? executionCount : executionCount + 1;
    }

    private Outcome run(Request request, Requests.Execute execute, LanguageSwitch text, int count) {
        String tag = jobs.tagFor(request.parent().id());
        RunningCell running = new RunningCell(request, tag, execute.allowStdin(), inputs, publisher, scheduler);
        Cell cell = new Cell(
                request.parent().id(), text.body(), count, execute.silent(), execute.storeHistory(), tag, null);
        Thread.interrupted(); // what is left of an interrupt of the cell before
        interrupts.begin(running);
        CellJobs.Scope scope = jobs.begin(request.parent(), tag);
        try {
            return runTagged(running, cell, text, execute.userExpressions());
        } finally {
            scope.close();
            interrupts.end();
            Thread.interrupted();
        }
    }

    private Outcome runTagged(RunningCell running, Cell cell, LanguageSwitch text, Map<String, String> expressions) {
        LanguageHost host = languages.find(text.language()).orElse(null);
        if (host == null) {
            return failed(
                    "UnknownLanguage", "nobody here speaks " + text.language().wireName());
        }
        if (!text.options().isEmpty()) {
            return failed("UsageError", "%%" + text.language().wireName() + " takes no options: " + text.options());
        }
        try {
            Interpreter interpreter = running.await(host);
            if (!running.beginExecution(interpreter)) {
                return interrupted(text.language());
            }
            ExecutionResult result = interpreter.execute(cell, running);
            boolean goesOn = result instanceof ExecutionResult.Succeeded && !expressions.isEmpty();
            return new Outcome(result, goesOn ? interpreter.evaluate(expressions, running) : Map.of());
        } catch (InterruptedException e) {
            return interrupted(text.language());
        } catch (InterpreterDiedException e) {
            host.died();
            return failed("InterpreterDied", String.valueOf(e.getMessage()));
        } catch (InterpreterException e) {
            DriverLog.warn("a cell met a fault of its interpreter", e);
            return failed("InterpreterFault", String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError | LinkageError | OutOfMemoryError e) {
            DriverLog.warn("a cell met a fault of its interpreter", e);
            return failed("InterpreterFault", "the interpreter failed: " + e);
        }
    }

    private static Outcome interrupted(Language language) {
        String ename = language == Language.PYTHON ? "KeyboardInterrupt" : "Interrupted";
        return new Outcome(
                new ExecutionResult.Interrupted(ename, "the cell was interrupted", List.of(ename)), Map.of());
    }

    private static Outcome failed(String ename, String evalue) {
        return new Outcome(new ExecutionResult.Failed(ename, evalue, List.of(ename + ": " + evalue)), Map.of());
    }

    /** Broadcasts what became of the cell; false if it did not succeed. */
    private boolean finish(Request request, Requests.Execute execute, int count, Outcome outcome) {
        RequestOutput output = request.output();
        return outcome.result()
                .match(
                        succeeded -> {
                            if (succeeded.value() != null && !execute.silent()) {
                                output.broadcast(
                                        MessageType.EXECUTE_RESULT, CellOutput.result(count, succeeded.value()));
                                history.setOutput(count, succeeded.value());
                            }
                            return true;
                        },
                        failed -> {
                            output.broadcast(
                                    MessageType.ERROR,
                                    new Broadcasts.Failure(failed.ename(), failed.evalue(), failed.traceback()));
                            return false;
                        },
                        interrupted -> {
                            output.broadcast(
                                    MessageType.ERROR,
                                    new Broadcasts.Failure(
                                            interrupted.ename(), interrupted.evalue(), interrupted.traceback()));
                            return false;
                        },
                        aborted -> false);
    }

    private static void reply(RequestOutput output, int count, String started, Outcome outcome) {
        ObjectNode metadata = Json.object().put("started", started);
        RawJson content = outcome.result()
                .match(
                        succeeded -> {
                            if (Json.parse(succeeded.metadata()) instanceof ObjectNode own) {
                                metadata.setAll(own);
                            }
                            return Contents.write(Replies.ExecuteOk.of(
                                    count, succeeded.payloads(), Expressions.write(outcome.expressions())));
                        },
                        failed -> Contents.write(
                                Replies.Failed.execute(count, failed.ename(), failed.evalue(), failed.traceback())),
                        interrupted -> Contents.write(Replies.Failed.execute(
                                count, interrupted.ename(), interrupted.evalue(), interrupted.traceback())),
                        aborted -> Contents.write(Replies.Aborted.of(count)));
        output.reply(content, Json.write(metadata));
    }
}
