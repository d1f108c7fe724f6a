package dev.hearth.bridge;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.zmq.Signing;
import dev.hearth.protocol.zmq.ZmqLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Messages on their way to clients, in their order. While a subscriber of iopub has no room nothing goes on, and what is behind it
 * waits in the gateway's log. One that has read nothing for a while holds the others up no longer: it misses what
 * it has no room for. Confined to the sockets' thread.
 */
final class Outlet {
    /** Polled: JeroMQ tells nobody that a subscriber has room again. */
    static final long RETRY_MILLIS = 10;

    private final KernelSockets sockets;
    private final Signing signing;
    private final BridgeLog log;
    private final long patienceNanos;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean leavesBehind; // a subscriber does not read

    private record Waiting(Channel channel, List<ByteBuffer> frames) {}

    /** A way out that waits so long for a subscriber that reads nothing. */
    Outlet(KernelSockets sockets, Signing signing, BridgeLog log, long patienceNanos) {
        this.sockets = sockets;
        this.signing = signing;
        this.log = log;
        this.patienceNanos = patienceNanos;
    }

    /** Sends a message behind those that wait. */
    void send(List<byte[]> ahead, RawMessage message) {
        waiting.add(new Waiting(message.channel(), ZmqLayout.encode(ahead, message, signing)));
        flush(System.nanoTime());
    }

    /** How many messages wait. */
    int size() {
        return waiting.size();
    }

    /** Sends what can be sent. */
    void flush(long now) {
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            if (next.channel() != Channel.IOPUB) {
                sockets.send(next.channel(), next.frames());
            } else if (sockets.publish(next.frames(), now, patienceNanos)) {
                say(sockets.deaf() > 0);
            } else {
                return;
            }
            waiting.remove();
        }
    }

    private void say(boolean missed) {
        if (missed != leavesBehind) {
            leavesBehind = missed;
            log.often(
                    "reads",
                    missed
                            ? "a subscriber of iopub has read nothing for "
                                    + TimeUnit.NANOSECONDS.toSeconds(patienceNanos)
                                    + " s: it misses what comes until it reads again"
                            : "all subscribers of iopub read again");
        }
    }
}
