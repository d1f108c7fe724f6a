package dev.hearth.gateway.http.api;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.Sessions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The sessions that a caller may see. Thread-safe. */
final class OwnSessions {
    private static final int SHOWN_CHARS = 100;

    private final Sessions sessions;
    private final Access access;

    OwnSessions(Sessions sessions, Access access) {
        this.sessions = sessions;
        this.access = access;
    }

    /** Those that are listed, oldest first. */
    List<Session> list(Caller caller) {
        return sessions.list().stream()
                .filter(session -> access.sees(caller, session.owner()))
                .toList();
    }

    /**
     * The session with this id, deleted ones whose journal is kept included.
     *
     * @throws GatewayException with {@code SESSION_NOT_FOUND}
     */
    Session require(Caller caller, String id) {
        Optional<Session> found;
        try {
            found = sessions.findKept(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            found = Optional.empty();
        }
        Session session = found.orElseThrow(() -> notFound(id));
        access.check(caller, session.owner(), () -> notFound(id));
        return session;
    }

    private static GatewayException notFound(String id) {
        String shown = id.length() > SHOWN_CHARS ? id.substring(0, SHOWN_CHARS) + "…" : id;
        return new GatewayException(ErrorCode.SESSION_NOT_FOUND, "there is no session " + shown, Map.of("id", shown));
    }
}
