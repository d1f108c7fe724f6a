package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Statement;
import dev.hearth.gateway.statement.Allowance;
import dev.hearth.gateway.statement.StatementBook;
import dev.hearth.gateway.statement.StatementSnapshot;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/** {@code GET /hearth/sessions/{id}/statements}, all or one of them. Thread-safe; no thread waits. */
final class StatementsRoute {
    private static final int OK = 200;
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;
    private static final String PATH = "/hearth/sessions/{id}/statements";

    private final OwnSessions sessions;
    private final Duration longest;

    /** Lets nobody wait longer than this. */
    StatementsRoute(OwnSessions sessions, Duration longest) {
        this.sessions = sessions;
        this.longest = longest;
    }

    void addTo(RoutesConfig routes) {
        routes.get(PATH, this::list);
        routes.get(PATH + "/{number}", this::show);
    }

    private void list(Context context) {
        StatementBook book = new StatementBook(sessions.require(Callers.of(context), context.pathParam("id")));
        long end = book.size();
        long first = book.firstKept();
        long from = Math.max(first, number(context, "from", first));
        long size = Math.min(LARGEST_PAGE, number(context, "size", PAGE));
        ArrayNode page = Json.array();
        Allowance allowance = Allowance.standard();
        for (long i = from; i < end && i - from < size; i++) {
            book.readEnded(i, allowance).ifPresent(statement -> page.add(StatementView.brief(statement)));
        }
        ObjectNode answer = Json.object().put("total", end).put("first", first);
        Bodies.answer(context, OK, answer.set("statements", page));
    }

    private void show(Context context) {
        Session session = sessions.require(Callers.of(context), context.pathParam("id"));
        Statement statement = OwnSessions.statement(session, context.pathParam("number"));
        StatementBook book = new StatementBook(session);
        Duration wait = wait(context);
        if (wait.isZero()) {
            answer(context, book, statement);
            return;
        }
        Executor executor = ServletContextRequest.getServletContextRequest(context.req())
                .getComponents()
                .getExecutor();
        CompletableFuture<Boolean> ended = book.awaitEnd(statement, wait, executor);
        context.future(() -> ended.thenAccept(done -> answer(context, book, statement)));
    }

    private static void answer(Context context, StatementBook book, Statement statement) {
        StatementSnapshot now = book.read(statement.number(), Allowance.standard())
                .orElseThrow(
                        () -> new GatewayException(ErrorCode.STATEMENT_NOT_FOUND, "the statement is no longer kept"));
        Bodies.answer(context, OK, StatementView.whole(now));
    }

    private Duration wait(Context context) {
        Duration asked = Duration.ofSeconds(number(context, "wait", 0));
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    private static long number(Context context, String name, long absent) {
        @Nullable String text = context.queryParam(name);
        if (text == null || text.isEmpty()) {
            return absent;
        }
        if (!text.matches("\\d{1,9}")) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, name + " must be a number");
        }
        return Long.parseLong(text);
    }
}
