package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.http.StreamRoute;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Tokens;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** Hearth's own API, {@code /hearth}, and the document that describes all of the gateway's. Thread-safe. */
public final class HearthFace implements Face {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int STOPPING = 503;

    private final OwnSessions sessions;
    private final SessionStreams streams;
    private final TokenRoutes tokens;
    private final GatewayMetrics metrics;
    private final HearthSettings settings;
    private volatile boolean stopping;

    /**
     * The API over sessions.
     *
     * @param metrics what {@code /hearth/metrics} tells
     * @param signals told by the sessions, so that streams end with what they follow
     * @param watch tells when drivers' logs grow
     * @param timer for heartbeats; its tasks are short
     */
    public HearthFace(
            Sessions sessions,
            Access access,
            Tokens tokens,
            GatewayMetrics metrics,
            SessionSignals signals,
            LogWatch watch,
            HearthSettings settings,
            ScheduledExecutorService timer) {
        this.sessions = new OwnSessions(sessions, access);
        this.streams = new SessionStreams(this.sessions, watch, signals, timer, settings);
        this.tokens = new TokenRoutes(tokens, settings.bodyBytes());
        this.metrics = metrics;
        this.settings = settings;
        metrics.watch(sessions);
    }

    @Override
    public void addRoutes(RoutesConfig routes) {
        routes.get("/hearth/health", this::health);
        routes.get("/hearth/metrics", this::metrics);
        routes.get("/hearth/sessions", this::list);
        routes.get("/hearth/sessions/{id}", this::session);
        routes.delete("/hearth/sessions/{id}", this::delete);
        routes.get("/hearth/openapi.json", HearthFace::document);
        routes.get("/api/swagger.json", HearthFace::document);
        new VariablesRoute(sessions, settings.answer()).addTo(routes);
        new StatementsRoute(sessions, settings.answer()).addTo(routes);
        tokens.addTo(routes);
    }

    @Override
    public List<StreamRoute> streams() {
        return streams.routes();
    }

    @Override
    public Set<String> openPaths() {
        return Set.of("/hearth/health");
    }

    @Override
    public CompletableFuture<Void> stopping() {
        stopping = true;
        return CompletableFuture.completedFuture(null);
    }

    private void health(Context context) {
        boolean well = !stopping;
        Bodies.answer(
                context,
                well ? OK : STOPPING,
                Json.object().put("status", well ? "ok" : "stopping").put("version", settings.version()));
    }

    private void metrics(Context context) {
        context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
    }

    private void list(Context context) {
        ArrayNode list = Json.array();
        sessions.list(Callers.of(context)).forEach(session -> list.add(SessionSnapshot.of(session.view())));
        Bodies.answer(context, OK, Json.object().set("sessions", list));
    }

    private void session(Context context) {
        Bodies.answer(
                context,
                OK,
                SessionSnapshot.of(sessions.require(Callers.of(context), context.pathParam("id"))
                        .view()));
    }

    private void delete(Context context) {
        sessions.requireOwn(Callers.of(context), context.pathParam("id"))
                .delete("true".equals(context.queryParam("purge")));
        context.status(NO_CONTENT);
    }

    private static void document(Context context) {
        try (InputStream stream = HearthFace.class.getResourceAsStream("openapi.json")) {
            if (stream == null) {
                throw new IllegalStateException("the resource openapi.json is missing");
            }
            context.contentType("application/json").result(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
