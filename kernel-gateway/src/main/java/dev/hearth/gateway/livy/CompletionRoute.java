package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.livy.Visitor.Need;
import dev.hearth.gateway.session.DriverQuestion;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MessageType;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * {@code POST /sessions/{id}/completion}, in all languages. A driver that is not there yet, or does not answer in time, knows no
 * candidates: an error would be sent again by some clients. Thread-safe; no thread waits.
 */
final class CompletionRoute {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final LivySessions sessions;
    private final LivySettings settings;

    CompletionRoute(LivySessions sessions, LivySettings settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/sessions/{id}/completion", this::complete);
    }

    private void complete(Context context) {
        Session session = sessions.require(context, Need.CHANGE);
        StatementRequest request = StatementRequest.completion(context, settings.bodyBytes());
        Language language = request.language(StatementRoutes.kind(session));
        if (!session.view().state().isLive()) {
            throw StatementRoutes.dead();
        }
        if (request.cursor() < 0 || request.cursor() > request.code().length()) {
            Answers.json(context, Answers.OK, candidates(List.of()));
            return;
        }
        Executor executor = ServletContextRequest.getServletContextRequest(context.req())
                .getComponents()
                .getExecutor();
        CompletableFuture<List<String>> names = ask(session, request, language, executor);
        context.future(() -> names.thenAccept(found -> Answers.json(context, Answers.OK, candidates(found))));
    }

    private CompletableFuture<List<String>> ask(
            Session session, StatementRequest request, Language language, Executor executor) {
        ObjectNode content = Json.object().put("code", request.code());
        content.put("cursor_pos", request.code().codePointCount(0, request.cursor()));
        Duration patience = settings.request().compareTo(LONGEST) < 0 ? settings.request() : LONGEST;
        CompletableFuture<JsonNode> reply;
        try {
            reply = DriverQuestion.ask(
                    session,
                    MessageType.COMPLETE_REQUEST,
                    StatementRoutes.metadata(language),
                    Json.write(content),
                    executor);
        } catch (GatewayException e) {
            throw e.code() == ErrorCode.SESSION_DEAD ? StatementRoutes.dead() : e;
        }
        return reply.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> Candidates.of(request.code(), request.cursor(), answer))
                .exceptionally(thrown -> List.of());
    }

    private static ObjectNode candidates(List<String> names) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("candidates");
        names.forEach(list::add);
        return answer;
    }
}
