package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import dev.hearth.protocol.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Python's variables by name. Plain values pass as JSON, a Spark DataFrame and any other object of the JVM through Py4J, a
 * pandas DataFrame becomes one of Spark's. Thread-safe; {@link #give} and {@link #take} run on the child's main thread.
 */
final class PythonValues implements Facility.Values {
    private final ChildCalls calls;
    private final Supplier<LastCell> last;

    PythonValues(ChildCalls calls, Supplier<LastCell> last) {
        this.calls = calls;
        this.last = last;
    }

    @Override
    public List<Facility.Variable> variables() throws InterpreterException, InterruptedException {
        try {
            List<Facility.Variable> found = new ArrayList<>();
            for (JsonNode one : calls.ask(FrameKind.VARIABLES, Json.object()).json(1)) {
                found.add(new Facility.Variable(
                        one.path("name").asText(),
                        one.path("type").asText(),
                        one.path("size").asLong(-1),
                        one.path("preview").asText()));
            }
            return found;
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        }
    }

    @Override
    public Optional<Facility.Value> give(String name) throws InterpreterException {
        String key = Exchange.newKey();
        try {
            ObjectNode request = Json.object().put("name", name).put("key", key);
            Sections given = run(FrameKind.GIVE, request, Optional.empty());
            JsonNode head = given.json(0);
            if (head.path("missing").asBoolean()) {
                return Optional.empty();
            }
            String type = head.path("type").asText();
            if (head.path("form").asText().equals(PlainValue.FORM)) {
                return Optional.of(new Facility.Value(PlainValue.FORM, type, ByteBuffer.wrap(given.bytes(1)), null));
            }
            Object live = Exchange.take(key);
            if (live == null) {
                throw new InterpreterFaultException("Python gave " + name + " to nobody");
            }
            return Optional.of(Facility.Value.object(live, type));
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        } finally {
            Exchange.take(key);
        }
    }

    @Override
    public void take(String name, Facility.Value value) throws InterpreterException {
        boolean plain = value.form().equals(PlainValue.FORM);
        if (!plain && !value.form().equals(Facility.Value.OBJECT)) {
            throw new UnpassableValueException("Python takes no value of the form " + value.form());
        }
        String key = Exchange.newKey();
        ObjectNode request = Json.object()
                .put("name", name)
                .put("form", value.form())
                .put("type", value.type())
                .put("key", key);
        try {
            if (!plain) {
                Exchange.put(key, Objects.requireNonNull(value.live(), "live"));
            }
            run(FrameKind.TAKE, request, Optional.of(value.data()));
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        } finally {
            Exchange.take(key);
        }
    }

    private Sections run(FrameKind kind, ObjectNode request, Optional<ByteBuffer> data)
            throws InterpreterException, ProtocolViolation {
        PythonChild running = calls.running();
        LastCell cell = last.get();
        request.put("cell", cell.id()).put("tag", cell.tag());
        byte[] head = Json.writeBytes(request);
        byte[] body = data.isEmpty() ? head : Sections.join(List.of(ByteBuffer.wrap(head), data.get()));
        Run run = running.runs().open(cell.id(), new Passing(cell.context()), Run.Place.MAIN);
        Sections done = calls.run(running, kind, run, body);
        JsonNode problem = done.json(0).path("problem");
        if (problem.isTextual()) {
            throw new UnpassableValueException(problem.textValue());
        }
        return done;
    }

    /** The last cell's way out, and not its interrupt: that one is over. */
    private record Passing(CellContext of) implements CellContext {
        @Override
        public OutputSink output() {
            return of.output();
        }

        @Override
        public String input(String prompt, boolean password) throws InputNotAllowedException {
            throw new InputNotAllowedException();
        }

        @Override
        public boolean interrupted() {
            return false;
        }
    }
}
