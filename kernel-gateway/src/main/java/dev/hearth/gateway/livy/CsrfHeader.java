package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Set;

/**
 * The header that a page of a foreign site cannot send, with Livy's sentence for those who do not. Any value is good, none
 * too. Only functions.
 */
final class CsrfHeader {
    private static final String HEADER = "X-Requested-By";
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    private CsrfHeader() {}

    /** Demands it of whatever changes something on Livy's paths. */
    static void addTo(RoutesConfig routes) {
        for (String path : List.of("/sessions", "/sessions/*", "/batches", "/batches/*")) {
            routes.before(path, CsrfHeader::check);
        }
    }

    private static void check(Context context) {
        if (!READING.contains(context.method()) && context.header(HEADER) == null) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "Missing Required Header for CSRF protection.");
        }
    }
}
