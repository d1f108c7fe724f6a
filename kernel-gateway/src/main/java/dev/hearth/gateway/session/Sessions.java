package dev.hearth.gateway.session;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All sessions of this gateway. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public final class Sessions implements AutoCloseable {
    Sessions() {}

    /**
     * Creates a session and returns at once; a driver is launched behind it. Whatever goes wrong then is the session's state.
     *
     * @throws dev.hearth.gateway.error.GatewayException with {@code PROFILE_NOT_FOUND}, {@code ID_TAKEN}, {@code
     *     TOO_MANY_SESSIONS}, {@code STORE_FAILED}, {@code JOURNAL_FAILED}, {@code NOT_SERVING} while stopping
     */
    public Session create(NewSession request) {
        throw new UnsupportedOperationException();
    }

    /** A listed session. */
    public Optional<Session> find(UUID id) {
        throw new UnsupportedOperationException();
    }

    /** A listed session, or one whose journal is still kept: deleted, or dead for long. */
    public Optional<Session> findKept(UUID id) {
        throw new UnsupportedOperationException();
    }

    /** Live sessions, and dead ones that are still listed, of all owners, in order of their numbers. */
    public List<Session> list() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
