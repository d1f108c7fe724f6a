package dev.hearth.gateway.http.api;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.gateway.session.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The sessions that a caller may see. Thread-safe. */
final class OwnSessions {
    private static final int SHOWN_CHARS = 100;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Sessions sessions;
    private final Access access;

    OwnSessions(Sessions sessions, Access access) {
        this.sessions = sessions;
        this.access = access;
    }

    /** Those that are listed, oldest first. */
    List<Session> list(Caller caller) {
        return sessions.list().stream()
                .filter(session -> access.sees(caller, session.ownership()))
                .toList();
    }

    /**
     * The session with this id, deleted ones whose journal is kept included, or with this number, if it is listed: to look at.
     *
     * @throws GatewayException with {@code SESSION_NOT_FOUND}
     */
    Session require(Caller caller, String id) {
        Session session = find(id);
        access.check(caller, session.ownership(), () -> notFound(id));
        return session;
    }

    /**
     * The same, to use or to end.
     *
     * @throws GatewayException with {@code SESSION_NOT_FOUND}, {@code FORBIDDEN} for one that the caller may see and no more
     */
    Session requireOwn(Caller caller, String id) {
        Session session = find(id);
        access.checkChange(caller, session.ownership(), () -> notFound(id));
        return session;
    }

    private Session find(String id) {
        Optional<Session> found;
        try {
            found = NUMBER.matcher(id).matches() ? numbered(id) : sessions.findKept(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            found = Optional.empty();
        }
        return found.orElseThrow(() -> notFound(id));
    }

    private Optional<Session> numbered(String number) {
        int wanted = Integer.parseInt(number);
        return sessions.list().stream()
                .filter(session -> session.number() == wanted)
                .findFirst();
    }

    /**
     * A statement of a session.
     *
     * @throws GatewayException with {@code STATEMENT_NOT_FOUND} if there was none with this number, or it is no longer kept
     */
    static Statement statement(Session session, String number) {
        Optional<Statement> found =
                NUMBER.matcher(number).matches() ? session.statement(Long.parseLong(number)) : Optional.empty();
        String shown = number.length() > SHOWN_CHARS ? number.substring(0, SHOWN_CHARS) + "…" : number;
        return found.orElseThrow(() -> new GatewayException(
                ErrorCode.STATEMENT_NOT_FOUND,
                "there is no statement " + shown + " of this session, or it is no longer kept",
                Map.of("statement", shown)));
    }

    private static GatewayException notFound(String id) {
        String shown = id.length() > SHOWN_CHARS ? id.substring(0, SHOWN_CHARS) + "…" : id;
        return new GatewayException(ErrorCode.SESSION_NOT_FOUND, "there is no session " + shown, Map.of("id", shown));
    }
}
