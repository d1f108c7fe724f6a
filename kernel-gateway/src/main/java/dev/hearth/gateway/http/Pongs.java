package dev.hearth.gateway.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Answers the pings of a WebSocket's other end, one answer in flight: of those that come meanwhile the last is answered,
 * which the protocol allows. Whoever sends nothing but pings and reads no answer costs one. Thread-safe.
 */
public final class Pongs {
    private final Session socket;
    private boolean inFlight; // guarded by this
    private @Nullable ByteBuffer next; // guarded by this

    /** Answers on {@code socket}. */
    public Pongs(Session socket) {
        this.socket = socket;
    }

    /** Answers a ping, whose payload is copied. */
    public void answer(ByteBuffer payload) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        synchronized (this) {
            if (inFlight) {
                next = copy;
                return;
            }
            inFlight = true;
        }
        send(copy);
    }

    private void send(ByteBuffer payload) {
        socket.sendPong(payload, Callback.from(this::left, gone -> {}));
    }

    private void left() {
        ByteBuffer following;
        synchronized (this) {
            following = next;
            next = null;
            inFlight = following != null;
        }
        if (following != null) {
            send(following);
        }
    }
}
