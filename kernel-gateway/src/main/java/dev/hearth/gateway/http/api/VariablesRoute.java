package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.session.ReadFrom;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionReader;
import dev.hearth.gateway.session.SessionRecord;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.V1Layout;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code GET /hearth/sessions/{id}/variables}: asks the driver as a client would, and reads the session until the answer comes.
 * Thread-safe; no thread waits.
 */
final class VariablesRoute {
    private static final int OK = 200;

    private final OwnSessions sessions;
    private final Duration patience;
    private final Executor readers = ForkJoinPool.commonPool();

    VariablesRoute(OwnSessions sessions, Duration patience) {
        this.sessions = sessions;
        this.patience = patience;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/hearth/sessions/{id}/variables", this::variables);
    }

    private void variables(Context context) {
        Session session = sessions.require(Callers.of(context), context.pathParam("id"));
        context.future(() -> ask(session).thenAccept(list -> Bodies.answer(context, OK, list)));
    }

    private CompletableFuture<JsonNode> ask(Session session) {
        String origin = "hearth-variables-" + UUID.randomUUID();
        String type = MessageType.HEARTH_VARIABLES_REQUEST.wireName();
        Header header = Header.make(type, origin, "hearth", Clock.systemUTC());
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        SessionReader reader;
        try {
            reader = session.reader(ReadFrom.live());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            session.ingest(RawMessage.of(Channel.SHELL, header, RawJson.EMPTY_OBJECT, RawJson.EMPTY_OBJECT), origin);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
        read(reader, header.msgId(), answer);
        return answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(
                        thrown -> CompletableFuture.failedFuture(thrown instanceof TimeoutException ? late() : thrown))
                .whenComplete((list, failure) -> reader.close());
    }

    private GatewayException late() {
        return new GatewayException(
                ErrorCode.TIMED_OUT,
                "the session did not list its variables within " + patience.toMillis()
                        + " ms: a cell runs, and one of its languages lists none beside it");
    }

    private void read(SessionReader reader, String request, CompletableFuture<JsonNode> answer) {
        try {
            while (!answer.isDone()) {
                SessionRecord record = reader.next();
                if (record == null) {
                    reader.whenMore(() -> readers.execute(() -> read(reader, request, answer)));
                    return;
                }
                if (record.envelope().parentId().equals(request)
                        && record.envelope().messageType().equals(MessageType.HEARTH_VARIABLES_REPLY.wireName())) {
                    finish(Json.read(V1Layout.decode(record.message()).contentJson()), answer);
                }
            }
        } catch (IOException | MalformedMessageException | RuntimeException e) {
            answer.completeExceptionally(new GatewayException(
                    ErrorCode.LINK_DOWN, "the session ended while it was asked for its variables"));
        }
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
