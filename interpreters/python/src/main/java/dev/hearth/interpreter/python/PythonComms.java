package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Comms of the {@code comm} package, by which ipywidgets and others speak with their views. Thread-safe. {@link #receive}
 * returns when the message has been handled: on the child's main thread if no cell has it, else beside the cell ({@code
 * turns.py} has the rule).
 */
final class PythonComms implements Facility.Comms {
    private final ChildCalls calls;

    PythonComms(ChildCalls calls) {
        this.calls = calls;
    }

    @Override
    public void receive(Facility.CommMessage message, CellContext context) throws InterpreterException {
        PythonChild running = calls.running();
        String id = context.requestId();
        RawJson head = Json.write(
                Json.object().put("type", message.messageType()).put("id", id).put("tag", "hearth-comm"));
        List<ByteBuffer> sections = new ArrayList<>();
        sections.add(ByteBuffer.wrap(head.utf8()));
        sections.add(ByteBuffer.wrap(message.content().utf8()));
        sections.add(ByteBuffer.wrap(message.metadata().utf8()));
        sections.addAll(message.buffers());
        Run run = running.runs().open(id, context, Run.Place.ANYWHERE);
        Sections done = calls.run(running, FrameKind.COMM, run, Sections.join(sections));
        try {
            JsonNode now = done.json(0);
            String commId = Json.read(message.content()).path("comm_id").asText();
            if (now.path("open").asBoolean()) {
                running.comms().opened(commId, now.path("target").asText());
            } else {
                running.comms().closed(commId);
            }
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        } catch (MalformedMessageException e) {
            // Python could not read it either, and has said so in the output.
        }
    }

    @Override
    public Map<String, String> open() {
        PythonChild running = calls.child();
        return running == null || !running.isAlive()
                ? Map.of()
                : running.comms().all();
    }
}
