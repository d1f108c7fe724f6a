package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.driver.output.CellOutput;
import dev.hearth.driver.output.RequestOutput;
import dev.hearth.interpreter.ExecutionResult;
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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Says what the protocol has around a cell, and runs it. Thread-safe: each shell's thread runs its own cells. */
final class ExecuteHandler implements Handler {
    private static final RawJson CANCELLED = RawJson.of("{\"hearth_cancelled\":true}");

    private final CellRunner runner;
    private final CellJobs jobs;
    private final History history;
    private final Consumer<Request> abortQueued;
    private final Clock clock = Clock.systemUTC();
    private final AtomicInteger executionCount = new AtomicInteger();

    /**
     * A handler whose next cell is number 1.
     *
     * @param abortQueued marks what waits in the shell of a failed cell, from its origin
     */
    ExecuteHandler(CellRunner runner, CellJobs jobs, History history, Consumer<Request> abortQueued) {
        this.runner = runner;
        this.jobs = jobs;
        this.history = history;
        this.abortQueued = abortQueued;
    }

    @Override
    public void handle(Request request) throws MalformedMessageException {
        RequestOutput output = request.output();
        if (request.aborted()) {
            RawJson content = Contents.write(Replies.Aborted.of(executionCount.get() + 1));
            output.reply(content, request.cancelled() ? CANCELLED : RawJson.EMPTY_OBJECT);
            return;
        }
        RunningCell running = request.cell().orElseThrow(() -> new IllegalStateException("a cell that has not begun"));
        Requests.Execute execute = request.content(Requests.Execute.class);
        int count = count(execute);
        String started = Header.date(clock.instant());
        if (!execute.silent()) {
            output.broadcast(MessageType.EXECUTE_INPUT, new Broadcasts.ExecuteInput(execute.code(), count));
        }
        if (execute.storeHistory()) {
            history.add(count, execute.code());
        }
        Outcome outcome = runner.run(request, running, execute, count);
        boolean succeeded = finish(request, execute, count, outcome);
        if (!succeeded && execute.stopOnError() && !execute.silent()) {
            abortQueued.accept(request);
        }
        reply(request, count, started, outcome, running.language());
    }

    /** The number of a cell; those that are not stored do not count. */
    private int count(Requests.Execute execute) {
        if (execute.storeHistory()) {
            return executionCount.incrementAndGet();
        }
        return execute.silent() ? executionCount.get() : executionCount.get() + 1;
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

    private void reply(Request request, int count, String started, Outcome outcome, Optional<Language> language) {
        ObjectNode metadata = Json.object().put("started", started);
        language.ifPresent(each -> metadata.put("hearth_language", each.wireName()));
        if (request.cancelled() && !(outcome.result() instanceof ExecutionResult.Succeeded)) {
            metadata.put("hearth_cancelled", true);
        }
        jobs.costNow(request.parent(), jobs.tagFor(request.parent().id()))
                .ifPresent(cost -> metadata.set("hearth_cost", Json.parse(cost)));
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
        request.output().reply(content, Json.write(metadata));
    }
}
