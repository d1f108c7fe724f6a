package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it opens a kernel's channels. Immutable.
 *
 * @param sessionId {@code session_id}, or null: the client and its cursor
 * @param since {@code since}, or null: replay from behind this journal number
 * @param waits {@code begin=ping}: nothing is sent before the client has sent a frame, a ping for one
 * @param framing what the offered sub-protocols allow
 */
record ChannelsRequest(@Nullable String sessionId, @Nullable Long since, boolean waits, Framing framing) {
    private static final int MAX_ID_BYTES = 512;

    ChannelsRequest {
        Objects.requireNonNull(framing, "framing");
    }

    /**
     * Reads the request.
     *
     * @throws GatewayException with {@code BAD_REQUEST}
     */
    static ChannelsRequest of(JettyServerUpgradeRequest request) {
        String id = first(request, "session_id");
        if (id != null && id.getBytes(StandardCharsets.UTF_8).length > MAX_ID_BYTES) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "session_id is longer than " + MAX_ID_BYTES + " bytes");
        }
        String since = first(request, "since");
        if (since != null && !since.matches("\\d{1,18}")) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "since must be a journal number");
        }
        String begin = first(request, "begin");
        if (begin != null && !begin.equals("ping")) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "begin must be \"ping\"");
        }
        return new ChannelsRequest(
                id,
                since == null ? null : Long.valueOf(since),
                begin != null,
                request.hasSubProtocol(V1Layout.SUBPROTOCOL) ? Framing.V1 : Framing.LEGACY);
    }

    private static @Nullable String first(JettyServerUpgradeRequest request, String name) {
        List<String> values = request.getParameterMap().get(name);
        return values == null || values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }
}
