package dev.hearth.gateway.http;

import dev.hearth.gateway.security.PathToken;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, parted into its tokens and the rest. Whatever comes behind the front door sees the rest alone.
 * Holds secrets. Immutable.
 */
final class RequestTarget {
    private final @Nullable String pathToken;
    private final @Nullable String queryToken;
    private final String path;
    private final String query;

    private RequestTarget(@Nullable String pathToken, @Nullable String queryToken, String path, String query) {
        this.pathToken = pathToken;
        this.queryToken = queryToken;
        this.path = path;
        this.query = query;
    }

    /** Parts a raw path with its query. */
    static RequestTarget of(String pathQuery) {
        PathToken parted = PathToken.part(pathQuery);
        String rest = parted.rest();
        int mark = rest.indexOf('?');
        String path = mark < 0 ? rest : rest.substring(0, mark);
        String token = null;
        List<String> kept = new ArrayList<>();
        if (mark >= 0) {
            for (String pair : rest.substring(mark + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals("token")) {
                    token = decoded(equals < 0 ? "" : pair.substring(equals + 1));
                } else {
                    kept.add(pair);
                }
            }
        }
        return new RequestTarget(parted.token().orElse(null), token, path, String.join("&", kept));
    }

    /** What stands between the first two slashes of a raw path; perhaps nothing. */
    static String firstSegment(@Nullable String path) {
        if (path == null || path.length() < 2) {
            return "";
        }
        int end = path.indexOf('/', 1);
        return end < 0 ? path.substring(1) : path.substring(1, end);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    @Nullable
    String pathToken() {
        return pathToken;
    }

    @Nullable
    String queryToken() {
        return queryToken;
    }

    /** The raw path without tokens. */
    String path() {
        return path;
    }

    /** The raw path and query without tokens. */
    String pathQuery() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    @Override
    public String toString() {
        return path;
    }
}
