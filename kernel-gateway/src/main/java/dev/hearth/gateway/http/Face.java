package dev.hearth.gateway.http;

import dev.hearth.gateway.error.ErrorShape;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;

/**
 * One way to speak to the gateway: what a face serves under its own paths.
 *
 * <p>Every request has passed the front door before it comes here: it has a {@link Callers caller}, unless its path is one
 * of {@link #openPaths}.
 */
public interface Face {
    /** Adds its routes; whatever a handler throws is answered in the form that {@link #errors} names, else in Jupyter's. */
    default void addRoutes(RoutesConfig routes) {}

    /** Forms of errors by the first segment of a path, without slashes. */
    default Map<String, ErrorShape> errors() {
        return Map.of();
    }

    /** First segments of paths on which a POST may stand for another method, without slashes. */
    default Set<String> overridable() {
        return Set.of();
    }

    /** The longest body of a request to a path, where it is not the one of all others; 0 where it is. */
    default long bodyBytes(String path) {
        return 0;
    }

    /** Answers that are written piece by piece at the client's pace. */
    default List<StreamRoute> streams() {
        return List.of();
    }

    /** Adds its WebSocket endpoints. Javalin sees nothing of them. */
    default void addSockets(JettyWebSocketServerContainer container) {}

    /** Raw paths that are served to everybody, without a token. */
    default Set<String> openPaths() {
        return Set.of();
    }

    /**
     * Ends what is still open because the gateway stops. Returns at once; called once, before the server stops.
     *
     * @return done when those who were told so have been: the server cuts them off no earlier, unless it takes too long
     */
    default CompletableFuture<Void> stopping() {
        return CompletableFuture.completedFuture(null);
    }

    /** Adds WebSocket endpoints to a server. */
    @FunctionalInterface
    interface Sockets {
        /** Adds them. */
        void addTo(JettyWebSocketServerContainer container);
    }

    /** A face that is one WebSocket endpoint which checks by itself who comes: the link. */
    static Face openSocket(String path, Sockets sockets) {
        return new Face() {
            @Override
            public void addSockets(JettyWebSocketServerContainer container) {
                sockets.addTo(container);
            }

            @Override
            public Set<String> openPaths() {
                return Set.of(path);
            }
        };
    }
}
