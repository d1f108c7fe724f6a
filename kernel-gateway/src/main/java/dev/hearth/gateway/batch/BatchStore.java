package dev.hearth.gateway.batch;

import java.util.List;
import java.util.UUID;

/** Where rows of batches are kept. Thread-safe; each call is on the disk when it returns. */
public interface BatchStore {
    /**
     * Adds a batch, and gives it the next number, from 0; numbers of removed ones are not given again.
     *
     * @param draft the row; its number is not looked at
     * @return the row with its number
     * @throws dev.hearth.gateway.error.GatewayException with code {@code ID_TAKEN} if there is a row with this id
     */
    BatchRow insert(BatchRow draft);

    /** Replaces handle, place, state, exit code, reason and end of the row with this id. */
    void update(BatchRow row);

    /** Removes the row. No effect if there is none. */
    void remove(UUID batch);

    /** All rows, in order of their numbers. Called once, when the gateway starts. */
    List<BatchRow> all();
}
