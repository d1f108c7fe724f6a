package dev.hearth.gateway.security;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where tokens are kept. Thread-safe; calls may block on a disk. */
public interface TokenStore {

    /** Keeps a token. */
    void add(TokenRow row);

    /** The token with this hash, revoked or not. */
    Optional<TokenRow> findByHash(String hash);

    /** All tokens of an owner, revoked ones too, oldest first. */
    List<TokenRow> list(String owner);

    /** All tokens of all owners, revoked ones too, oldest first. */
    List<TokenRow> listAll();

    /** Revokes whosoever's; false if there is no such token, or it was revoked before. */
    boolean revokeAny(String id, Instant when);

    /** Revokes; false if the owner has no such token, or it was revoked before. */
    boolean revoke(String owner, String id, Instant when);

    /** Remembers that a token was shown. */
    void used(String id, Instant when);
}
