package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A store that lives as long as the test, and so longer than a gateway in it. Thread-safe. */
public final class InMemorySessionStore implements SessionStore {
    private final Map<UUID, SessionRow> rows = new HashMap<>();
    private final Map<UUID, Long> reserved = new HashMap<>();
    private int next;

    @Override
    public synchronized SessionRow insert(SessionRow draft) {
        if (rows.containsKey(draft.id())) {
            throw new GatewayException(ErrorCode.ID_TAKEN, "there is a session " + draft.id() + " already");
        }
        SessionRow row = draft.change().number(next++).make();
        rows.put(row.id(), row);
        return row;
    }

    @Override
    public synchronized void update(SessionRow row) {
        if (rows.replace(row.id(), row) == null) {
            throw new GatewayException(ErrorCode.STORE_FAILED, "no row of " + row.id());
        }
    }

    @Override
    public synchronized void remove(UUID session) {
        rows.remove(session);
        reserved.remove(session);
    }

    @Override
    public synchronized List<SessionRow> all() {
        return rows.values().stream()
                .sorted(Comparator.comparing(SessionRow::number))
                .toList();
    }

    @Override
    public synchronized long reserveNumbers(UUID session, long count) {
        long first = reserved.getOrDefault(session, 1L);
        reserved.put(session, first + count);
        return first;
    }

    /** The row of a session. */
    public synchronized SessionRow row(UUID session) {
        return rows.get(session);
    }
}
