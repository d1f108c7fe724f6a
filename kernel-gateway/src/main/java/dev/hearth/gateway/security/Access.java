package dev.hearth.gateway.security;

import dev.hearth.gateway.error.GatewayException;
import java.util.function.Supplier;

/**
 * Decides who sees what. Every face passes each thing that it is about to show or touch through here.
 *
 * <p>Immutable and thread-safe.
 */
public final class Access {

    /** Whether a caller may know that something of this owner exists. */
    public boolean sees(Caller caller, String owner) {
        return !owner.isEmpty() && caller.owner().equals(owner);
    }

    /**
     * Lets a caller pass to what is its own.
     *
     * @param notFound the very error that an unknown id gives
     */
    public void check(Caller caller, String owner, Supplier<GatewayException> notFound) {
        if (!sees(caller, owner)) {
            throw notFound.get();
        }
    }
}
