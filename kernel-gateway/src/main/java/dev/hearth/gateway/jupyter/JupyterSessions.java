package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Jupyter's sessions. Those that began with a kernel of their own come back when the gateway is restarted, since the kernel
 * keeps their path and name. Thread-safe.
 */
final class JupyterSessions {
    private final Map<UUID, JupyterSession> byId = new LinkedHashMap<>(); // guarded by this

    /**
     * Takes up what kernels of a gateway before say, and lets go whose kernel is gone.
     *
     * @param kernels all there are, of all owners
     * @param exists whether there is a kernel now: one may have come since {@code kernels} were listed
     */
    synchronized void align(List<Session> kernels, Predicate<UUID> exists) {
        byId.values().removeIf(session -> !exists.test(session.kernel()));
        Set<UUID> used = byId.values().stream().map(JupyterSession::kernel).collect(Collectors.toSet());
        for (Session kernel : kernels) {
            SessionView view = kernel.view();
            if (view.path() != null && !used.contains(view.id()) && exists.test(view.id())) {
                JupyterSession found = remembered(view, view.path());
                byId.putIfAbsent(found.id(), found);
            }
        }
    }

    private static JupyterSession remembered(SessionView view, String path) {
        String type = path.endsWith(".ipynb") ? "notebook" : "console";
        String name = view.name() == null ? "" : view.name();
        return new JupyterSession(idFor(view.id()), view.owner(), view.id(), path, name, type);
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
            byId.put(added.id(), added);
            return added;
        });
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

    /** Changes a session; null if it is gone. */
    synchronized @Nullable JupyterSession change(UUID id, UnaryOperator<JupyterSession> change) {
        return byId.computeIfPresent(id, (key, session) -> change.apply(session));
    }

    /** Removes a session. */
    synchronized void remove(UUID id) {
        byId.remove(id);
    }
}
