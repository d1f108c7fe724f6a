package dev.hearth.gateway.security;

import dev.hearth.gateway.error.ErrorCode;
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
     * Lets a caller pass to a session of its own.
     *
     * @throws GatewayException with {@code KERNEL_NOT_FOUND} for another's: an id tells nothing to who may not use it
     */
    public void check(Caller caller, String owner) {
        check(caller, owner, () -> new GatewayException(ErrorCode.KERNEL_NOT_FOUND, "Kernel does not exist"));
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
