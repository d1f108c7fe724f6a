package dev.hearth.gateway.session;

import dev.hearth.journal.JournalSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The open files of a session: journal, requests logs, statements, cursors. Opened when first wanted, since a dead session
 * may never be asked for again; {@link #rest} closes them. Guarded by the session's lock; what is returned has its own rules.
 */
final class SessionLogs {
    /** Requests logs of earlier incarnations that are kept besides the present one. */
    static final int EARLIER_KEPT = 3;

    private final UUID session;
    private final SessionFiles files;
    private final SessionStore store;
    private final JournalSettings settings;
    private final Clock clock;
    private final TreeMap<Integer, RequestLog> requests = new TreeMap<>();
    private @Nullable SessionJournal journal;
    private @Nullable Statements statements;
    private @Nullable ConfirmedCursors cursors;
    private boolean listed;
    private boolean purged;
    private boolean closed;

    SessionLogs(UUID session, SessionFiles files, SessionStore store, JournalSettings settings, Clock clock) {
        this.session = session;
        this.files = files;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    SessionFiles files() {
        return files;
    }

    SessionJournal journal() throws IOException {
        SessionJournal open = journal;
        if (open == null) {
            ensureKept();
            open = new SessionJournal(session, store, files.journal(), settings, clock);
            journal = open;
        }
        return open;
    }

    /** Whether the journal is open now. */
    boolean isOpen() {
        return journal != null;
    }

    Statements statements() throws IOException {
        Statements open = statements;
        if (open == null) {
            ensureKept();
            open = new Statements(files.statements());
            statements = open;
        }
        return open;
    }

    ConfirmedCursors cursors() throws IOException {
        ConfirmedCursors open = cursors;
        if (open == null) {
            ensureKept();
            open = new ConfirmedCursors(files.cursors());
            cursors = open;
        }
        return open;
    }

    /** Begins or re-opens the requests log of an incarnation, and lets go of those that are too old, with what their drivers logged. */
    RequestLog begin(int incarnation) throws IOException {
        list();
        RequestLog log = open(incarnation);
        while (requests.size() > EARLIER_KEPT + 1) {
            RequestLog oldest = requests.pollFirstEntry().getValue();
            oldest.delete();
            files.deleteDriverLog(oldest.incarnation());
        }
        return log;
    }

    /** Every requests log that is kept, the newest first. */
    List<RequestLog> requests() throws IOException {
        list();
        return new ArrayList<>(requests.descendingMap().values());
    }

    Optional<RequestLog> requests(int incarnation) throws IOException {
        list();
        return Optional.ofNullable(requests.get(incarnation));
    }

    private void list() throws IOException {
        if (!listed) {
            for (int incarnation : files.requestLogs()) {
                open(incarnation);
            }
            listed = true;
        }
    }

    private RequestLog open(int incarnation) throws IOException {
        ensureKept();
        RequestLog log = requests.get(incarnation);
        if (log == null) {
            log = new RequestLog("session " + session, incarnation, files.requests(incarnation), settings, clock);
            requests.put(incarnation, log);
        }
        return log;
    }

    private void ensureKept() throws IOException {
        if (closed) {
            throw new IOException("the gateway is stopping");
        }
        if (purged) {
            throw new IOException("the journal of session " + session + " is no longer kept");
        }
        files.create();
    }

    /** Closes what is open; it is opened again when wanted. */
    void rest() throws IOException {
        IOException failure = null;
        List<AutoCloseable> open = new ArrayList<>(requests.values());
        if (journal != null) {
            open.add(journal);
        }
        if (statements != null) {
            open.add(statements);
        }
        for (AutoCloseable each : open) {
            failure = close(each, failure);
        }
        requests.clear();
        listed = false;
        journal = null;
        statements = null;
        cursors = null;
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException close(AutoCloseable each, @Nullable IOException before) {
        try {
            each.close();
            return before;
        } catch (Exception e) {
            IOException failure = e instanceof IOException io ? io : new IOException(e);
            if (before != null) {
                before.addSuppressed(failure);
                return before;
            }
            return failure;
        }
    }

    /** Closes everything for good; the files stay. */
    void close() throws IOException {
        closed = true;
        rest();
    }

    /** Whether the gateway has let go of the session. */
    boolean isClosed() {
        return closed;
    }

    /** Closes and removes everything for good, but for the mark of a purge: that goes with {@link SessionFiles#delete}. */
    void purge() throws IOException {
        purged = true;
        rest();
        files.empty();
    }

    /**
     * Drops earlier requests logs beyond {@code keepBytes}; of the present one what is beyond and below sequence {@code open};
     * and whatever was appended before {@code beforeMillis}.
     */
    void trimRequests(long keepBytes, long beforeMillis, int present, long open) throws IOException {
        long left = keepBytes;
        for (RequestLog log : requests()) {
            if (log.incarnation() == present) {
                log.dropOldest(keepBytes, open);
                log.dropOld(beforeMillis, open);
            } else if (log.sizeBytes() > left || log.isOlder(beforeMillis)) {
                requests.remove(log.incarnation());
                log.delete();
                files.deleteDriverLog(log.incarnation());
                continue;
            }
            left -= log.sizeBytes();
        }
    }
}
