package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.security.EnvAllowList;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code /api/kernels}. Thread-safe. */
final class KernelRoutes {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    private final Kernels kernels;
    private final EnvAllowList env;
    private final JupyterSettings settings;

    KernelRoutes(Kernels kernels, EnvAllowList env, JupyterSettings settings) {
        this.kernels = kernels;
        this.env = env;
        this.settings = settings;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/kernels", this::list);
        routes.post("/api/kernels", this::start);
        routes.get("/api/kernels/{id}", context -> Bodies.answer(context, OK, kernels.model(seen(context))));
        routes.delete("/api/kernels/{id}", this::delete);
        routes.post("/api/kernels/{id}/interrupt", this::interrupt);
        routes.post("/api/kernels/{id}/restart", this::restart);
        routes.get("/api/kernels/{id}/channels", this::noSocket);
    }

    /** To look at. */
    private Session seen(Context context) {
        return kernels.require(Callers.of(context), context.pathParam("id"));
    }

    /** To use. */
    private Session kernel(Context context) {
        return kernels.requireOwn(Callers.of(context), context.pathParam("id"));
    }

    private void list(Context context) {
        ArrayNode list = Json.array();
        kernels.list(Callers.of(context)).forEach(session -> list.add(kernels.model(session)));
        Bodies.answer(context, OK, list);
    }

    private void start(Context context) {
        ObjectNode body = Bodies.object(context, settings.bodyBytes());
        Session session = kernels.begin(
                Callers.of(context),
                new Kernels.Wish(
                        Bodies.text(body, "name"), env(body), Bodies.text(body, "kernel_id"), null, null, null));
        context.header("Location", "/api/kernels/" + session.id());
        Bodies.answer(context, CREATED, kernels.model(session));
    }

    private Map<String, String> env(ObjectNode body) {
        ObjectNode asked = Bodies.child(body, "env");
        return asked == null ? Map.of() : env.filter(Json.mapper().convertValue(asked, EnvType.INSTANCE));
    }

    private void delete(Context context) {
        kernel(context).delete("true".equals(context.queryParam("purge")));
        context.status(NO_CONTENT);
    }

    private void interrupt(Context context) {
        kernel(context).interrupt();
        context.status(NO_CONTENT);
    }

    /** The model, when the new driver is ready, or it took too long: then it says {@code starting}. */
    private void restart(Context context) {
        Session session = kernel(context);
        context.future(() -> restarted(session).thenRun(() -> Bodies.answer(context, OK, kernels.model(session))));
    }

    private CompletableFuture<@Nullable Void> restarted(Session session) {
        return session.restart()
                .orTimeout(settings.request().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(thrown -> {
                    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
                            ? thrown.getCause()
                            : thrown;
                    if (cause instanceof TimeoutException) {
                        return null;
                    }
                    throw thrown instanceof CompletionException completion
                            ? completion
                            : new CompletionException(thrown);
                });
    }

    private void noSocket(Context context) {
        kernel(context);
        throw new GatewayException(ErrorCode.BAD_REQUEST, "a WebSocket is spoken here; ask for an upgrade");
    }
}
