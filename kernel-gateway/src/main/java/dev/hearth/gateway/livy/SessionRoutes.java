package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** {@code /sessions}. Thread-safe. */
final class SessionRoutes {
    private static final int PAGE = 100;

    private final LivySessions sessions;
    private final SessionJson json;
    private final LivySettings settings;

    SessionRoutes(LivySessions sessions, LivySettings settings) {
        this.sessions = sessions;
        this.json = new SessionJson(settings);
        this.settings = settings;
    }

    void addTo(RoutesConfig routes) {
        Answers.get(routes, "/sessions", this::list);
        routes.post("/sessions", this::create);
        Answers.get(routes, "/sessions/{id}", this::show);
        routes.delete("/sessions/{id}", this::delete);
    }

    private void list(Context context) {
        int from = Numbers.query(context, "from", 0);
        int size = Numbers.query(context, "size", PAGE);
        List<Session> all = sessions.list(Callers.of(context));
        ArrayNode page = Json.array();
        all.stream()
                .skip(Math.max(0, from))
                .limit(from < 0 ? 0 : Math.max(0, size))
                .forEach(session -> page.add(json.of(session.view())));
        ObjectNode answer = Json.object();
        answer.put("from", from).put("total", all.size()).set("sessions", page);
        Answers.json(context, Answers.OK, answer);
    }

    private void create(Context context) {
        ObjectNode body = Bodies.object(context, settings.bodyBytes());
        String name = body.path("kind").asText(LivyKind.SHARED.wireName());
        LivyKind kind = LivyKind.named(name)
                .orElseThrow(() -> new GatewayException(ErrorCode.BAD_JSON, "Invalid kind: " + name));
        Session session = sessions.begin(Callers.of(context), kind);
        context.header("Location", "/sessions/" + session.number());
        Answers.json(context, Answers.CREATED, json.of(session.view()));
    }

    private void show(Context context) {
        Answers.json(context, Answers.OK, json.of(sessions.require(context).view()));
    }

    private void delete(Context context) {
        sessions.require(context).delete(false);
        Answers.message(context, "deleted");
    }
}
