package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.session.DriverQuestion;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * {@code GET /hearth/sessions/{id}/variables}: asks the driver as a client would, and reads the session until the answer comes.
 * Of a session one question is under way: who asks meanwhile gets its answer, also when who asked first waits no longer.
 * Thread-safe; no thread waits. Reading is done by the server's threads.
 */
final class VariablesRoute {
    private static final int OK = 200;

    /** After so many times the patience of one who asks, a question is held for lost, and the next one asks anew. */
    private static final int LOST = 10;

    private final OwnSessions sessions;
    private final Duration patience;
    private final ConcurrentHashMap<UUID, CompletableFuture<JsonNode>> questions = new ConcurrentHashMap<>();

    VariablesRoute(OwnSessions sessions, Duration patience) {
        this.sessions = sessions;
        this.patience = patience;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/hearth/sessions/{id}/variables", this::variables);
    }

    private void variables(Context context) {
        Session session = sessions.require(Callers.of(context), context.pathParam("id"));
        Executor executor = ServletContextRequest.getServletContextRequest(context.req())
                .getComponents()
                .getExecutor();
        context.future(() -> answer(session, executor).thenAccept(list -> Bodies.answer(context, OK, list)));
    }

    private CompletableFuture<JsonNode> answer(Session session, Executor executor) {
        CompletableFuture<JsonNode> mine = new CompletableFuture<>();
        CompletableFuture<JsonNode> question =
                questions.compute(session.id(), (id, before) -> before == null || before.isDone() ? mine : before);
        if (question == mine) {
            mine.orTimeout(patience.toMillis() * LOST, TimeUnit.MILLISECONDS)
                    .whenComplete((list, failure) -> questions.remove(session.id(), mine));
            try {
                ask(session, mine, executor);
            } catch (RuntimeException e) {
                mine.completeExceptionally(e);
            }
        }
        return question.copy()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(cause(thrown)));
    }

    private Throwable cause(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        return cause instanceof TimeoutException ? late() : cause;
    }

    private static void ask(Session session, CompletableFuture<JsonNode> answer, Executor executor) {
        CompletableFuture<JsonNode> question = DriverQuestion.ask(
                session, MessageType.HEARTH_VARIABLES_REQUEST, RawJson.EMPTY_OBJECT, RawJson.EMPTY_OBJECT, executor);
        answer.whenComplete((list, failure) -> question.cancel(false));
        question.whenComplete((reply, failure) -> {
            if (reply != null) {
                finish(reply, answer);
            } else if (failure != null) {
                answer.completeExceptionally(failure);
            }
        });
    }

    private GatewayException late() {
        return new GatewayException(
                ErrorCode.TIMED_OUT,
                "the session did not list its variables within " + patience.toMillis()
                        + " ms: a cell runs, and one of its languages lists none beside it");
    }

    private static void finish(JsonNode reply, CompletableFuture<JsonNode> answer) {
        if (reply.path("status").asText().equals("ok")) {
            answer.complete(reply.path("variables"));
        } else {
            answer.completeExceptionally(new GatewayException(
                    ErrorCode.LINK_DOWN, reply.path("evalue").asText("the driver could not answer")));
        }
    }
}
