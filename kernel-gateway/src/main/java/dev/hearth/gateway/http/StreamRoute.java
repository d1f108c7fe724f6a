package dev.hearth.gateway.http;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * A path whose answer is a stream. Immutable.
 *
 * @param path with a {@code {name}} for each segment that may be anything
 * @param opener opens the stream
 */
public record StreamRoute(String path, Opener opener) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    public StreamRoute {
        Objects.requireNonNull(opener, "opener");
    }

    /** Opens streams. */
    @FunctionalInterface
    public interface Opener {
        /**
         * What to answer with. May block shortly.
         *
         * @param request a GET
         * @param parameters values of the path's segments, by name
         * @throws dev.hearth.gateway.error.GatewayException when it is refused
         */
        StreamAnswer open(Request request, Map<String, String> parameters);
    }

    /** The parameters, if the path is this route's. */
    Optional<Map<String, String>> match(String requestPath) {
        Matcher matcher = Pattern.compile(PARAMETER.matcher(path).replaceAll("(?<$1>[^/]+)"))
                .matcher(requestPath);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new java.util.HashMap<>();
        Matcher names = PARAMETER.matcher(path);
        while (names.find()) {
            values.put(names.group(1), matcher.group(names.group(1)));
        }
        return Optional.of(values);
    }
}
