package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.livy.Visitor.Need;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.session.NewSession;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionView;
import dev.hearth.gateway.session.SessionWish;
import dev.hearth.gateway.session.Sessions;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sessions as Livy's clients find them: by number or by name, and only their own. Thread-safe. */
final class LivySessions {
    private static final String HEADER = "Hearth-Session";
    private static final int SHOWN_CHARS = 200;

    private final Sessions sessions;
    private final Access access;
    private final LivySettings settings;
    private final Set<String> coming = ConcurrentHashMap.newKeySet(); // names that are being given
    private final ConcurrentHashMap<UUID, CompletableFuture<Session>> keyed = new ConcurrentHashMap<>(); // under way

    LivySessions(Sessions sessions, Access access, LivySettings settings) {
        this.sessions = sessions;
        this.access = access;
        this.settings = settings;
    }

    /** Who asks. */
    Visitor visitor(Context context) {
        return Visitor.of(access, context);
    }

    /** Those that a visitor may know of, oldest first: live, or ended not long ago. */
    List<Session> list(Visitor visitor) {
        return sessions.list().stream()
                .filter(session -> isListed(visitor, session))
                .toList();
    }

    private boolean isListed(Visitor visitor, Session session) {
        Instant since = sessions.clock().instant().minus(settings.endedFor());
        return visitor.knows(session.ownership())
                && session.endedAt().filter(ended -> !ended.isAfter(since)).isEmpty();
    }

    /**
     * The session of a route's {@code {id}}. That it was asked for by one who sees it is its heartbeat.
     *
     * @throws GatewayException with {@code SESSION_NOT_FOUND} and the sentence that Livy's clients match, {@code BAD_REQUEST}
     *     for a number that is none of 32 bits, {@code FORBIDDEN} for one that the visitor may know of and no more
     */
    Session require(Context context, Need need) {
        Visitor visitor = visitor(context);
        String id = context.pathParam("id");
        Session session = find(visitor, id).orElseThrow(() -> notFound(id));
        visitor.check(need, session.ownership(), () -> notFound(id));
        if (visitor.sees(session.ownership())) {
            session.heartbeat();
        }
        context.header(HEADER, session.id().toString());
        return session;
    }

    /** All digits are a number, anything else is a name. */
    private Optional<Session> find(Visitor visitor, String id) {
        if (Numbers.isDigits(id)) {
            return sessions.find(Numbers.parse(id)).filter(session -> isListed(visitor, session));
        }
        List<Session> named = list(visitor).stream()
                .filter(session -> id.equals(name(session)))
                .sorted(Comparator.comparing(session -> !visitor.owns(session.ownership()))) // first one's own
                .toList();
        return named.stream()
                .filter(session -> session.endedAt().isEmpty())
                .findFirst()
                .or(() -> named.stream().reduce((older, newer) -> newer));
    }

    /** A name given here, which no two live sessions share; Jupyter's names of documents are no names here. */
    private static @Nullable String name(Session session) {
        return session.wish().map(SessionWish::name).orElse(null);
    }

    static GatewayException notFound(String id) {
        String shown = id.length() > SHOWN_CHARS ? id.substring(0, SHOWN_CHARS) + "…" : id;
        return new GatewayException(
                ErrorCode.SESSION_NOT_FOUND, "Session '" + shown + "' not found.", Map.of("id", shown));
    }

    /**
     * Begins a session, or finds the one that the same key has begun before. Returns at once.
     *
     * @throws GatewayException with {@code BAD_REQUEST} for what is refused, and with what {@link Sessions#create} gives;
     *     nothing was begun then
     */
    Session begin(Context context, CreateRequest request) {
        Visitor visitor = visitor(context);
        String proxyUser = visitor.proxyUser(request.proxyUser());
        Session session = IdempotencyKey.of(context)
                .map(key ->
                        keyed(visitor, request.as(proxyUser), IdempotencyKey.id("session", visitor.keyOwner(), key)))
                .orElseGet(() -> begin(visitor, request.as(proxyUser), null));
        context.header(HEADER, session.id().toString());
        return session;
    }

    /** Of requests with one key at the same time one begins the session, and all have its answer. */
    private Session keyed(Visitor visitor, CreateRequest request, UUID id) {
        CompletableFuture<Session> mine = new CompletableFuture<>();
        CompletableFuture<Session> first = keyed.putIfAbsent(id, mine);
        if (first != null) {
            return await(first);
        }
        try {
            Session session = sessions.find(id).orElseGet(() -> begin(visitor, request, id));
            mine.complete(session);
            return session;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            keyed.remove(id);
        }
    }

    private Session await(CompletableFuture<Session> first) {
        try {
            return first.get(settings.request().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof GatewayException refused ? refused : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new GatewayException(ErrorCode.TIMED_OUT, "the request that came first takes too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.NOT_SERVING, "the gateway is stopping", e);
        }
    }

    /** Lets what is wished for pass, or refuses it. */
    static void check(LivySettings settings, SessionWish wish) {
        List<String> refused = settings.conf().refused(wish.conf().keySet());
        if (!refused.isEmpty()) {
            throw Rejected.because("Blacklisted configuration values in session config: " + String.join(", ", refused));
        }
        settings.files().check(wish.jars());
        settings.files().check(wish.pyFiles());
        settings.files().check(wish.files());
        settings.files().check(wish.archives());
        settings.files().checkConf(wish.conf());
    }

    private Session begin(Visitor visitor, CreateRequest request, @Nullable UUID id) {
        check(settings, request.wish());
        String name = request.wish().name();
        if (name == null) {
            return create(visitor, request, id);
        }
        String place = visitor.namePlace() + '\0' + name;
        if (!coming.add(place)) {
            throw Rejected.because("Duplicate session name: Some(" + name + ")");
        }
        try {
            list(visitor).stream()
                    .filter(session -> name.equals(name(session)))
                    .filter(session -> session.endedAt().isEmpty())
                    .findFirst()
                    .ifPresent(taken -> {
                        throw Rejected.because(
                                "Duplicate session name: Some(" + name + ") for session " + taken.number());
                    });
            return create(visitor, request, id);
        } finally {
            coming.remove(place);
        }
    }

    private Session create(Visitor visitor, CreateRequest request, @Nullable UUID id) {
        return sessions.create(new NewSession(
                visitor.owner(),
                request.proxyUser(),
                settings.profile(),
                request.kind().language(),
                Map.of(),
                id,
                request.wish().name(),
                null,
                null,
                request.wish()));
    }

    /** The name that a session is shown with. */
    static @Nullable String shownName(SessionView view) {
        SessionWish wish = view.wish();
        return wish == null ? view.name() : wish.name();
    }
}
