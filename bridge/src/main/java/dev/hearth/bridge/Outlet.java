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
 * it has no room for, and the others get bursts with pauses in which they can read. Confined to the sockets' thread.
 */
final class Outlet {
    /** Polled: JeroMQ tells nobody that a subscriber has room again. */
    static final long RETRY_MILLIS = 10;

    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int BURST = KernelSockets.HIGH_WATER / 2;

    private final KernelSockets sockets;
    private final Signing signing;
    private final BridgeLog log;
    private final long patienceNanos;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long stuckSince; // System.nanoTime(), or 0
    private boolean leavesBehind; // a subscriber does not read
    private int credit;

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
            if (sockets.send(next.channel(), next.frames())) {
                if (next.channel() == Channel.IOPUB) {
                    everybodyReads();
                }
            } else if (!mayLeaveBehind(now)) {
                return;
            } else {
                sockets.sendToReaders(next.frames());
            }
            waiting.remove();
        }
    }

    private void everybodyReads() {
        stuckSince = 0;
        if (leavesBehind) {
            leavesBehind = false;
            log.often("reads", "all subscribers of iopub read again");
        }
    }

    private boolean mayLeaveBehind(long now) {
        if (leavesBehind && credit > 0) {
            credit--;
            return true;
        }
        if (stuckSince == 0) {
            stuckSince = now == 0 ? 1 : now;
            return false;
        }
        if (now - stuckSince < (leavesBehind ? BREATH_NANOS : patienceNanos)) {
            return false;
        }
        if (!leavesBehind) {
            leavesBehind = true;
            log.often(
                    "stuck",
                    "a subscriber of iopub has read nothing for "
                            + TimeUnit.NANOSECONDS.toSeconds(patienceNanos)
                            + " s: it misses what comes until it reads again");
        }
        stuckSince = 0;
        credit = BURST;
        return true;
    }
}
