package dev.hearth.gateway.jupyter;

import java.util.List;
import java.util.UUID;

/**
 * Where Jupyter's sessions are kept, so that all of them come back with the next gateway, also those that share a kernel.
 *
 * <p>Thread-safe. Every method returns only when its change is committed so that it survives {@code kill -9}. A failure is a
 * {@link dev.hearth.gateway.error.GatewayException} with code {@code STORE_FAILED}; nothing was changed then.
 */
public interface DocumentStore {

    /** All, oldest first. Called once, when the gateway starts. */
    List<JupyterSession> all();

    /** Adds a session, or takes the place of the one with its id. */
    void put(JupyterSession session);

    /** Removes a session. No effect if there is none. */
    void remove(UUID id);
}
