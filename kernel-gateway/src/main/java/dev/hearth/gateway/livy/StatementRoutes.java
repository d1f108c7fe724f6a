package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.livy.Visitor.Need;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Statement;
import dev.hearth.gateway.session.Submitted;
import dev.hearth.gateway.statement.Allowance;
import dev.hearth.gateway.statement.StatementBook;
import dev.hearth.gateway.statement.StatementSnapshot;
import dev.hearth.gateway.statement.StatementState;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sessions/{id}/statements}. Beyond Livy: statements of a session that starts wait, those of one that has ended can be
 * read, {@code ?wait=SECONDS} answers when the statement has ended, {@code Idempotency-Key} makes sending twice harmless. A
 * GET without it waits for a moment, if the statement's turn has come. Thread-safe; no thread waits.
 */
final class StatementRoutes {
    /** How long the end of a statement is waited for that is cancelled before it runs. */
    private static final Duration NOT_BEGUN = Duration.ofSeconds(1);

    /**
     * How long a GET waits that does not say: clients ask every few milliseconds or less often, and what ends before they would
     * ask again is theirs at once. Short, since some ask for the statements of many sessions in turn.
     */
    private static final Duration SOON = Duration.ofMillis(50);

    /** Whom replies to Livy's clients go to: nobody reads them as messages. */
    private static final String ORIGIN = "livy";

    private static final String STATEMENTS = "/sessions/{id}/statements";
    private static final String SESSION_HEADER = "Hearth-Session";
    private static final String RESULT_HEADER = "Hearth-Result";
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final int MAX_KEY_CHARS = 255;

    private final LivySessions sessions;
    private final LivySettings settings;

    StatementRoutes(LivySessions sessions, LivySettings settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    void addTo(RoutesConfig routes) {
        Answers.get(routes, STATEMENTS, this::list);
        routes.post(STATEMENTS, this::run);
        Answers.get(routes, STATEMENTS + "/{statement}", this::show);
        routes.post(STATEMENTS + "/{statement}/cancel", this::cancel);
    }

    /** What the session speaks in Livy's words; one that another face began speaks its kernel's language. */
    static LivyKind kind(Session session) {
        return session.wish()
                .map(wish -> wish.kind())
                .flatMap(LivyKind::named)
                .orElseGet(() -> LivyKind.of(session.language()));
    }

    private Session session(Context context, Need need) {
        Session session = sessions.require(context, need);
        context.header(SESSION_HEADER, session.id().toString());
        return session;
    }

    private void list(Context context) {
        StatementBook book = new StatementBook(session(context, Need.SEE));
        long from = Numbers.query(context, "from", 0);
        long size = Numbers.query(context, "size", Integer.MAX_VALUE);
        String order = context.queryParam("order");
        boolean newestFirst =
                order != null && order.strip().toLowerCase(Locale.ROOT).equals("desc");
        long first = book.firstKept();
        long end = book.size();
        ArrayNode page = Json.array();
        Allowance allowance = Allowance.standard();
        long most = from < 0 ? 0 : Math.min(size, end - first - from);
        // A page that holds as much as one may is shorter than asked for; the total says that there are more.
        for (long i = from; i < from + most && !allowance.isSpent(); i++) {
            book.readEnded(newestFirst ? end - 1 - i : first + i, allowance)
                    .ifPresent(statement -> page.add(StatementJson.of(statement)));
        }
        ObjectNode answer = Json.object();
        answer.put("total_statements", end - first).set("statements", page);
        Answers.json(context, Answers.OK, answer);
    }

    private void show(Context context) {
        Session session = session(context, Need.SEE);
        int number = Numbers.parse(context.pathParam("statement"));
        Statement statement = session.statement(number).orElseThrow(StatementRoutes::notFound);
        StatementBook book = new StatementBook(session);
        boolean says = context.queryParam("wait") != null;
        Duration wait = says ? wait(context) : book.log().isNext(statement) ? SOON : Duration.ZERO;
        answer(context, book, statement, Answers.OK, wait);
    }

    private void run(Context context) {
        Session session = session(context, Need.CHANGE);
        StatementRequest request = StatementRequest.statement(context, settings.bodyBytes());
        Language language = request.language(kind(session));
        RawMessage message = message(
                messageId(context, sessions.visitor(context)), metadata(language, keeps(context)), request.code());
        StatementBook book = new StatementBook(session);
        Submitted sent = orDead(() -> book.log().submit(message, ORIGIN));
        Statement statement = sent.statement();
        context.header("Location", "/sessions/" + session.number() + "/statements/" + statement.number());
        answer(context, book, statement, Answers.CREATED, wait(context));
    }

    private static RawMessage message(String id, RawJson metadata, String code) {
        Header header = new Header(
                id,
                ORIGIN,
                "livy",
                Header.date(Clock.systemUTC().instant()),
                MessageType.EXECUTE_REQUEST.wireName(),
                Header.PROTOCOL_VERSION,
                null);
        ObjectNode content = Json.object().put("code", code);
        content.put("silent", false).put("store_history", true);
        content.put("allow_stdin", false).put("stop_on_error", false);
        return RawMessage.of(Channel.SHELL, header, RawJson.EMPTY_OBJECT, metadata, Json.write(content), List.of());
    }

    /** Tells the driver the language, and for whom it runs. */
    static RawJson metadata(Language language) {
        return metadata(language, false);
    }

    private static RawJson metadata(Language language, boolean keep) {
        ObjectNode metadata = Json.object();
        ObjectNode wish = metadata.putObject("hearth").put("language", language.wireName());
        wish.put("livy", true);
        if (keep) {
            wish.put("keep", true);
        }
        return Json.write(metadata);
    }

    /** Whether the result of a query is to be kept whole. */
    private static boolean keeps(Context context) {
        String wanted = context.header(RESULT_HEADER);
        if (wanted == null || wanted.isBlank()) {
            return false;
        }
        if (!wanted.strip().equalsIgnoreCase("keep")) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, RESULT_HEADER + " knows the value \"keep\" and no other");
        }
        return true;
    }

    /** The same for the same key of the same caller. */
    private static String messageId(Context context, Visitor visitor) {
        @Nullable String key = context.header(KEY_HEADER);
        if (key == null || key.isEmpty()) {
            return UUID.randomUUID().toString();
        }
        if (key.length() > MAX_KEY_CHARS) {
            throw new GatewayException(
                    ErrorCode.BAD_REQUEST, KEY_HEADER + " has at most " + MAX_KEY_CHARS + " characters");
        }
        String whole = "statement\0" + visitor.keyOwner() + "\0" + key;
        return UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private void cancel(Context context) {
        Session session = session(context, Need.CHANGE);
        int number = Numbers.parse(context.pathParam("statement"));
        Optional<Statement> statement = session.statement(number);
        StatementBook book = new StatementBook(session);
        if (!session.view().state().isLive()) {
            throw dead();
        }
        boolean waits = statement.isPresent()
                && book.readEnded(number, Allowance.standard())
                        .filter(each -> each.state() == StatementState.WAITING)
                        .isPresent();
        statement.ifPresent(found -> orDead(() -> {
            book.log().cancel(found);
            return true;
        }));
        if (!waits) {
            Answers.message(context, "canceled");
            return;
        }
        // One that does not run yet has ended when Livy answers.
        CompletableFuture<Boolean> ended = book.awaitEnd(statement.get(), NOT_BEGUN, executor(context));
        context.future(() -> ended.thenAccept(done -> Answers.message(context, "canceled")));
    }

    private static Executor executor(Context context) {
        return ServletContextRequest.getServletContextRequest(context.req())
                .getComponents()
                .getExecutor();
    }

    private void answer(Context context, StatementBook book, Statement statement, int status, Duration wait) {
        if (wait.isZero()) {
            Answers.json(context, status, json(book, statement));
            return;
        }
        CompletableFuture<Boolean> ended = book.awaitEnd(statement, wait, executor(context));
        context.future(() -> ended.thenAccept(done -> Answers.json(context, status, json(book, statement))));
    }

    private static ObjectNode json(StatementBook book, Statement statement) {
        StatementSnapshot now =
                book.readEnded(statement.number(), Allowance.standard()).orElseThrow(StatementRoutes::notFound);
        return StatementJson.of(now);
    }

    private Duration wait(Context context) {
        @Nullable String text = context.queryParam("wait");
        if (text == null || text.isEmpty()) {
            return Duration.ZERO;
        }
        if (!text.matches("\\d{1,6}(\\.\\d{1,3})?")) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "wait must be a number of seconds");
        }
        Duration asked = Duration.ofMillis((long) (Double.parseDouble(text) * 1000));
        return asked.compareTo(settings.request()) < 0 ? asked : settings.request();
    }

    private static <T> T orDead(Supplier<T> what) {
        try {
            return what.get();
        } catch (GatewayException e) {
            throw e.code() == ErrorCode.SESSION_DEAD ? dead() : e;
        }
    }

    /** With the words that Zeppelin looks for. */
    static GatewayException dead() {
        return new GatewayException(
                ErrorCode.SESSION_DEAD, "java.lang.IllegalStateException: Session is in state dead");
    }

    private static GatewayException notFound() {
        return new GatewayException(ErrorCode.STATEMENT_NOT_FOUND, "Statement not found");
    }
}
