package dev.hearth.gateway.security;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes, lists and revokes tokens.
 *
 * <p>Thread-safe. May block on the store's disk.
 */
public final class Tokens {

    private final TokenStore store;
    private final Clock clock;

    /** Tokens in this store. */
    public Tokens(TokenStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A token that was just made. The only time that it is seen. Immutable.
     *
     * @param row what is stored of it
     * @param token the token itself
     */
    public record NewToken(TokenRow row, String token) {
        @Override
        public String toString() {
            return "NewToken[" + row + "]";
        }
    }

    /**
     * Makes a token.
     *
     * @throws GatewayException with {@code BAD_REQUEST} if the label is too long or has control characters
     */
    public NewToken make(Caller caller, TokenKind kind, String label) {
        if (label.length() > TokenRow.MAX_LABEL_CHARS || label.chars().anyMatch(Character::isISOControl)) {
            throw new GatewayException(
                    ErrorCode.BAD_REQUEST,
                    "a token's label has at most " + TokenRow.MAX_LABEL_CHARS
                            + " characters and no control characters");
        }
        String token = kind == TokenKind.PATH ? Secret.randomLowerCase() : Secret.random();
        String id = UUID.randomUUID().toString().substring(0, 8);
        TokenRow row = new TokenRow(
                id,
                kind,
                caller.owner(),
                label,
                Secret.hash(token),
                clock.instant(),
                Optional.empty(),
                Optional.empty());
        store.add(row);
        return new NewToken(row, token);
    }

    /** The caller's tokens, revoked ones too, oldest first. */
    public List<TokenRow> list(Caller caller) {
        return store.list(caller.owner());
    }

    /**
     * Revokes a token: from now on it is nobody's.
     *
     * @throws GatewayException with {@code TOKEN_NOT_FOUND} if the caller has no good token of this id
     */
    public void revoke(Caller caller, String id) {
        if (!store.revoke(caller.owner(), id, clock.instant())) {
            throw new GatewayException(
                    ErrorCode.TOKEN_NOT_FOUND, "no token with this id that could be revoked", Map.of("id", id));
        }
    }
}
