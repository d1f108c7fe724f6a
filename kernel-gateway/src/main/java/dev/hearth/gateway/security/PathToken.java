package dev.hearth.gateway.security;

import java.util.Optional;

/**
 * A request's path, parted into the token in its prefix and the rest: {@code /t/TOKEN/api/kernels} is the token and
 * {@code /api/kernels}. Part a path before anything else sees or logs it. Holds a secret. Immutable.
 */
public final class PathToken {

    private static final String PREFIX = "/t/";

    private final Optional<String> token;
    private final String rest;

    private PathToken(Optional<String> token, String rest) {
        this.token = token;
        this.rest = rest;
    }

    /** Parts a raw path, with or without a query; one without the prefix is all rest. The rest begins with a slash. */
    public static PathToken part(String rawPath) {
        if (!rawPath.startsWith(PREFIX)) {
            return new PathToken(Optional.empty(), rawPath);
        }
        int end = PREFIX.length();
        while (end < rawPath.length() && rawPath.charAt(end) != '/' && rawPath.charAt(end) != '?') {
            end++;
        }
        String rest = rawPath.substring(end);
        return new PathToken(
                Optional.of(rawPath.substring(PREFIX.length(), end)), rest.startsWith("/") ? rest : "/" + rest);
    }

    /** The token in the prefix; present, perhaps empty, whenever there is the prefix. */
    public Optional<String> token() {
        return token;
    }

    /** The path behind the prefix. */
    public String rest() {
        return rest;
    }

    @Override
    public String toString() {
        return (token.isPresent() ? "/t/…" : "") + rest;
    }
}
