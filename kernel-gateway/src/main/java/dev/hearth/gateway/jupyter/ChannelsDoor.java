package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketCreator;
import org.jspecify.annotations.Nullable;

/** Opens {@code /api/kernels/{id}/channels} for who may, or refuses before the upgrade. Thread-safe. */
final class ChannelsDoor implements JettyWebSocketCreator {
    /** Where it is, in Jetty's words. */
    static final String PATH = "uri-template|/api/kernels/{id}/channels";

    private static final int ID_SEGMENT = 3;

    private final Kernels kernels;
    private final ChannelsRoom room;

    ChannelsDoor(Kernels kernels, ChannelsRoom room) {
        this.kernels = kernels;
        this.room = room;
    }

    @Override
    public @Nullable Object createWebSocket(JettyServerUpgradeRequest request, JettyServerUpgradeResponse response)
            throws IOException {
        try {
            String id = request.getRequestPath().split("/")[ID_SEGMENT];
            Session session = kernels.requireOwn(Callers.of(request), id);
            ChannelsRequest asked = ChannelsRequest.of(request);
            room.places().check();
            if (asked.framing() == Framing.V1) {
                response.setAcceptedSubProtocol(V1Layout.SUBPROTOCOL);
            }
            // No compression: it costs clients more than the bytes on a fast network.
            response.setExtensions(List.of());
            long since = ServletContextRequest.getServletContextRequest(request.getHttpServletRequest())
                    .getBeginNanoTime();
            return new ChannelsEndpoint(session, asked, since, room);
        } catch (GatewayException e) {
            response.sendError(ErrorMapper.status(e.code()), e.sentence());
            return null;
        }
    }
}
