package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.livy.Visitor.Need;
import dev.hearth.gateway.session.DriverQuestion;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * {@code POST /sessions/{id}/add-jar}, {@code add-pyfile}, {@code add-file}, {@code upload-jar}, {@code upload-pyfile}, {@code
 * upload-file}: 200 and nothing else. The session may be starting: what is added is there for every statement that comes behind
 * it. Thread-safe; no thread waits, but for an upload's bytes.
 */
final class ResourceRoutes {
    private static final Pattern UPLOAD = Pattern.compile("/sessions/[^/]+/upload-(jar|pyfile|file)");

    private final LivySessions sessions;
    private final LivySettings settings;
    private final ResourceSettings resources;
    private final Uploads uploads;

    ResourceRoutes(LivySessions sessions, LivySettings settings, ResourceSettings resources) {
        this.sessions = sessions;
        this.settings = settings;
        this.resources = resources;
        this.uploads = new Uploads(resources.uploadBytes());
    }

    void addTo(RoutesConfig routes) {
        for (Kind kind : Kind.values()) {
            routes.post("/sessions/{id}/add-" + kind.word, context -> add(context, kind));
            routes.post("/sessions/{id}/upload-" + kind.word, context -> upload(context, kind));
        }
    }

    /** The longest body of a request to a path; 0 if it is none of these. */
    long bodyBytes(String path) {
        return UPLOAD.matcher(path).matches() ? uploads.bodyBytes() : 0;
    }

    private enum Kind {
        JAR("jar", "jar"),
        PYFILE("pyfile", "file"),
        FILE("file", "file");

        private final String word;
        private final String part;

        Kind(String word, String part) {
            this.word = word;
            this.part = part;
        }
    }

    private void add(Context context, Kind kind) {
        Session session = live(context);
        ObjectNode body = Bodies.object(context, settings.bodyBytes());
        body.properties().forEach(field -> {
            if (!field.getKey().equals("uri")) {
                throw new GatewayException(ErrorCode.BAD_JSON, "Unrecognized field, expected \"uri\" alone");
            }
        });
        String uri = Bodies.text(body, "uri");
        if (uri == null) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "requirement failed: no uri provided.");
        }
        send(context, session, kind, settings.files().resolved(uri));
    }

    private void upload(Context context, Kind kind) throws IOException {
        Session session = live(context);
        String missing = "No " + kind.part + " sent!";
        send(
                context,
                session,
                kind,
                uploads.keep(context, kind.part, session.uploads(), missing).toString());
    }

    private Session live(Context context) {
        Session session = sessions.require(context, Need.CHANGE);
        if (!session.view().state().isLive()) {
            throw StatementRoutes.dead();
        }
        return session;
    }

    private void send(Context context, Session session, Kind kind, String uri) {
        Executor executor = ServletContextRequest.getServletContextRequest(context.req())
                .getComponents()
                .getExecutor();
        RawJson content = Json.write(Json.object().put("what", kind.word).put("uri", uri));
        CompletableFuture<JsonNode> reply;
        try {
            reply = DriverQuestion.ask(
                    session, Channel.CONTROL, MessageType.HEARTH_ADD_REQUEST, RawJson.EMPTY_OBJECT, content, executor);
        } catch (GatewayException e) {
            throw e.code() == ErrorCode.SESSION_DEAD ? StatementRoutes.dead() : e;
        }
        CompletableFuture<Void> done = reply.orTimeout(resources.patience().toMillis(), TimeUnit.MILLISECONDS)
                .handle((answer, thrown) -> {
                    judge(answer, thrown);
                    return null;
                });
        context.future(() -> done.thenRun(() -> context.status(Answers.OK).result(""))
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(
                        thrown instanceof CompletionException && thrown.getCause() != null
                                ? thrown.getCause()
                                : thrown)));
    }

    private static void judge(
            @org.jspecify.annotations.Nullable JsonNode answer, @org.jspecify.annotations.Nullable Throwable thrown) {
        if (answer == null) {
            if (thrown instanceof TimeoutException) {
                return; // logged: every later statement waits for it
            }
            throw StatementRoutes.dead();
        }
        switch (answer.path("status").asText()) {
            case "ok" -> {}
            case "aborted" -> throw StatementRoutes.dead();
            default ->
                throw new GatewayException(
                        ErrorCode.BAD_REQUEST, answer.path("evalue").asText("the driver could not add it"));
        }
    }
}
