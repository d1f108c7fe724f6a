package dev.hearth.gateway.security;

import java.util.Objects;
import java.util.Optional;

/**
 * Who is calling. Immutable.
 *
 * @param owner to whom everything that this caller makes belongs
 * @param tokenId which stored token was shown; empty for the gateway's own first token
 * @param kind how far the token reaches: one for a path, which more programs see, makes and ends no tokens
 */
public record Caller(String owner, Optional<String> tokenId, TokenKind kind) {

    /** The operator's: what belongs to those who show the gateway's own tokens. The only owner where no users are named. */
    public static final String DEFAULT_OWNER = "hearth";

    public Caller {
        Objects.requireNonNull(tokenId, "tokenId");
        Objects.requireNonNull(kind, "kind");
        if (owner.isBlank()) {
            throw new IllegalArgumentException("a caller has an owner");
        }
    }

    /** Who shows a token that is good for everything. */
    public Caller(String owner, Optional<String> tokenId) {
        this(owner, tokenId, TokenKind.GENERAL);
    }
}
