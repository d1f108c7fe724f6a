package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Inspection;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.interpreter.LanguageInfo;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Python, in a child process. Usable without Spark. Threads as the contract says; in detail: {@link #execute} and {@link
 * #evaluate} on one thread at a time, everything else on any.
 *
 * <p>While a cell runs, inspection tells what it can without the user's own code, {@code __repr__} and properties for two. A cell cannot end the session: {@code sys.exit()} fails the cell and {@code quit()} only says so.
 */
public final class PythonInterpreter implements Interpreter {
    private static final String UNKNOWN_VERSION = "3";

    private final ChildCalls calls;
    private final PythonSubshells subshells;
    private final PythonLibraries libraries;
    private final List<Facility> facilities;
    private final LastCells cells = new LastCells();
    private volatile String version = UNKNOWN_VERSION;
    private volatile boolean closed;

    public PythonInterpreter(PythonSettings settings) {
        calls = new ChildCalls(settings);
        subshells = new PythonSubshells(calls);
        libraries = new PythonLibraries(calls);
        facilities = List.of(
                new PythonComms(calls),
                subshells,
                libraries,
                new PythonValues(calls, cells::last),
                new PythonDebugger(calls));
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
        return Set.of(Request.values());
    }

    @Override
    public synchronized void start() throws InterpreterException, InterruptedException {
        PythonChild before = calls.child();
        if (closed || (before != null && before.isAlive())) {
            throw new InterpreterFaultException(closed ? "Python was shut down" : "Python is already running");
        }
        PythonChild started = PythonChild.start(calls.settings());
        version = started.version();
        libraries.giveTo(started);
    }

    @Override
    public ExecutionResult execute(Cell cell, CellContext context) throws InterpreterException {
        LastCell began = cells.begin(cell, context);
        ObjectNode request = Json.object()
                .put("code", cell.code())
                .put("count", cell.executionCount())
                .put("silent", cell.silent())
                .put("store_history", cell.storeHistory() && !cell.silent())
                .put("livy", cell.options().containsKey(Cell.LIVY));
        try {
            return Replies.execution(run(FrameKind.EXECUTE, began, request, context), context.interrupted());
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        }
    }

    @Override
    public Map<String, ExpressionResult> evaluate(Map<String, String> expressions, CellContext context)
            throws InterpreterException {
        if (expressions.isEmpty()) {
            return Map.of();
        }
        ObjectNode request = Json.object();
        ObjectNode named = request.putObject("expressions");
        expressions.forEach(named::put);
        try {
            return Replies.expressions(run(FrameKind.EVALUATE, cells.of(context), request, context));
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        }
    }

    private Sections run(FrameKind kind, LastCell cell, ObjectNode request, CellContext context)
            throws InterpreterException {
        PythonChild running = calls.running();
        request.put("cell", cell.id()).put("tag", cell.tag());
        Run.Place place = Run.Place.MAIN;
        if (cell.subshell() != null) {
            subshells.ready(running, cell.subshell());
            request.put("lane", cell.subshell());
            place = Run.Place.in(cell.subshell());
        }
        return calls.run(running, kind, running.runs().open(cell.id(), context, place), Json.writeBytes(request));
    }

    @Override
    public Completion complete(String code, int cursor) throws InterpreterException, InterruptedException {
        ObjectNode question = Json.object().put("code", code).put("cursor", cursor);
        try {
            return Replies.completion(calls.ask(FrameKind.COMPLETE, question), code.codePointCount(0, code.length()));
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        }
    }

    @Override
    public Inspection inspect(String code, int cursor, int detailLevel)
            throws InterpreterException, InterruptedException {
        ObjectNode question =
                Json.object().put("code", code).put("cursor", cursor).put("detail", detailLevel);
        try {
            return Replies.inspection(calls.ask(FrameKind.INSPECT, question));
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        }
    }

    @Override
    public Completeness isComplete(String code) throws InterpreterException, InterruptedException {
        try {
            return Replies.completeness(
                    calls.ask(FrameKind.IS_COMPLETE, Json.object().put("code", code)));
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        }
    }

    @Override
    public void interrupt(String cellId) {
        PythonChild running = calls.child();
        if (running != null) {
            running.runs().current(cellId).forEach(running::interrupt);
        }
    }

    @Override
    public <F extends Facility> Optional<F> facility(Class<F> kind) {
        return facilities.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    @Override
    public void close() {
        closed = true;
        PythonChild running = calls.child();
        if (running != null) {
            running.close();
        }
    }
}
