package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.livy.Visitor.Need;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.SessionView;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code /sessions} and what is below one of them, but for statements and files. Thread-safe. */
final class SessionRoutes {
    private static final int PAGE = 100;
    private static final int NO_FROM = -1;
    private static final Duration FETCH = Duration.ofSeconds(5);

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
        Answers.get(routes, "/sessions/{id}/state", this::state);
        Answers.get(routes, "/sessions/{id}/log", this::log);
        routes.post("/sessions/{id}/stop", this::stop);
        routes.post("/sessions/{id}/interrupt", this::interrupt);
        routes.post("/sessions/{id}/connect", this::connect);
        for (String path : List.of("submit-job", "run-job", "jobs/{job}/cancel")) {
            routes.post("/sessions/{id}/" + path, this::noJobs);
        }
        Answers.get(routes, "/sessions/{id}/jobs/{job}", this::noJobs);
    }

    private void list(Context context) {
        int from = Numbers.query(context, "from", 0);
        int size = Numbers.query(context, "size", PAGE);
        Visitor visitor = sessions.visitor(context);
        List<Session> all = sessions.list(visitor);
        ArrayNode page = Json.array();
        all.stream()
                .skip(Math.max(0, from))
                .limit(from < 0 ? 0 : Math.max(0, size))
                .forEach(session -> page.add(json.of(session, context, visitor)));
        ObjectNode answer = Json.object();
        answer.put("from", from).put("total", all.size()).set("sessions", page);
        Answers.json(context, Answers.OK, answer);
    }

    private void create(Context context) {
        CreateRequest request = CreateRequest.read(context, settings.bodyBytes());
        Session session = sessions.begin(context, request);
        context.header("Location", "/sessions/" + session.number());
        Answers.json(context, Answers.CREATED, json(session, context));
    }

    private ObjectNode json(Session session, Context context) {
        return json.of(session, context, sessions.visitor(context));
    }

    private void show(Context context) {
        Answers.json(context, Answers.OK, json(sessions.require(context, Need.KNOW), context));
    }

    private void state(Context context) {
        SessionView view = sessions.require(context, Need.KNOW).view();
        Answers.json(context, Answers.OK, Json.object().put("id", view.number()).put("state", LivyState.of(view)));
    }

    private void log(Context context) {
        Session session = sessions.require(context, Need.SEE);
        int asked = Numbers.query(context, "from", NO_FROM);
        int most = Numbers.query(context, "size", PAGE);
        // What lies elsewhere is fetched; if that takes long, what was fetched before is shown.
        context.future(() -> session.refreshLog()
                .completeOnTimeout(null, FETCH.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> Answers.json(
                        context,
                        Answers.OK,
                        LogPage.of(session.number(), SessionLog.all(session, session.view()), asked, most))));
    }

    /** Answers when the driver has gone, or it took too long: then it is being killed. */
    private void delete(Context context) {
        Session session = sessions.require(context, Need.CHANGE);
        session.delete(false);
        context.future(() -> over(session).thenRun(() -> Answers.message(context, "deleted")));
    }

    private void stop(Context context) {
        Session session = sessions.require(context, Need.CHANGE);
        session.end("the session was stopped by a client");
        context.future(() -> over(session).thenRun(() -> Answers.empty(context, Answers.NO_CONTENT)));
    }

    private CompletableFuture<Void> over(Session session) {
        return session.whenOver().completeOnTimeout(null, settings.request().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Livy's ends the session; here, as its name says and Hue's button means, what runs is interrupted. */
    private void interrupt(Context context) {
        Session session = sessions.require(context, Need.CHANGE);
        if (session.view().state() == SessionState.RUNNING) {
            session.interrupt();
        }
        Answers.message(context, "interrupted");
    }

    private void connect(Context context) {
        Session session = sessions.require(context, Need.CHANGE);
        session.use();
        Answers.json(context, Answers.OK, json(session, context));
    }

    private void noJobs(Context context) {
        sessions.require(context, Need.CHANGE);
        throw new GatewayException(
                ErrorCode.BAD_REQUEST,
                "programmatic jobs (submit-job, run-job, jobs) are not served here: post the code as a statement");
    }
}
