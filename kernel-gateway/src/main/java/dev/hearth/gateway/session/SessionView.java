package dev.hearth.gateway.session;

import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Language;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session at one moment. Immutable.
 *
 * @param id the kernel id of Jupyter
 * @param number the session's number, from 0
 * @param owner who created it
 * @param proxyUser whom it runs as, or null for nobody else
 * @param profile the profile's name
 * @param name a name that the client gave, or null
 * @param path a path that the client gave, or null
 * @param document id of what Jupyter calls a session, where it does not follow from {@code id}, or null
 * @param documentType what Jupyter says is at {@code path}, or null
 * @param state where it is in its life
 * @param reason why, one sentence, perhaps empty; of a start that waits: what it waits for
 * @param logTail the end of the driver's log when it ended badly, oldest line first
 * @param executionState what Jupyter clients are shown
 * @param createdAt by the gateway's clock
 * @param lastActivity of clients and of cells, by the gateway's clock
 * @param connections attached clients
 * @param incarnation the present process, from 1
 * @param headerSession {@code header.session} of the present incarnation
 * @param unfinished requests that have no end yet
 * @param unanswered cells and questions of the shell that have no reply yet
 * @param lastNumber number of the newest record of the journal; 0 if there is none, or the journal rests because the
 *     session ended long ago
 * @param start the start of the present driver: its phases, and what the driver said about itself
 * @param linkDownSince since when the driver's link is down, or null while it is up or has never been
 * @param linked whether the driver's link is up
 * @param endedAt when it became dead or deleted, or null
 * @param wish what a client asked for beyond the profile, or null
 */
public record SessionView(
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
        SessionState state,
        String reason,
        List<String> logTail,
        ExecutionState executionState,
        Instant createdAt,
        Instant lastActivity,
        int connections,
        int incarnation,
        String headerSession,
        int unfinished,
        int unanswered,
        long lastNumber,
        StartReport start,
        @Nullable Instant linkDownSince,
        boolean linked,
        @Nullable Instant endedAt,
        @Nullable SessionWish wish) {
    public SessionView {
        logTail = List.copyOf(logTail);
    }

    /** The reason on the first line, and behind it, where the driver ended badly, the end of its log. */
    public String reasonAndLog() {
        return logTail.isEmpty() ? reason : reason + "\n\nThe end of the driver's log:\n" + String.join("\n", logTail);
    }
}
