package dev.hearth.gateway.jupyter;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Answers a client's pings, one answer in flight: of those that come meanwhile the last is answered, which the protocol
 * allows. Thread-safe.
 */
final class Pongs {
    private final Session socket;
    private boolean inFlight; // guarded by this
    private @Nullable ByteBuffer next; // guarded by this

    Pongs(Session socket) {
        this.socket = socket;
    }

    /** Answers a ping, whose payload is copied. */
    void answer(ByteBuffer payload) {
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
