package dev.hearth.gateway.security;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A token as it is stored: its hash, never itself. Immutable.
 *
 * @param id names it in lists and when it is revoked; no secret
 * @param kind where it is accepted
 * @param owner whom it makes its bearer
 * @param label what its maker called it; may be empty
 * @param hash SHA-256 of the token, 64 lower-case hexadecimal digits
 * @param created when it was made
 * @param lastUsed when it was last shown, to within some minutes; empty if never
 * @param revoked when it was revoked; empty while it is good
 */
public record TokenRow(
        String id,
        TokenKind kind,
        String owner,
        String label,
        String hash,
        Instant created,
        Optional<Instant> lastUsed,
        Optional<Instant> revoked) {

    /** The longest label. */
    public static final int MAX_LABEL_CHARS = 200;

    public TokenRow {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(created, "created");
        if (label.length() > MAX_LABEL_CHARS) {
            throw new IllegalArgumentException("a label has at most " + MAX_LABEL_CHARS + " characters");
        }
    }

    @Override
    public String toString() {
        return "TokenRow[id=" + id + ", kind=" + kind + ", owner=" + owner + ", label=" + label + "]";
    }
}
