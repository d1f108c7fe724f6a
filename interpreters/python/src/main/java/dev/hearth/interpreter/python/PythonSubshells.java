package dev.hearth.interpreter.python;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.protocol.Json;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Subshells: each a thread of the child's with the session's one namespace. Thread-safe. They outlive the child: another one
 * makes those that it is asked for.
 */
final class PythonSubshells implements Facility.Subshells {
    private final ChildCalls calls;
    private final Set<String> ids = new ConcurrentSkipListSet<>();

    PythonSubshells(ChildCalls calls) {
        this.calls = calls;
    }

    @Override
    public String create() throws InterpreterException {
        calls.running();
        String id = UUID.randomUUID().toString();
        ids.add(id);
        return id;
    }

    @Override
    public boolean delete(String subshellId) {
        if (!ids.remove(subshellId)) {
            return false;
        }
        PythonChild running = calls.child();
        if (running != null && running.subshells().remove(subshellId)) {
            running.runs().in(subshellId).forEach(running::interrupt);
            running.writer()
                    .offer(FrameKind.SUBSHELL, 0, Json.writeBytes(Json.object().put("delete", subshellId)));
        }
        return true;
    }

    @Override
    public List<String> list() {
        return List.copyOf(ids);
    }

    /** Makes sure that the child has the thread. */
    void ready(PythonChild running, String subshellId) throws InterpreterException {
        if (!ids.contains(subshellId)) {
            throw new InterpreterFaultException("there is no subshell " + subshellId);
        }
        if (running.subshells().add(subshellId)) {
            running.writer()
                    .offer(FrameKind.SUBSHELL, 0, Json.writeBytes(Json.object().put("create", subshellId)));
        }
    }
}
