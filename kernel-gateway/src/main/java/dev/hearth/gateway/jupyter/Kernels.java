package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Ownership;
import dev.hearth.gateway.session.NewSession;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionView;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sessions as kernels: whose they are, how they are found, begun and shown. Thread-safe. */
final class Kernels {
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int SHOWN_CHARS = 100;

    private final Sessions sessions;
    private final Access access;
    private final Kernelspecs specs;

    Kernels(Sessions sessions, Access access, Kernelspecs specs) {
        this.sessions = sessions;
        this.access = access;
        this.specs = specs;
    }

    /** What a kernel is begun with; the environment is allow-listed already. */
    record Wish(
            @Nullable String spec,
            Map<String, String> env,
            @Nullable String id,
            @Nullable String name,
            @Nullable String path,
            @Nullable String type) {}

    /**
     * Begins a kernel. Returns at once.
     *
     * @throws GatewayException with {@code KERNELSPEC_NOT_FOUND}, {@code BAD_REQUEST} for an id that is no UUID, and with
     *     what {@link Sessions#create} gives
     */
    Session begin(Caller caller, Wish wish) {
        Kernelspec spec = specs.require(wish.spec());
        UUID id = null;
        if (wish.id() != null) {
            if (!ID.matcher(wish.id()).matches()) {
                throw new GatewayException(ErrorCode.BAD_REQUEST, "kernel_id must be a UUID");
            }
            id = UUID.fromString(wish.id());
        }
        return sessions.create(new NewSession(
                caller.owner(),
                null,
                spec.profile(),
                spec.language(),
                wish.env(),
                id,
                wish.name(),
                wish.path(),
                wish.type()));
    }

    /**
     * The kernel with this id, to look at.
     *
     * @throws GatewayException with {@code KERNEL_NOT_FOUND}, also for one that the caller does not see
     */
    Session require(Caller caller, String id) {
        Session session = find(id);
        access.check(caller, session.ownership(), () -> notFound(id));
        return session;
    }

    /**
     * The kernel with this id, to use.
     *
     * @throws GatewayException with {@code KERNEL_NOT_FOUND}, also for one that the caller does not see; {@code FORBIDDEN} for
     *     one that it may see and no more
     */
    Session requireOwn(Caller caller, String id) {
        Session session = find(id);
        access.checkChange(caller, session.ownership(), () -> notFound(id));
        return session;
    }

    /** Whose a document is: its kernel's, if one has made them both. */
    Ownership ownership(JupyterSession document) {
        return sessions.find(document.kernel())
                .map(Session::ownership)
                .filter(kernel -> kernel.owner().equals(document.owner()))
                .orElseGet(() -> Ownership.of(document.owner()));
    }

    private Session find(String id) {
        if (!ID.matcher(id).matches()) {
            throw notFound(id);
        }
        return sessions.find(UUID.fromString(id)).orElseThrow(() -> notFound(id));
    }

    private static GatewayException notFound(String id) {
        String shown = id.length() > SHOWN_CHARS ? id.substring(0, SHOWN_CHARS) + "…" : id;
        return new GatewayException(ErrorCode.KERNEL_NOT_FOUND, "Kernel does not exist: " + shown, Map.of("id", shown));
    }

    /** The kernels that the caller sees, oldest first. */
    List<Session> list(Caller caller) {
        return sessions.list().stream()
                .filter(session -> access.sees(caller, session.ownership()))
                .toList();
    }

    /** Brings Jupyter's sessions into line with the kernels there are. */
    void align(JupyterSessions documents) {
        documents.align(sessions.list().stream().map(Session::view).toList(), id -> sessions.find(id)
                .isPresent());
    }

    /** A kernel's model. {@code last_activity} always has six digits: jupyter_server's gateway client parses nothing else. */
    ObjectNode model(Session session) {
        return model(session.view());
    }

    ObjectNode model(SessionView view) {
        ObjectNode model = Json.object();
        model.put("id", view.id().toString());
        model.put("name", specs.nameOf(view.profile(), view.language()));
        model.put("last_activity", Header.date(view.lastActivity()));
        model.put("execution_state", view.executionState().wireName());
        model.put("connections", view.connections());
        if (!view.reason().isEmpty()) {
            model.put("reason", view.reasonAndLog());
        }
        return model;
    }
}
