package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.protocol.Json;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Python libraries of one session: every child has them, the next one, too. Thread-safe. */
final class PythonLibraries implements Facility.Libraries {
    /** Spark may have to start first, and to fetch the library. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ChildCalls calls;
    private final Set<String> locations = new LinkedHashSet<>(); // guarded by this

    PythonLibraries(ChildCalls calls) {
        this.calls = calls;
    }

    @Override
    public void add(String location) throws InterpreterException, InterruptedException {
        PythonChild running;
        synchronized (this) {
            running = calls.child();
            if (running == null || !running.isAlive()) {
                locations.add(location); // the next child gets it
                return;
            }
        }
        JsonNode answer;
        try {
            answer = calls.ask(FrameKind.LIBRARY, Json.object().put("location", location), PATIENCE)
                    .json(0);
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        }
        JsonNode problem = answer.path("problem");
        if (problem.isTextual()) {
            throw new InterpreterFaultException(problem.textValue());
        }
        synchronized (this) {
            locations.add(location);
        }
    }

    /** Gives a child that was just started what the session has so far; its cells wait for it. */
    synchronized void giveTo(PythonChild started) throws InterpreterException {
        for (String location : locations) {
            byte[] request = Json.writeBytes(Json.object().put("location", location));
            if (!started.writer().offer(FrameKind.LIBRARY, 0, request)) {
                throw new InterpreterFaultException("Python does not read what it is sent");
            }
        }
        calls.use(started);
    }
}
