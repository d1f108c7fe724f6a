package dev.hearth.gateway.session;

import java.util.List;
import java.util.UUID;

/**
 * What sessions need of the store.
 *
 * <p>Thread-safe. Every method returns only when its change is committed so that it survives {@code kill -9}. A failure
 * is a {@link dev.hearth.gateway.error.GatewayException} with code {@code STORE_FAILED}; nothing was changed then. A row is
 * only ever written by the one session it belongs to.
 */
public interface SessionStore {
    /**
     * Adds a session, and gives it the next number, from 0; numbers of removed sessions are not given again.
     *
     * @param draft the row; its number is not looked at
     * @return the row with its number
     * @throws dev.hearth.gateway.error.GatewayException with code {@code ID_TAKEN} if there is a row with this id, deleted
     *     sessions that are still kept included
     */
    SessionRow insert(SessionRow draft);

    /** Replaces the row with this id; all but id, number and created-at may have changed. */
    void update(SessionRow row);

    /** Removes the row and the session's block of journal numbers. No effect if there is none. */
    void remove(UUID session);

    /** All rows, in order of their numbers. Called once, when the gateway starts. */
    List<SessionRow> all();

    /**
     * Reserves the next block of journal numbers of a session.
     *
     * @param count how many, at least 1
     * @return the first number of the block: 1 the first time, then one more than the last number of the block before
     */
    long reserveNumbers(UUID session, long count);
}
