package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.protocol.Json;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may be asked of the child there is: to run something, or to answer a question meanwhile. Thread-safe. */
final class ChildCalls {
    private final PythonSettings settings;
    private volatile @Nullable PythonChild child;

    ChildCalls(PythonSettings settings) {
        this.settings = settings;
    }

    PythonSettings settings() {
        return settings;
    }

    void use(PythonChild started) {
        child = started;
    }

    /** The child, dead or alive; null before the first. */
    @Nullable
    PythonChild child() {
        return child;
    }

    /** The child, if it can be spoken to. */
    PythonChild running() throws InterpreterException {
        PythonChild running = child;
        if (running == null) {
            throw new InterpreterDiedException("Python was not started");
        }
        if (!running.isAlive()) {
            throw running.death();
        }
        return running;
    }

    /** Has something run in the child and serves its questions meanwhile, on the calling thread. */
    Sections run(PythonChild running, FrameKind kind, Run run, byte[] request) throws InterpreterException {
        boolean interrupted = false;
        try {
            if (!running.writer().offer(kind, run.number(), request)) {
                throw new InterpreterFaultException("Python does not read what it is sent");
            }
            if (run.context().interrupted()) { // before there was a run that could have been interrupted
                running.interrupt(run);
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
            if (!run.isOver()) {
                throw e;
            }
        } finally {
            run.endAsking();
            running.writer().offer(FrameKind.INPUT_REPLY, run.number(), Json.writeBytes(answer));
        }
    }

    /** An answer from beside the main thread. */
    Sections ask(FrameKind kind, ObjectNode question)
            throws InterpreterException, InterruptedException, ProtocolViolation {
        return ask(kind, question, settings.requestTimeout());
    }

    Sections ask(FrameKind kind, ObjectNode question, Duration timeout)
            throws InterpreterException, InterruptedException, ProtocolViolation {
        PythonChild running = running();
        Optional<Sections> answer = running.answers().ask(kind, question, timeout);
        if (answer.isEmpty()) {
            if (!running.isAlive()) {
                throw running.death();
            }
            throw new InterpreterFaultException("Python did not answer within " + timeout.toSeconds()
                    + " s: something in it holds the interpreter");
        }
        JsonNode trouble = answer.get().json(0).path("fault");
        if (trouble.isTextual()) {
            throw new InterpreterFaultException("Python could not answer: " + trouble.textValue());
        }
        return answer.get();
    }

    static InterpreterFaultException fault(ProtocolViolation e) {
        return new InterpreterFaultException("Python answered what nobody can read: " + e.getMessage(), e);
    }
}
