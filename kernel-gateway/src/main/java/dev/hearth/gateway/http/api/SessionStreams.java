package dev.hearth.gateway.http.api;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.http.StreamAnswer;
import dev.hearth.gateway.http.StreamRoute;
import dev.hearth.gateway.session.ReadFrom;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Statement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event stream and the driver's log of a session. Thread-safe. */
final class SessionStreams {
    private static final String EVENTS = "text/event-stream;charset=utf-8";
    private static final String TEXT = "text/plain;charset=utf-8";
    private static final int MOST_LINES = 100_000;
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(SessionStreams.class);

    private final OwnSessions sessions;
    private final LogWatch watch;
    private final SessionSignals signals;
    private final ScheduledExecutorService timer;
    private final HearthSettings settings;

    SessionStreams(
            OwnSessions sessions,
            LogWatch watch,
            SessionSignals signals,
            ScheduledExecutorService timer,
            HearthSettings settings) {
        this.sessions = sessions;
        this.watch = watch;
        this.signals = signals;
        this.timer = timer;
        this.settings = settings;
    }

    List<StreamRoute> routes() {
        return List.of(
                new StreamRoute("/hearth/sessions/{id}/events", this::events),
                new StreamRoute("/hearth/sessions/{id}/statements/{number}/events", this::statementEvents),
                new ResultStream(sessions, settings.answer()).route(),
                new StreamRoute("/hearth/sessions/{id}/log", this::log));
    }

    private Session session(Request request, Map<String, String> parameters) {
        return sessions.require(Callers.of(request), parameters.getOrDefault("id", ""));
    }

    /** {@code Last-Event-ID} goes before {@code since}: a client that comes back repeats the address it first asked for. */
    private StreamAnswer events(Request request, Map<String, String> parameters) {
        Session session = session(request, parameters);
        Long last = number("Last-Event-ID", request.getHeaders().get("Last-Event-ID"));
        Long since = last != null ? last : number("since", query(request).getValue("since"));
        try {
            return new StreamAnswer(
                    EVENTS,
                    new EventSource(
                            session,
                            EventSource.Scope.ALL,
                            session.reader(since == null ? ReadFrom.live() : ReadFrom.sinceNumber(since)),
                            signals,
                            timer,
                            settings.heartbeat().toMillis()));
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.JOURNAL_FAILED, "the session's journal cannot be read", e);
        }
    }

    /** What one statement causes, from its beginning, until it has ended. */
    private StreamAnswer statementEvents(Request request, Map<String, String> parameters) {
        Session session = session(request, parameters);
        Statement statement = OwnSessions.statement(session, parameters.getOrDefault("number", ""));
        Long last = number("Last-Event-ID", request.getHeaders().get("Last-Event-ID"));
        try {
            StatementScope scope = StatementScope.of(session, statement);
            return new StreamAnswer(
                    EVENTS,
                    new EventSource(
                            session,
                            scope,
                            scope.reader(last == null ? 0 : last),
                            signals,
                            timer,
                            settings.heartbeat().toMillis()));
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.LOG_NOT_FOUND, "the session's log is no longer kept", e);
        }
    }

    /** A log that lies elsewhere is asked for; until that is here, what came before is shown. */
    private static void refresh(Session session) {
        try {
            session.refreshLog().get(FRESH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the log of session {} is not the newest", session.id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From the file where it is on this machine, else over the link, else what was kept of it when the driver ended. */
    private StreamAnswer log(Request request, Map<String, String> parameters) {
        Session session = session(request, parameters);
        Long lines = number("tail", query(request).getValue("tail"));
        int tail = lines == null ? -1 : (int) Math.min(lines, MOST_LINES);
        boolean follow = flag(query(request).getValue("follow"));
        boolean elsewhere = session.view().start().facts().containsKey("app_id");
        if (follow && elsewhere && session.view().linked()) {
            return new StreamAnswer(TEXT, new LinkLog(session.openLog(0), true, tail, timer));
        }
        refresh(session);
        Optional<Path> file = session.logFile();
        try {
            if (file.isPresent()) {
                return new StreamAnswer(TEXT, FileLog.open(session, file.get(), tail, follow, watch, signals));
            }
        } catch (IOException e) {
            throw new GatewayException(ErrorCode.LOG_NOT_FOUND, "the driver's log cannot be read", e);
        }
        if (session.view().linked()) {
            return new StreamAnswer(TEXT, new LinkLog(session.openLog(0), follow, tail, timer));
        }
        List<String> kept = session.view().logTail();
        if (kept.isEmpty()) {
            throw new GatewayException(ErrorCode.LOG_NOT_FOUND, "there is no log of this session's driver");
        }
        List<String> shown = tail < 0 || tail > kept.size() ? kept : kept.subList(kept.size() - tail, kept.size());
        return new StreamAnswer(TEXT, new KeptText(String.join("\n", shown) + "\n"));
    }

    private static Fields query(Request request) {
        try {
            return Request.extractQueryParameters(request);
        } catch (RuntimeException e) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "the query cannot be read");
        }
    }

    private static boolean flag(@Nullable String value) {
        return value != null && !value.equals("0") && !value.equals("false");
    }

    private static @Nullable Long number(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!value.matches("\\d{1,18}")) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, name + " must be a number");
        }
        return Long.valueOf(value);
    }

    /** A text in memory. */
    private static final class KeptText implements StreamAnswer.Source {
        private @Nullable ByteBuffer text;

        KeptText(String text) {
            this.text = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable ByteBuffer next() {
            ByteBuffer next = text;
            text = null;
            return next;
        }

        @Override
        public void whenMore(Runnable wake) {
            wake.run();
        }

        @Override
        public boolean ended() {
            return true;
        }

        @Override
        public void close() {}
    }
}
