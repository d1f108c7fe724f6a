package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Facility;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The cells that run, and the subshells in which they do. Thread-safe.
 *
 * <p>All subshells are one session: a view that one makes, the others see. Only cells are apart.
 */
final class SqlSubshells implements Facility.Subshells {
    private final ConcurrentHashMap<String, InterruptibleCell> running = new ConcurrentHashMap<>();
    private final Set<String> ids = new ConcurrentSkipListSet<>();
    private final AtomicLong made = new AtomicLong();
    private final LastResults results;

    SqlSubshells(LastResults results) {
        this.results = results;
    }

    /** A cell's life among the running ones. */
    <R> R during(String cellId, InterruptibleCell cell, java.util.function.Supplier<R> life) {
        running.put(cellId, cell);
        try {
            return life.get();
        } finally {
            running.remove(cellId, cell);
        }
    }

    void interrupt(String cellId) {
        InterruptibleCell cell = running.get(cellId);
        if (cell != null) {
            cell.interrupt();
        }
    }

    @Override
    public String create() {
        String id = "sql-" + made.incrementAndGet();
        ids.add(id);
        return id;
    }

    @Override
    public boolean delete(String subshellId) {
        boolean was = ids.remove(subshellId);
        running.values().stream().filter(cell -> cell.isIn(subshellId)).forEach(InterruptibleCell::interrupt);
        results.forget(subshellId);
        return was;
    }

    @Override
    public List<String> list() {
        return List.copyOf(ids);
    }
}
