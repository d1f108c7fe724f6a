package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.session.NewSession;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Sessions;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sessions as Livy's clients find them: by number or by name, and only their own. Thread-safe. */
final class LivySessions {
    private static final int SHOWN_CHARS = 200;

    private final Sessions sessions;
    private final Access access;
    private final LivySettings settings;

    LivySessions(Sessions sessions, Access access, LivySettings settings) {
        this.sessions = sessions;
        this.access = access;
        this.settings = settings;
    }

    /** Those that the caller may see, oldest first. */
    List<Session> list(Caller caller) {
        return sessions.list().stream()
                .filter(session -> access.sees(caller, session.owner()))
                .toList();
    }

    /**
     * The session of a route's {@code {id}}.
     *
     * @throws GatewayException with {@code SESSION_NOT_FOUND} and the sentence that Livy's clients match, {@code BAD_REQUEST}
     *     for a number that is none of 32 bits
     */
    Session require(Context context) {
        String id = context.pathParam("id");
        return find(Callers.of(context), id).orElseThrow(() -> notFound(id));
    }

    /** All digits are a number, anything else is a name. */
    private Optional<Session> find(Caller caller, String id) {
        if (!Numbers.isDigits(id)) {
            return list(caller).stream()
                    .filter(session -> id.equals(session.view().name()))
                    .findFirst();
        }
        int number = Numbers.parse(id);
        return list(caller).stream()
                .filter(session -> session.number() == number)
                .findFirst();
    }

    private static GatewayException notFound(String id) {
        String shown = id.length() > SHOWN_CHARS ? id.substring(0, SHOWN_CHARS) + "…" : id;
        return new GatewayException(
                ErrorCode.SESSION_NOT_FOUND, "Session '" + shown + "' not found.", Map.of("id", shown));
    }

    /** Begins a session. Returns at once. */
    Session begin(Caller caller, LivyKind kind) {
        return sessions.create(NewSession.of(caller.owner(), settings.profile(), kind.language()));
    }
}
