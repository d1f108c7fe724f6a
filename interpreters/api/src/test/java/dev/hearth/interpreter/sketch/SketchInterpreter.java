package dev.hearth.interpreter.sketch;

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
import dev.hearth.interpreter.OutputSink;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A toy language that uses every part of the contract: {@code name = value} binds, {@code name} shows, {@code wait} waits for
 * an interrupt, {@code die} dies, {@code ask} asks. It shows that comms, subshells, a debugger and passing of values fit the
 * contract as it stands. Thread-safe.
 */
final class SketchInterpreter
        implements Interpreter, Facility.Comms, Facility.Subshells, Facility.Debugger, Facility.Values {
    private final Map<String, String> variables = new ConcurrentHashMap<>();
    private final Map<String, String> comms = new ConcurrentHashMap<>();
    private final Set<String> subshells = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> running = new ConcurrentHashMap<>();
    private volatile boolean alive;

    @Override
    public Language language() {
        return Language.SQL;
    }

    @Override
    public LanguageInfo languageInfo() {
        return new LanguageInfo("toy", "1", "text/x-toy", ".toy", "text", "text", "script");
    }

    @Override
    public Set<Request> beside() {
        return Set.of(Request.COMPLETE, Request.COMM, Request.DEBUG, Request.VARIABLES);
    }

    @Override
    public void start() {
        alive = true;
    }

    @Override
    public ExecutionResult execute(Cell cell, CellContext context) throws InterpreterException {
        if (!alive) {
            throw new InterpreterDiedException("the toy is not alive");
        }
        CountDownLatch interrupted = new CountDownLatch(1);
        running.put(cell.id(), interrupted);
        try {
            return run(cell.code().strip(), context, interrupted);
        } catch (InterruptedException e) {
            return new ExecutionResult.Interrupted("Interrupted", "", List.of("Interrupted"));
        } finally {
            running.remove(cell.id());
        }
    }

    private ExecutionResult run(String code, CellContext context, CountDownLatch interrupted)
            throws InterpreterException, InterruptedException {
        int equals = code.indexOf('=');
        if (equals > 0) {
            variables.put(
                    code.substring(0, equals).strip(),
                    code.substring(equals + 1).strip());
            return ExecutionResult.Succeeded.nothing();
        }
        switch (code) {
            case "wait" -> {
                if (interrupted.await(10, TimeUnit.SECONDS)) {
                    return new ExecutionResult.Interrupted("Interrupted", "", List.of("Interrupted"));
                }
                throw new InterpreterFaultException("nobody interrupted the wait");
            }
            case "die" -> {
                alive = false;
                throw new InterpreterDiedException("the toy died; its variables are lost");
            }
            case "ask" -> {
                try {
                    return ExecutionResult.Succeeded.of(MimeBundle.text(context.input("name? ", false)));
                } catch (InputNotAllowedException e) {
                    return new ExecutionResult.Failed("NoInput", String.valueOf(e.getMessage()), List.of());
                }
            }
            default -> {
                String value = variables.get(code);
                return value == null
                        ? new ExecutionResult.Failed("NameError", code, List.of("NameError: " + code))
                        : ExecutionResult.Succeeded.of(MimeBundle.text(value));
            }
        }
    }

    @Override
    public Map<String, ExpressionResult> evaluate(Map<String, String> expressions, CellContext context) {
        Map<String, ExpressionResult> results = new LinkedHashMap<>();
        expressions.forEach((key, name) -> {
            String value = variables.get(name);
            results.put(
                    key,
                    value == null
                            ? new ExpressionResult.Failed("NameError", name, List.of())
                            : new ExpressionResult.Value(MimeBundle.text(value)));
        });
        return results;
    }

    @Override
    public Completion complete(String code, int cursor) {
        List<Completion.Candidate> candidates = new ArrayList<>();
        for (String name : variables.keySet()) {
            if (name.startsWith(code)) {
                candidates.add(new Completion.Candidate(name, "instance", ""));
            }
        }
        return new Completion(0, cursor, candidates);
    }

    @Override
    public Inspection inspect(String code, int cursor, int detailLevel) {
        String value = variables.get(code);
        return value == null ? Inspection.notFound() : Inspection.of(MimeBundle.text(value));
    }

    @Override
    public Completeness isComplete(String code) {
        return Completeness.of(code.endsWith("=") ? Completeness.Status.INCOMPLETE : Completeness.Status.COMPLETE);
    }

    @Override
    public void interrupt(String cellId) {
        CountDownLatch latch = running.get(cellId);
        if (latch != null) {
            latch.countDown();
        }
    }

    @Override
    public <F extends Facility> Optional<F> facility(Class<F> kind) {
        return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
    }

    @Override
    public void receive(Facility.CommMessage message, CellContext context) throws InterruptedException {
        String id = Json.parse(message.content()).path("comm_id").asText();
        switch (message.messageType()) {
            case "comm_open" -> {
                comms.put(id, "toy");
                context.output().broadcast("comm_msg", message.content(), RawJson.EMPTY_OBJECT, message.buffers());
            }
            case "comm_close" -> comms.remove(id);
            default -> context.output().broadcast("comm_msg", message.content(), message.metadata(), message.buffers());
        }
    }

    @Override
    public Map<String, String> open() {
        return Map.copyOf(comms);
    }

    @Override
    public String create() {
        String id = "sub-" + (subshells.size() + 1);
        subshells.add(id);
        return id;
    }

    @Override
    public boolean delete(String subshellId) {
        return subshells.remove(subshellId);
    }

    @Override
    public List<String> list() {
        return List.copyOf(subshells);
    }

    @Override
    public RawJson request(RawJson dapRequest, OutputSink events) throws InterruptedException {
        events.broadcast("debug_event", RawJson.of("{\"event\":\"stopped\"}"), RawJson.EMPTY_OBJECT, List.of());
        return RawJson.of("{\"success\":true}");
    }

    @Override
    public List<Facility.Variable> variables() {
        List<Facility.Variable> list = new ArrayList<>();
        variables.forEach((name, value) -> list.add(new Facility.Variable(name, "text", value.length(), value)));
        return list;
    }

    @Override
    public Optional<Facility.Value> give(String name) {
        return Optional.ofNullable(variables.get(name))
                .map(value -> new Facility.Value("json", "text", ByteBuffer.wrap(Json.writeBytes(value)), null));
    }

    @Override
    public void take(String name, Facility.Value value) {
        variables.put(
                name, StandardCharsets.UTF_8.decode(value.data().duplicate()).toString());
    }

    @Override
    public void close() {
        alive = false;
    }
}
