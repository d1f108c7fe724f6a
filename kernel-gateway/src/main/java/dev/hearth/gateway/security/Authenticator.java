package dev.hearth.gateway.security;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the caller of a request from the tokens that it shows.
 *
 * <p>Thread-safe. May block on the store's disk.
 */
public final class Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
    private static final Duration COARSE = Duration.ofMinutes(5);

    private final List<String> ownHashes;
    private final Users users;
    private final Access access;
    private final TokenStore store;
    private final Clock clock;

    /**
     * Accepts tokens of the gateway itself, and those in the store.
     *
     * @param ownHashes {@link Secret#hash} of each of the gateway's own tokens
     */
    public Authenticator(List<String> ownHashes, TokenStore store, Clock clock) {
        this(ownHashes, Users.anybody(), new Access(), store, clock);
    }

    /**
     * Accepts tokens of the gateway itself, of the users that the configuration names, and those in the store whose owner is
     * known.
     *
     * @param ownHashes {@link Secret#hash} of each of the gateway's own tokens
     * @param access who may use the gateway at all
     */
    public Authenticator(List<String> ownHashes, Users users, Access access, TokenStore store, Clock clock) {
        this.ownHashes = List.copyOf(ownHashes);
        this.users = users;
        this.access = access;
        this.store = store;
        this.clock = clock;
    }

    /**
     * The caller, or empty if no token was shown that is known and good. Where there is a token in the path, that one
     * alone counts.
     */
    public Optional<Caller> authenticate(Credentials shown) {
        if (shown.path().isPresent()) {
            return shown.path().filter(token -> !token.isBlank()).flatMap(token -> stored(token, TokenKind.PATH));
        }
        return Stream.of(shown.header(), shown.query())
                .flatMap(Optional::stream)
                .map(this::general)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * The caller.
     *
     * @throws GatewayException with {@code UNAUTHENTICATED}, {@code FORBIDDEN} for a user who is not let in
     */
    public Caller require(Credentials shown) {
        Caller caller = authenticate(shown)
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.UNAUTHENTICATED,
                        "a token is needed: in the header \"Authorization: token …\" or in the query \"?token=…\""));
        if (!access.admits(caller)) {
            throw new GatewayException(ErrorCode.FORBIDDEN, "you are not among those who may use this gateway");
        }
        return caller;
    }

    private Optional<Caller> general(String token) {
        String hash = Secret.hash(token);
        Optional<String> user = users.ofHash(hash);
        boolean own = false;
        for (String each : ownHashes) {
            own |= Secret.same(each, hash);
        }
        if (own) {
            return Optional.of(new Caller(Caller.DEFAULT_OWNER, Optional.empty()));
        }
        return user.map(name -> new Caller(name, Optional.empty())).or(() -> stored(token, TokenKind.GENERAL));
    }

    private Optional<Caller> stored(String token, TokenKind kind) {
        String hash = Secret.hash(token);
        Optional<TokenRow> row = store.findByHash(hash)
                .filter(found -> Secret.same(found.hash(), hash))
                .filter(found -> found.kind() == kind && found.revoked().isEmpty())
                .filter(found -> users.knows(found.owner()));
        row.ifPresent(this::remember);
        return row.map(found -> new Caller(found.owner(), Optional.of(found.id()), kind));
    }

    private void remember(TokenRow row) {
        Instant now = clock.instant();
        if (row.lastUsed().map(last -> last.plus(COARSE).isBefore(now)).orElse(true)) {
            try {
                store.used(row.id(), now);
            } catch (GatewayException e) {
                LOG.debug("the last use of token {} could not be noted", row.id(), e); // it is good all the same
            }
        }
    }
}
