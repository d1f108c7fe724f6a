package dev.hearth.driver;

import dev.hearth.interpreter.Facility;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Subshells that are only names. Thread-safe. */
final class FakeSubshells implements Facility.Subshells {
    private final AtomicInteger made = new AtomicInteger();
    private final Set<String> ids = new ConcurrentSkipListSet<>();

    @Override
    public String create() {
        String id = "fake-" + made.incrementAndGet();
        ids.add(id);
        return id;
    }

    @Override
    public boolean delete(String subshellId) {
        return ids.remove(subshellId);
    }

    @Override
    public List<String> list() {
        return List.copyOf(ids);
    }
}
