package dev.hearth.gateway.security;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose a session, a batch or a document is. Immutable.
 *
 * @param owner who made it
 * @param proxyUser for whom it was made, if for another: it is theirs too
 */
public record Ownership(String owner, @Nullable String proxyUser) {
    public Ownership {
        Objects.requireNonNull(owner, "owner");
    }

    /** What was made for nobody else. */
    public static Ownership of(String owner) {
        return new Ownership(owner, null);
    }

    boolean has(String name) {
        return owner.equals(name) || name.equals(proxyUser);
    }
}
