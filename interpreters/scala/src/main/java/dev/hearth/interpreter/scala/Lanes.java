package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterFaultException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The subshells of a session. Thread-safe. Each is a name only: the threads are the caller's, and all see the same definitions.
 */
final class Lanes implements Facility.Subshells {
    private final Consumer<String> interrupt;
    private final Set<String> ids = new LinkedHashSet<>();
    private final Map<String, String> running = new HashMap<>();
    private int made;

    /** {@code interrupt} ends the cell of an id. */
    Lanes(Consumer<String> interrupt) {
        this.interrupt = interrupt;
    }

    @Override
    public synchronized String create() {
        String id = "scala-" + ++made;
        ids.add(id);
        return id;
    }

    @Override
    public boolean delete(String subshellId) {
        String cell;
        synchronized (this) {
            if (!ids.remove(subshellId)) {
                return false;
            }
            cell = running.remove(subshellId);
        }
        if (cell != null) {
            interrupt.accept(cell);
        }
        return true;
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(ids);
    }

    /** A cell begins in its subshell, if it names one. */
    synchronized void begin(Cell cell) throws InterpreterFaultException {
        String id = cell.subshellId();
        if (id != null) {
            if (!ids.contains(id)) {
                throw new InterpreterFaultException("there is no subshell " + id + "; there are " + ids);
            }
            running.put(id, cell.id());
        }
    }

    /** The cell ended. */
    synchronized void end(Cell cell) {
        if (cell.subshellId() != null) {
            running.remove(cell.subshellId(), cell.id());
        }
    }
}
