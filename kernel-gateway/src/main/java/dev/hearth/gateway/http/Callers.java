package dev.hearth.gateway.http;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.security.Caller;
import io.javalin.http.Context;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Who sent a request, as the front door has found out. Only functions; thread-safe. */
public final class Callers {
    static final String ATTRIBUTE = Callers.class.getName();

    private Callers() {}

    /**
     * The caller of a route.
     *
     * @throws GatewayException with {@code UNAUTHENTICATED} on an open path
     */
    public static Caller of(Context context) {
        return present(context.req().getAttribute(ATTRIBUTE));
    }

    /** The caller who opens a stream. */
    public static Caller of(Request request) {
        return present(request.getAttribute(ATTRIBUTE));
    }

    /** The caller who opens a WebSocket. */
    public static Caller of(JettyServerUpgradeRequest request) {
        return present(request.getHttpServletRequest().getAttribute(ATTRIBUTE));
    }

    private static Caller present(@Nullable Object found) {
        if (found instanceof Caller caller) {
            return caller;
        }
        throw new GatewayException(ErrorCode.UNAUTHENTICATED, "a token is needed");
    }
}
