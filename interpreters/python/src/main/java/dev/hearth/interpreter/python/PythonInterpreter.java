package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.Inspection;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.interpreter.LanguageInfo;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python, in a child process. Usable without Spark. Threads as the contract says; in detail: {@link #execute} and {@link
 * #evaluate} on one thread at a time, everything else on any.
 *
 * <p>Completion and the check for completeness are answered while a cell runs, inspection is not: it calls the user's own
 * {@code __repr__}. A cell cannot end the session: {@code sys.exit()} fails the cell and {@code quit()} only says so.
 */
public final class PythonInterpreter implements Interpreter {
    private static final String UNKNOWN_VERSION = "3";

    private final PythonSettings settings;
    private volatile @Nullable PythonChild child;
    private volatile String version = UNKNOWN_VERSION;
    private volatile @Nullable Cell lastCell;
    private volatile boolean closed;

    public PythonInterpreter(PythonSettings settings) {
        this.settings = settings;
    }

    @Override
    public Language language() {
        return Language.PYTHON;
    }

    @Override
    public LanguageInfo languageInfo() {
        return new LanguageInfo("python", version, "text/x-python", ".py", "ipython3", "python", "python");
    }

    @Override
    public Set<Request> beside() {
        return Set.of(Request.COMPLETE, Request.IS_COMPLETE);
    }

    @Override
    public synchronized void start() throws InterpreterException, InterruptedException {
        PythonChild before = child;
        if (closed || (before != null && before.isAlive())) {
            throw new InterpreterFaultException(closed ? "Python was shut down" : "Python is already running");
        }
        PythonChild started = PythonChild.start(settings);
        version = started.version();
        child = started;
    }

    @Override
    public ExecutionResult execute(Cell cell, CellContext context) throws InterpreterException {
        lastCell = cell;
        ObjectNode request = Json.object()
                .put("code", cell.code())
                .put("count", cell.executionCount())
                .put("silent", cell.silent())
                .put("store_history", cell.storeHistory() && !cell.silent())
                .put("tag", cell.jobTag());
        try {
            return Replies.execution(run(FrameKind.EXECUTE, cell.id(), request, context));
        } catch (ProtocolViolation e) {
            throw fault(e);
        }
    }

    @Override
    public Map<String, ExpressionResult> evaluate(Map<String, String> expressions, CellContext context)
            throws InterpreterException {
        if (expressions.isEmpty()) {
            return Map.of();
        }
        Cell cell = lastCell;
        ObjectNode request = Json.object().put("tag", cell == null ? "" : cell.jobTag());
        ObjectNode named = request.putObject("expressions");
        expressions.forEach(named::put);
        try {
            return Replies.expressions(run(FrameKind.EVALUATE, cell == null ? "" : cell.id(), request, context));
        } catch (ProtocolViolation e) {
            throw fault(e);
        }
    }

    /** Has something run on the child's main thread and serves its questions meanwhile, on the calling thread. */
    private Sections run(FrameKind kind, String cellId, ObjectNode request, CellContext context)
            throws InterpreterException {
        PythonChild running = running();
        Run run = running.runs().open(cellId, context);
        boolean interrupted = false;
        try {
            if (!running.writer().offer(kind, run.number(), Json.writeBytes(request))) {
                throw new InterpreterFaultException("Python does not read what it is sent");
            }
            while (true) {
                try {
                    RunEvent event = run.await();
                    switch (event.kind()) {
                        case ASKED -> answerInput(running, run, event.body());
                        case DONE -> {
                            return event.body();
                        }
                        case GONE -> throw running.death();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    running.interrupt(run);
                }
            }
        } finally {
            running.runs().end(run);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void answerInput(PythonChild running, Run run, Sections question)
            throws InterpreterException, InterruptedException {
        ObjectNode answer = Json.object().put("interrupted", true);
        try {
            JsonNode asked = question.json(0);
            answer.set("id", asked.path("id"));
            if (run.beginAsking()) {
                boolean password = asked.path("password").asBoolean();
                answer.put("value", run.context().input(asked.path("prompt").asText(), password));
            }
        } catch (InputNotAllowedException e) {
            answer.put("interrupted", false).put("refused", e.getMessage());
        } catch (ProtocolViolation e) {
            throw fault(e);
        } catch (InterruptedException e) {
            if (!run.isGone()) {
                throw e;
            }
        } finally {
            run.endAsking();
            running.writer().offer(FrameKind.INPUT_REPLY, run.number(), Json.writeBytes(answer));
        }
    }

    @Override
    public Completion complete(String code, int cursor) throws InterpreterException, InterruptedException {
        ObjectNode question = Json.object().put("code", code).put("cursor", cursor);
        try {
            return Replies.completion(ask(FrameKind.COMPLETE, question), code.codePointCount(0, code.length()));
        } catch (ProtocolViolation e) {
            throw fault(e);
        }
    }

    @Override
    public Inspection inspect(String code, int cursor, int detailLevel)
            throws InterpreterException, InterruptedException {
        ObjectNode question =
                Json.object().put("code", code).put("cursor", cursor).put("detail", detailLevel);
        try {
            return Replies.inspection(ask(FrameKind.INSPECT, question));
        } catch (ProtocolViolation e) {
            throw fault(e);
        }
    }

    @Override
    public Completeness isComplete(String code) throws InterpreterException, InterruptedException {
        try {
            return Replies.completeness(ask(FrameKind.IS_COMPLETE, Json.object().put("code", code)));
        } catch (ProtocolViolation e) {
            throw fault(e);
        }
    }

    private Sections ask(FrameKind kind, ObjectNode question)
            throws InterpreterException, InterruptedException, ProtocolViolation {
        PythonChild running = running();
        Optional<Sections> answer = running.answers().ask(kind, question, settings.requestTimeout());
        if (answer.isEmpty()) {
            if (!running.isAlive()) {
                throw running.death();
            }
            throw new InterpreterFaultException("Python did not answer within "
                    + settings.requestTimeout().toSeconds() + " s: something in it holds the interpreter");
        }
        JsonNode trouble = answer.get().json(0).path("fault");
        if (trouble.isTextual()) {
            throw new InterpreterFaultException("Python could not answer: " + trouble.textValue());
        }
        return answer.get();
    }

    @Override
    public void interrupt(String cellId) {
        PythonChild running = child;
        if (running != null) {
            running.runs().current().filter(run -> run.cellId().equals(cellId)).ifPresent(running::interrupt);
        }
    }

    @Override
    public <F extends Facility> Optional<F> facility(Class<F> kind) {
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        PythonChild running = child;
        if (running != null) {
            running.close();
        }
    }

    private PythonChild running() throws InterpreterException {
        PythonChild running = child;
        if (running == null) {
            throw new InterpreterDiedException("Python was not started");
        }
        if (!running.isAlive()) {
            throw running.death();
        }
        return running;
    }

    private static InterpreterFaultException fault(ProtocolViolation e) {
        return new InterpreterFaultException("Python answered what nobody can read: " + e.getMessage(), e);
    }
}
