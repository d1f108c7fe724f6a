package dev.hearth.gateway.security;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.time.Clock;
import java.time.Instant;
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
    private final Users users;
    private final Access access;
    private final Clock clock;

    /** Tokens in this store, of whatever users. */
    public Tokens(TokenStore store, Clock clock) {
        this(store, Users.anybody(), new Access(), clock);
    }

    /** Tokens in this store, of these users. */
    public Tokens(TokenStore store, Users users, Access access, Clock clock) {
        this.store = store;
        this.users = users;
        this.access = access;
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
     * Makes a token of the caller's.
     *
     * @throws GatewayException with {@code BAD_REQUEST} if the label is too long or has control characters
     */
    public NewToken make(Caller caller, TokenKind kind, String label) {
        return make(caller, caller.owner(), kind, label);
    }

    /**
     * Makes a token for a user.
     *
     * @throws GatewayException with {@code BAD_REQUEST} if the label is too long or has control characters, or there is no
     *     such user, {@code FORBIDDEN} if the caller makes none for others
     */
    public NewToken make(Caller caller, String user, TokenKind kind, String label) {
        if (!user.equals(caller.owner()) && !access.isSuperuser(caller)) {
            throw new GatewayException(ErrorCode.FORBIDDEN, "only a superuser makes tokens for others");
        }
        if (!users.knows(user) || !UserName.isValid(user)) {
            throw new GatewayException(
                    ErrorCode.BAD_REQUEST, "there is no such user: the configuration names them under users");
        }
        if (label.length() > TokenRow.MAX_LABEL_CHARS || label.chars().anyMatch(Character::isISOControl)) {
            throw new GatewayException(
                    ErrorCode.BAD_REQUEST,
                    "a token's label has at most " + TokenRow.MAX_LABEL_CHARS
                            + " characters and no control characters");
        }
        String token = kind == TokenKind.PATH ? Secret.randomLowerCase() : Secret.random();
        String id = UUID.randomUUID().toString().substring(0, 8);
        TokenRow row = new TokenRow(
                id, kind, user, label, Secret.hash(token), clock.instant(), Optional.empty(), Optional.empty());
        store.add(row);
        return new NewToken(row, token);
    }

    /** The caller's tokens, all of them for a superuser, revoked ones too, oldest first. */
    public List<TokenRow> list(Caller caller) {
        return access.isSuperuser(caller) ? store.listAll() : store.list(caller.owner());
    }

    /**
     * Revokes a token: from now on it is nobody's.
     *
     * @throws GatewayException with {@code TOKEN_NOT_FOUND} if there is no good token of this id that is the caller's to revoke
     */
    public void revoke(Caller caller, String id) {
        Instant now = clock.instant();
        if (!(access.isSuperuser(caller) ? store.revokeAny(id, now) : store.revoke(caller.owner(), id, now))) {
            throw new GatewayException(
                    ErrorCode.TOKEN_NOT_FOUND, "no token with this id that could be revoked", Map.of("id", id));
        }
    }
}
