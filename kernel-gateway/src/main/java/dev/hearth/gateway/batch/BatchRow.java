package dev.hearth.gateway.batch;

import dev.hearth.gateway.security.Ownership;
import dev.hearth.gateway.session.SessionWish;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it is stored. Immutable.
 *
 * @param id its own
 * @param number from 0, never given twice
 * @param owner who created it
 * @param proxyUser whom it runs as, or null
 * @param profile the profile's name
 * @param application what it runs
 * @param wish what is asked for beyond the profile
 * @param createdAt when
 * @param handle by which its process is found again; null while there is none
 * @param place where a cluster shows it
 * @param state how far it is
 * @param exitCode of its process; null while it runs, and where there is none
 * @param reason one sentence: why it ended as it did; empty while it runs
 * @param endedAt null while it runs
 */
@SuppressWarnings("TooManyParameters") // a row of a table, made and read by name
public record BatchRow(
        UUID id,
        int number,
        String owner,
        @Nullable String proxyUser,
        String profile,
        Application application,
        SessionWish wish,
        Instant createdAt,
        @Nullable String handle,
        Place place,
        BatchState state,
        @Nullable Integer exitCode,
        String reason,
        @Nullable Instant endedAt) {
    public BatchRow {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(wish, "wish");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
    }

    /** Whose it is. */
    public Ownership ownership() {
        return new Ownership(owner, proxyUser);
    }

    /** The name that a client gave, or null. */
    public @Nullable String name() {
        return wish.name();
    }

    /** The session that a notebook runs on. */
    public UUID session() {
        return UUID.nameUUIDFromBytes(("session of batch " + id).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** About to be launched. */
    BatchRow launching(@Nullable String newHandle) {
        return with(newHandle, state, exitCode, reason, endedAt);
    }

    BatchRow at(Place newPlace) {
        return new BatchRow(
                id,
                number,
                owner,
                proxyUser,
                profile,
                application,
                wish,
                createdAt,
                handle,
                newPlace,
                state,
                exitCode,
                reason,
                endedAt);
    }

    BatchRow running(@Nullable String newHandle) {
        return with(newHandle, BatchState.RUNNING, null, "", null);
    }

    BatchRow ended(BatchState newState, @Nullable Integer code, String why, Instant when) {
        return with(null, newState, code, why, when);
    }

    BatchRow deleted() {
        return with(handle, BatchState.DELETED, exitCode, reason, endedAt);
    }

    private BatchRow with(
            @Nullable String newHandle,
            BatchState newState,
            @Nullable Integer code,
            String why,
            @Nullable Instant when) {
        return new BatchRow(
                id,
                number,
                owner,
                proxyUser,
                profile,
                application,
                wish,
                createdAt,
                newHandle,
                place,
                newState,
                code,
                why,
                when);
    }

    @Override
    public String toString() {
        return "BatchRow[id=" + id + ", number=" + number + ", state=" + state + "]";
    }
}
