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
import dev.hearth.gateway.session.SessionView;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/sessions}. Thread-safe. */
final class SessionRoutes {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int MAX_PATH_CHARS = 4096;
    private static final int MAX_NAME_CHARS = 4096;
    private static final int MAX_TYPE_CHARS = 64;

    private final Kernels kernels;
    private final Access access;
    private final int bodyBytes;
    private final JupyterSessions documents;

    SessionRoutes(Kernels kernels, JupyterSessions documents, Access access, int bodyBytes) {
        this.kernels = kernels;
        this.documents = documents;
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
        access.check(caller, kernels.ownership(document), () -> notFound(id));
        return document;
    }

    private JupyterSession ownDocument(Context context) {
        JupyterSession document = document(context);
        access.checkChange(
                Callers.of(context),
                kernels.ownership(document),
                () -> notFound(document.id().toString()));
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
        Map<UUID, Session> own = kernels.list(caller).stream().collect(Collectors.toMap(Session::id, kernel -> kernel));
        ArrayNode list = Json.array();
        for (JupyterSession document : documents.list()) {
            Session kernel = own.get(document.kernel());
            if (kernel != null && access.sees(caller, kernels.ownership(document))) {
                list.add(document.json(kernels.model(kernel)));
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
        String name = Objects.requireNonNullElse(text(body, "name", MAX_NAME_CHARS), "");
        String type = Objects.requireNonNullElse(text(body, "type", MAX_TYPE_CHARS), "notebook");
        Kernel chosen = kernel(caller, body, name, path, type);
        UUID kernel = chosen.session().id();
        JupyterSession document = documents.addOrGet(
                new JupyterSession(JupyterSessions.idFor(kernel), caller.owner(), kernel, path, name, type));
        boolean won = document.kernel().equals(kernel);
        if (chosen.fresh() && !won) {
            chosen.session().delete(true); // somebody else was quicker with this path
        } else if (!chosen.fresh() && won) {
            remember(chosen.session(), document);
        }
        return document;
    }

    /** The kernel keeps what it is used for, unless that is another document. */
    private static void remember(Session kernel, JupyterSession document) {
        SessionView view = kernel.view();
        if (view.path() == null || JupyterSessions.idOf(view).equals(document.id())) {
            kernel.rename(document.id(), document.name(), document.path(), document.type());
        }
    }

    private record Kernel(Session session, boolean fresh) {}

    private Kernel kernel(Caller caller, ObjectNode body, String name, String path, String type) {
        ObjectNode wanted = Bodies.child(body, "kernel");
        String id = wanted == null ? null : Bodies.text(wanted, "id");
        if (id != null) {
            return new Kernel(kernels.requireOwn(caller, id), false);
        }
        String spec = wanted == null ? null : Bodies.text(wanted, "name");
        return new Kernel(kernels.begin(caller, new Kernels.Wish(spec, Map.of(), null, name, path, type)), true);
    }

    private static @Nullable String text(ObjectNode body, String field, int mostChars) {
        String text = Bodies.text(body, field);
        if (text != null && text.length() > mostChars) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, field + " is longer than " + mostChars + " characters");
        }
        return text;
    }

    private static @Nullable String path(ObjectNode body) {
        String path = text(body, "path", MAX_PATH_CHARS);
        ObjectNode notebook = path == null ? Bodies.child(body, "notebook") : null;
        return notebook == null ? path : text(notebook, "path", MAX_PATH_CHARS);
    }

    private void change(Context context) {
        Caller caller = Callers.of(context);
        JupyterSession before = ownDocument(context);
        ObjectNode body = Bodies.object(context, bodyBytes);
        String path = Objects.requireNonNullElse(path(body), before.path());
        String name = Objects.requireNonNullElse(text(body, "name", MAX_NAME_CHARS), before.name());
        String type = Objects.requireNonNullElse(text(body, "type", MAX_TYPE_CHARS), before.type());
        ObjectNode wanted = Bodies.child(body, "kernel");
        boolean other = wanted != null && (wanted.hasNonNull("id") || wanted.hasNonNull("name"));
        Session last = kernels.requireOwn(caller, before.kernel().toString());
        Kernel kernel = other ? kernel(caller, body, name, path, type) : new Kernel(last, false);
        JupyterSession after =
                new JupyterSession(before.id(), before.owner(), kernel.session().id(), path, name, type);
        if (kernel.fresh()) {
            kernel.session().rename(after.id(), name, path, type);
        } else {
            remember(kernel.session(), after);
        }
        if (!documents.replace(after)) {
            throw notFound(before.id().toString());
        }
        if (!after.kernel().equals(before.kernel())) {
            last.delete(false);
        }
        answer(context, OK, after);
    }

    private void delete(Context context) {
        JupyterSession document = ownDocument(context);
        Session kernel =
                kernels.requireOwn(Callers.of(context), document.kernel().toString());
        documents.remove(document.id());
        kernel.delete(false);
        context.status(NO_CONTENT);
    }
}
