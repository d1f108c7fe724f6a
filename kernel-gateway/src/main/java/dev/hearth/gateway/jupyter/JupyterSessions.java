package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.session.SessionView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Jupyter's sessions, as they are stored: they come back when the gateway is restarted. A kernel that was begun with a path is
 * one too. Thread-safe; the lock is held over commits, because what is stored and what is shown must not be told apart.
 */
final class JupyterSessions {
    private final DocumentStore store;
    private final Map<UUID, JupyterSession> byId = new LinkedHashMap<>(); // guarded by this

    /** Those that are stored. */
    JupyterSessions(DocumentStore store) {
        this.store = store;
        store.all().forEach(session -> byId.put(session.id(), session));
    }

    /**
     * Takes up what kernels say that have no session here, and lets go whose kernel is gone.
     *
     * @param kernels all there are, of all owners, as they are shown
     * @param exists whether there is a kernel now: one may have come since {@code kernels} were listed
     */
    synchronized void align(List<SessionView> kernels, Predicate<UUID> exists) {
        list().stream().filter(session -> !exists.test(session.kernel())).forEach(gone -> remove(gone.id()));
        Set<UUID> used = byId.values().stream().map(JupyterSession::kernel).collect(Collectors.toSet());
        for (SessionView view : kernels) {
            if (view.path() != null && !used.contains(view.id()) && exists.test(view.id())) {
                JupyterSession found = remembered(view, view.path());
                if (!byId.containsKey(found.id())) {
                    put(found);
                }
            }
        }
    }

    private static JupyterSession remembered(SessionView view, String path) {
        String likely = path.endsWith(".ipynb") ? "notebook" : "console";
        String type = Objects.requireNonNullElse(view.documentType(), likely);
        String name = Objects.requireNonNullElse(view.name(), "");
        return new JupyterSession(idOf(view), view.owner(), view.id(), path, name, type);
    }

    /** The id of the session that a kernel remembers: the one that was noted, else the one that it began with. */
    static UUID idOf(SessionView kernel) {
        return Objects.requireNonNullElseGet(kernel.document(), () -> idFor(kernel.id()));
    }

    /** The id of a session that begins with this kernel: the same after a restart of the gateway. */
    static UUID idFor(UUID kernel) {
        return UUID.nameUUIDFromBytes(("session of " + kernel).getBytes(StandardCharsets.US_ASCII));
    }

    /** Adds a session, unless its owner has one with this path: that is returned then. */
    synchronized JupyterSession addOrGet(JupyterSession session) {
        return ofPath(session.owner(), session.path()).orElseGet(() -> {
            JupyterSession added = byId.containsKey(session.id())
                    ? new JupyterSession(
                            UUID.randomUUID(),
                            session.owner(),
                            session.kernel(),
                            session.path(),
                            session.name(),
                            session.type())
                    : session;
            put(added);
            return added;
        });
    }

    private void put(JupyterSession session) {
        store.put(session);
        byId.put(session.id(), session);
    }

    /** The owner's session with this path. */
    synchronized Optional<JupyterSession> ofPath(String owner, String path) {
        return byId.values().stream()
                .filter(session ->
                        session.owner().equals(owner) && session.path().equals(path))
                .findFirst();
    }

    /** All, oldest first. */
    synchronized List<JupyterSession> list() {
        return new ArrayList<>(byId.values());
    }

    /** The session with this id. */
    synchronized Optional<JupyterSession> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Takes the place of the session with this id, if it is still there. */
    synchronized boolean replace(JupyterSession changed) {
        if (!byId.containsKey(changed.id())) {
            return false;
        }
        put(changed);
        return true;
    }

    /** Removes a session. */
    synchronized void remove(UUID id) {
        store.remove(id);
        byId.remove(id);
    }
}
