package dev.hearth.gateway.security;

import java.util.Objects;
import java.util.Optional;

/**
 * Who is calling. Immutable.
 *
 * @param owner to whom everything that this caller makes belongs
 * @param tokenId which stored token was shown; empty for the gateway's own first token
 */
public record Caller(String owner, Optional<String> tokenId) {

    /** The only owner for now. */
    public static final String DEFAULT_OWNER = "hearth";

    public Caller {
        Objects.requireNonNull(tokenId, "tokenId");
        if (owner.isBlank()) {
            throw new IllegalArgumentException("a caller has an owner");
        }
    }
}
