package dev.hearth.driver.dispatch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The session's shells: the main one, and the subshells that clients have made, at most {@value #MOST}. Thread-safe; owns a lane
 * for each, with the threads {@code hearth-shell} and {@code hearth-subshell-ID}.
 */
final class Shells implements AutoCloseable {
    /** JupyterLab makes one for each kind of comm. */
    static final int MOST = 32;

    private final Languages languages;
    private final int queue;
    private final BiConsumer<Lane, Request> server;
    private final Lane main;
    private final Map<String, Subshell> subshells = new ConcurrentSkipListMap<>();
    private int made; // guarded by this
    private boolean closed; // guarded by this

    /**
     * A main shell that does not serve yet.
     *
     * @param queue the most requests that wait for each of them
     * @param server serves a request of a lane
     */
    Shells(Languages languages, int queue, BiConsumer<Lane, Request> server) {
        this.languages = languages;
        this.queue = queue;
        this.server = server;
        this.main = lane("hearth-shell");
    }

    private Lane lane(String thread) {
        Lane[] self = new Lane[1];
        self[0] = new Lane(thread, queue, request -> server.accept(self[0], request));
        return self[0];
    }

    Lane main() {
        return main;
    }

    Optional<Subshell> find(@Nullable String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(subshells.get(id));
    }

    /** The ids of the subshells, the main shell not among them. */
    List<String> ids() {
        return List.copyOf(subshells.keySet());
    }

    /** Makes a subshell; empty if there are too many. */
    synchronized Optional<String> create() {
        if (closed || subshells.size() >= MOST) {
            return Optional.empty();
        }
        String id = Integer.toString(++made);
        Subshell subshell = new Subshell(lane("hearth-subshell-" + id));
        subshells.put(id, subshell);
        subshell.lane().start();
        return Optional.of(id);
    }

    /**
     * Takes a subshell off the list and ends its running cell; what waited in it is left to the caller. Empty if unknown.
     *
     * @param interrupt interrupts its cells; called when what waits can no longer become one
     */
    Optional<List<Request>> delete(String id, Runnable interrupt) {
        Subshell subshell = subshells.remove(id);
        if (subshell == null) {
            return Optional.empty();
        }
        List<Request> waiting = subshell.lane().drain();
        interrupt.run();
        subshell.delete(languages);
        subshell.lane().close();
        return Optional.of(waiting);
    }

    /** The lane of a request's shell, the main one's if the subshell is unknown. */
    Lane laneOf(Request request) {
        return find(request.subshellId()).map(Subshell::lane).orElse(main);
    }

    /** Whether one of them serves a request now. */
    boolean isServing() {
        return main.isServing()
                || subshells.values().stream().anyMatch(each -> each.lane().isServing());
    }

    /** None of them begins another request. */
    @Override
    public synchronized void close() {
        closed = true;
        main.close();
        subshells.values().forEach(each -> each.lane().close());
    }
}
