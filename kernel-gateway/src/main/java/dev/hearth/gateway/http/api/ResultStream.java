package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.http.StreamAnswer;
import dev.hearth.gateway.http.StreamRoute;
import dev.hearth.gateway.session.DriverQuestion;
import dev.hearth.gateway.session.LogSource;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Statement;
import dev.hearth.gateway.statement.Allowance;
import dev.hearth.gateway.statement.StatementBook;
import dev.hearth.gateway.statement.StatementSnapshot;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /hearth/sessions/{id}/statements/{number}/result}: what a statement has kept. As an Arrow IPC stream for who accepts
 * {@value #ARROW}, else a page of rows as JSON ({@code ?from=&size=}). No query runs for it. An answer that would be short is
 * broken off. Thread-safe; no thread waits.
 */
final class ResultStream {
    static final String ARROW = "application/vnd.apache.arrow.stream";

    private static final String PATH = "/hearth/sessions/{id}/statements/{number}/result";
    private static final String JSON = "application/json";
    private static final int PAGE = 1000;
    private static final int LARGEST_PAGE = 10_000;

    private final OwnSessions sessions;
    private final Duration patience;

    /** Waits so long for the driver's answer. */
    ResultStream(OwnSessions sessions, Duration patience) {
        this.sessions = sessions;
        this.patience = patience;
    }

    StreamRoute route() {
        return new StreamRoute(PATH, this::open);
    }

    private StreamAnswer open(Request request, Map<String, String> parameters) {
        Session session = sessions.require(Callers.of(request), parameters.getOrDefault("id", ""));
        Statement statement = OwnSessions.statement(session, parameters.getOrDefault("number", ""));
        StatementSnapshot.Kept kept = kept(session, statement);
        session.requireDriverOf(statement);
        String accept = request.getHeaders().get("Accept");
        if (accept != null && accept.contains(ARROW)) {
            return new StreamAnswer(ARROW, new Arrow(session.openResult(statement), kept.bytes()));
        }
        return new StreamAnswer(JSON, page(request, session, statement));
    }

    private static StatementSnapshot.Kept kept(Session session, Statement statement) {
        StatementSnapshot now = new StatementBook(session)
                .readEnded(statement.number(), Allowance.standard())
                .orElseThrow(
                        () -> new GatewayException(ErrorCode.STATEMENT_NOT_FOUND, "this statement is no longer kept"));
        if (!now.state().isEnded()) {
            throw new GatewayException(ErrorCode.RESULT_NOT_FOUND, "the statement has not ended yet; ask again then");
        }
        return now.kept()
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.RESULT_NOT_FOUND,
                        "this statement has kept no result: send an SQL statement with the header Hearth-Result: keep, or"
                                + " begin the cell with %%sql --keep"));
    }

    private Page page(Request request, Session session, Statement statement) {
        Fields query;
        try {
            query = Request.extractQueryParameters(request);
        } catch (RuntimeException e) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "the query cannot be read");
        }
        long from = number(query, "from", 0);
        int size = (int) Math.max(1, Math.min(LARGEST_PAGE, number(query, "size", PAGE)));
        ObjectNode asked = Json.object()
                .put("msg_id", statement.requestId())
                .put("from", from)
                .put("size", size);
        CompletableFuture<JsonNode> reply = DriverQuestion.ask(
                session,
                MessageType.HEARTH_RESULT_REQUEST,
                RawJson.EMPTY_OBJECT,
                Json.write(asked),
                request.getComponents().getExecutor());
        return new Page(reply.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static long number(Fields query, String name, long absent) {
        @Nullable String text = query.getValue(name);
        if (text == null || text.isEmpty()) {
            return absent;
        }
        if (!text.matches("\\d{1,15}")) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, name + " must be a number");
        }
        return Long.parseLong(text);
    }

    /** The driver's file as it comes over the link. */
    private static final class Arrow implements StreamAnswer.Source {
        private final LogSource source;
        private final long bytes;

        Arrow(LogSource source, long bytes) {
            this.source = source;
            this.bytes = bytes;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            ByteBuffer piece = source.next();
            if (piece == null && source.ended() && source.position() != bytes) {
                throw new IOException("the result ended behind " + source.position() + " of " + bytes + " bytes");
            }
            return piece;
        }

        @Override
        public void whenMore(Runnable wake) {
            source.whenMore(wake);
        }

        @Override
        public boolean ended() {
            return source.ended();
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /** One answer of the driver. */
    private static final class Page implements StreamAnswer.Source {
        private final CompletableFuture<JsonNode> reply;
        private boolean given;

        Page(CompletableFuture<JsonNode> reply) {
            this.reply = reply;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            if (given || !reply.isDone()) {
                return null;
            }
            given = true;
            JsonNode page;
            try {
                page = reply.join();
            } catch (RuntimeException e) {
                throw new IOException("the driver gave no page", e);
            }
            if (!(page instanceof ObjectNode object)
                    || !page.path("status").asText().equals("ok")) {
                throw new IOException(page.path("evalue").asText("the driver gave no page"));
            }
            object.remove("status");
            return ByteBuffer.wrap(Json.writeBytes(object));
        }

        @Override
        public void whenMore(Runnable wake) {
            reply.whenComplete((page, thrown) -> wake.run());
        }

        @Override
        public boolean ended() {
            return given;
        }

        @Override
        public void close() {
            reply.cancel(false);
        }
    }
}
