package dev.hearth.gateway.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a request shows, wherever it shows them. Holds secrets: never log it. Immutable.
 *
 * <p>A header is {@code token X} or {@code Bearer X}, in any case, or {@code Basic}, of which the password counts. An
 * empty token, which Jupyter's gateway client sends when it has none, is the same as no token.
 */
public final class Credentials {

    private static final int MAX_HEADER_CHARS = 8192;

    private final Optional<String> header;
    private final Optional<String> query;
    private final Optional<String> path;

    private Credentials(Optional<String> header, Optional<String> query, Optional<String> path) {
        this.header = header;
        this.query = query;
        this.path = path;
    }

    /**
     * What a request shows; each may be missing.
     *
     * @param authorization the {@code Authorization} header
     * @param queryToken the query's {@code token}, decoded
     * @param pathToken what {@link PathToken} cut out of the path
     */
    public static Credentials of(
            @Nullable String authorization, @Nullable String queryToken, @Nullable String pathToken) {
        return new Credentials(inHeader(authorization), present(queryToken), Optional.ofNullable(pathToken));
    }

    Optional<String> header() {
        return header;
    }

    Optional<String> query() {
        return query;
    }

    Optional<String> path() {
        return path;
    }

    private static Optional<String> inHeader(@Nullable String authorization) {
        if (authorization == null || authorization.length() > MAX_HEADER_CHARS) {
            return Optional.empty();
        }
        String text = authorization.strip();
        int space = text.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        String rest = text.substring(space + 1).strip();
        return switch (text.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "token", "bearer" -> present(rest);
            case "basic" -> password(rest);
            default -> Optional.empty();
        };
    }

    private static Optional<String> password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : present(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> present(@Nullable String token) {
        return token == null || token.isBlank() || token.length() > MAX_HEADER_CHARS
                ? Optional.empty()
                : Optional.of(token);
    }

    @Override
    public String toString() {
        return "Credentials[header=" + header.isPresent() + ", query=" + query.isPresent() + ", path="
                + path.isPresent() + "]";
    }
}
