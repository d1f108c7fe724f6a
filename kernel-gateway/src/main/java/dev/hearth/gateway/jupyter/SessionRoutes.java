package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/sessions}. Thread-safe. */
final class SessionRoutes {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int MAX_PATH_CHARS = 4096;

    private final Kernels kernels;
    private final Access access;
    private final int bodyBytes;
    private final JupyterSessions documents = new JupyterSessions();

    SessionRoutes(Kernels kernels, Access access, int bodyBytes) {
        this.kernels = kernels;
        this.access = access;
        this.bodyBytes = bodyBytes;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/sessions", this::list);
        routes.post("/api/sessions", this::start);
        routes.get("/api/sessions/{id}", context -> answer(context, OK, document(context)));
        routes.patch("/api/sessions/{id}", this::change);
        routes.delete("/api/sessions/{id}", this::delete);
    }

    private void answer(Context context, int status, JupyterSession document) {
        Session kernel = kernels.require(Callers.of(context), document.kernel().toString());
        Bodies.answer(context, status, document.json(kernels.model(kernel)));
    }

    private JupyterSession document(Context context) {
        Caller caller = Callers.of(context);
        kernels.align(documents);
        String id = context.pathParam("id");
        Optional<JupyterSession> found;
        try {
            found = documents.find(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            found = Optional.empty();
        }
        JupyterSession document = found.orElseThrow(() -> notFound(id));
        access.check(caller, document.owner(), () -> notFound(id));
        return document;
    }

    private static GatewayException notFound(String id) {
        String shown = id.length() > 100 ? id.substring(0, 100) + "…" : id;
        return new GatewayException(
                ErrorCode.SESSION_NOT_FOUND, "Session does not exist: " + shown, Map.of("id", shown));
    }

    private void list(Context context) {
        Caller caller = Callers.of(context);
        kernels.align(documents);
        ArrayNode list = Json.array();
        for (JupyterSession document : documents.list()) {
            if (access.sees(caller, document.owner())) {
                kernels.list(caller).stream()
                        .filter(kernel -> kernel.id().equals(document.kernel()))
                        .findFirst()
                        .ifPresent(kernel -> list.add(document.json(kernels.model(kernel))));
            }
        }
        Bodies.answer(context, OK, list);
    }

    /** A path that has a session already gives that session, as jupyter_server does. */
    private void start(Context context) {
        Caller caller = Callers.of(context);
        ObjectNode body = Bodies.object(context, bodyBytes);
        String path = path(body);
        if (path == null) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "path is missing");
        }
        kernels.align(documents);
        JupyterSession document = documents.ofPath(caller.owner(), path).orElseGet(() -> begin(caller, body, path));
        context.header("Location", "/api/sessions/" + document.id());
        answer(context, CREATED, document);
    }

    private JupyterSession begin(Caller caller, ObjectNode body, String path) {
        String name = Objects.requireNonNullElse(Bodies.text(body, "name"), "");
        String type = Objects.requireNonNullElse(Bodies.text(body, "type"), "notebook");
        Kernel chosen = kernel(caller, body, name, path);
        UUID kernel = chosen.session().id();
        JupyterSession document = documents.addOrGet(
                new JupyterSession(JupyterSessions.idFor(kernel), caller.owner(), kernel, path, name, type));
        if (chosen.fresh() && !document.kernel().equals(kernel)) {
            chosen.session().delete(true); // somebody else was quicker with this path
        }
        return document;
    }

    private record Kernel(Session session, boolean fresh) {}

    private Kernel kernel(Caller caller, ObjectNode body, String name, @Nullable String path) {
        ObjectNode wanted = Bodies.child(body, "kernel");
        String id = wanted == null ? null : Bodies.text(wanted, "id");
        if (id != null) {
            return new Kernel(kernels.require(caller, id), false);
        }
        String spec = wanted == null ? null : Bodies.text(wanted, "name");
        return new Kernel(kernels.begin(caller, new Kernels.Wish(spec, Map.of(), null, name, path)), true);
    }

    private static @Nullable String path(ObjectNode body) {
        String path = Bodies.text(body, "path");
        ObjectNode notebook = path == null ? Bodies.child(body, "notebook") : null;
        if (notebook != null) {
            path = Bodies.text(notebook, "path");
        }
        if (path != null && path.length() > MAX_PATH_CHARS) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "path is longer than " + MAX_PATH_CHARS + " characters");
        }
        return path;
    }

    private void change(Context context) {
        Caller caller = Callers.of(context);
        JupyterSession before = document(context);
        ObjectNode body = Bodies.object(context, bodyBytes);
        String path = Objects.requireNonNullElse(path(body), before.path());
        String name = Objects.requireNonNullElse(Bodies.text(body, "name"), before.name());
        String type = Objects.requireNonNullElse(Bodies.text(body, "type"), before.type());
        ObjectNode wanted = Bodies.child(body, "kernel");
        boolean other = wanted != null && (wanted.hasNonNull("id") || wanted.hasNonNull("name"));
        UUID kernel = other ? kernel(caller, body, name, path).session().id() : before.kernel();
        JupyterSession after = documents.change(
                before.id(), session -> new JupyterSession(session.id(), session.owner(), kernel, path, name, type));
        if (after == null) {
            throw notFound(before.id().toString());
        }
        if (!kernel.equals(before.kernel())) {
            kernels.require(caller, before.kernel().toString()).delete(false);
        }
        answer(context, OK, after);
    }

    private void delete(Context context) {
        JupyterSession document = document(context);
        documents.remove(document.id());
        kernels.require(Callers.of(context), document.kernel().toString()).delete(false);
        context.status(NO_CONTENT);
    }
}
