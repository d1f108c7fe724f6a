package dev.hearth.gateway.session;

import dev.hearth.protocol.Language;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the store keeps of a session. Immutable; {@code toString} shows neither hashes nor values of the environment.
 *
 * @param id the session's id, the kernel id of Jupyter
 * @param number the session's number, given by the store, from 0, never given twice
 * @param owner who created it
 * @param proxyUser whom it runs as, or null for nobody else
 * @param profile the profile's name
 * @param name a name that the client gave, or null
 * @param path a path that the client gave (Jupyter's notebook), or null
 * @param document id of what Jupyter calls a session, where it does not follow from this id, or null
 * @param documentType what Jupyter says is at {@code path}: {@code notebook}, {@code console}, {@code file}; or null
 * @param environment variables of the driver, already allow-listed
 * @param createdAt by the gateway's clock
 * @param incarnation the present process, from 1
 * @param headerSession {@code header.session} of the present incarnation
 * @param firstRecord the journal number from which records of the present incarnation may lie
 * @param secretHash SHA-256 of the launch secret in hexadecimal, or empty when there is none any more
 * @param keyHash SHA-256 of the driver's session key in hexadecimal, or null while none is known
 * @param keyUsed a hello with the key alone has been accepted: the launch secret counts no more
 * @param handle the launcher's handle of the driver, or null while there is none
 * @param deadline until when the driver's first hello is waited for, or null when it has come
 * @param state where it is in its life
 * @param reason why it is in that state, one sentence, perhaps empty
 * @param logTail the end of the driver's log when it ended badly
 * @param endedAt when it became dead or deleted, or null
 * @param start what is known of the present incarnation's start
 * @param wish what a client asked for beyond the profile, or null
 */
@SuppressWarnings("TooManyParameters") // a row of a table, made and read by name
public record SessionRow(
        UUID id,
        int number,
        String owner,
        @Nullable String proxyUser,
        String profile,
        Language language,
        @Nullable String name,
        @Nullable String path,
        @Nullable UUID document,
        @Nullable String documentType,
        Map<String, String> environment,
        Instant createdAt,
        int incarnation,
        String headerSession,
        long firstRecord,
        String secretHash,
        @Nullable String keyHash,
        boolean keyUsed,
        @Nullable String handle,
        @Nullable Instant deadline,
        SessionState state,
        String reason,
        List<String> logTail,
        @Nullable Instant endedAt,
        StartReport start,
        @Nullable SessionWish wish) {
    public SessionRow {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(headerSession, "headerSession");
        Objects.requireNonNull(secretHash, "secretHash");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(start, "start");
        environment = Map.copyOf(environment);
        logTail = List.copyOf(logTail);
    }

    /** Starts a copy with some values changed. */
    Change change() {
        return new Change(this);
    }

    /** A copy with some values changed. Not thread-safe. */
    static final class Change {
        private final SessionRow row;
        private int number;
        private @Nullable String name;
        private @Nullable String path;
        private @Nullable UUID document;
        private @Nullable String documentType;
        private int incarnation;
        private String headerSession;
        private long firstRecord;
        private String secretHash;
        private @Nullable String keyHash;
        private boolean keyUsed;
        private @Nullable String handle;
        private @Nullable Instant deadline;
        private SessionState state;
        private String reason;
        private List<String> logTail;
        private @Nullable Instant endedAt;
        private StartReport start;

        private Change(SessionRow row) {
            this.row = row;
            this.number = row.number;
            this.name = row.name;
            this.path = row.path;
            this.document = row.document;
            this.documentType = row.documentType;
            this.incarnation = row.incarnation;
            this.headerSession = row.headerSession;
            this.firstRecord = row.firstRecord;
            this.secretHash = row.secretHash;
            this.keyHash = row.keyHash;
            this.keyUsed = row.keyUsed;
            this.handle = row.handle;
            this.deadline = row.deadline;
            this.state = row.state;
            this.reason = row.reason;
            this.logTail = row.logTail;
            this.endedAt = row.endedAt;
            this.start = row.start;
        }

        Change state(SessionState value, String why) {
            state = value;
            reason = why;
            return this;
        }

        /** As the store has numbered it. */
        Change number(int value) {
            number = value;
            return this;
        }

        Change document(UUID id, String newName, String newPath, String type) {
            document = id;
            name = newName;
            path = newPath;
            documentType = type;
            return this;
        }

        Change start(StartReport value) {
            start = value;
            return this;
        }

        Change incarnation(int value, String newHeaderSession, long newFirstRecord, StartReport newStart) {
            start = newStart;
            incarnation = value;
            headerSession = newHeaderSession;
            firstRecord = newFirstRecord;
            secretHash = "";
            keyHash = null;
            keyUsed = false;
            handle = null;
            deadline = null;
            logTail = List.of();
            endedAt = null;
            return this;
        }

        Change secret(String hash, Instant until) {
            secretHash = hash;
            deadline = until;
            return this;
        }

        Change key(String hash, boolean used) {
            keyHash = hash;
            keyUsed = used;
            deadline = null;
            return this;
        }

        Change handle(@Nullable String value) {
            handle = value;
            return this;
        }

        Change ended(Instant when, List<String> tail) {
            endedAt = when;
            logTail = tail;
            handle = null;
            deadline = null;
            return this;
        }

        SessionRow make() {
            return new SessionRow(
                    row.id,
                    number,
                    row.owner,
                    row.proxyUser,
                    row.profile,
                    row.language,
                    name,
                    path,
                    document,
                    documentType,
                    row.environment,
                    row.createdAt,
                    incarnation,
                    headerSession,
                    firstRecord,
                    secretHash,
                    keyHash,
                    keyUsed,
                    handle,
                    deadline,
                    state,
                    reason,
                    logTail,
                    endedAt,
                    start,
                    row.wish);
        }
    }

    @Override
    public String toString() {
        return "SessionRow[id=" + id + ", number=" + number + ", incarnation=" + incarnation + ", state=" + state + "]";
    }
}
