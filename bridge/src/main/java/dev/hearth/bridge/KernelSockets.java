package dev.hearth.bridge;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * The sockets of a kernel but for its heartbeat. JeroMQ's sockets are not thread-safe, and an interrupt breaks them: after they
 * were bound one thread touches them, which nobody interrupts.
 *
 * <p>On iopub nothing is dropped while all subscribers read: {@link #publish} says that there is no room. Confined to one thread.
 */
final class KernelSockets implements AutoCloseable {
    /** Messages that wait for one client, on each channel. What is behind it waits in the gateway's log. */
    static final int HIGH_WATER = 512;

    /** Bytes that wait for one subscriber. */
    static final long BOUND_BYTES = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16);

    private static final int RECEIVE_HIGH_WATER = 64;
    private static final long MAX_MESSAGE_BYTES =
            Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 8);
    private static final int MAX_FRAMES = V1Layout.MAX_BUFFERS + 32;
    private static final int LINGER_MILLIS = 1000;

    private static final int HANDSHAKE_MILLIS = 30_000;

    private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private final Subscribers subscribers;
    private final ZMQ.Poller poller;
    private final SelectableChannel wake;
    private final Set<Channel> paused = EnumSet.noneOf(Channel.class);

    private KernelSockets(ZMQ.Context context, ZMQ.Socket iopub, SelectableChannel wake) {
        this.subscribers = new Subscribers(iopub, HIGH_WATER, BOUND_BYTES);
        this.poller = context.poller(8);
        this.wake = wake;
        add(Channel.IOPUB, iopub);
    }

    /**
     * Binds shell, control, stdin and iopub.
     *
     * @param wake ends {@link #await} when it is readable
     */
    static KernelSockets bind(ZMQ.Context context, ConnectionFile connection, SelectableChannel wake)
            throws BridgeException {
        KernelSockets sockets = new KernelSockets(context, open(context, connection, Channel.IOPUB), wake);
        try {
            for (Channel channel : List.of(Channel.SHELL, Channel.CONTROL, Channel.STDIN)) {
                sockets.add(channel, open(context, connection, channel));
            }
            sockets.poller.register(wake, ZMQ.Poller.POLLIN);
            return sockets;
        } catch (BridgeException e) {
            sockets.close();
            throw e;
        }
    }

    private void add(Channel channel, ZMQ.Socket socket) {
        sockets.put(channel, socket);
        poller.register(socket, ZMQ.Poller.POLLIN);
    }

    /** A bound socket of a channel. */
    static ZMQ.Socket open(ZMQ.Context context, ConnectionFile connection, Channel channel) throws BridgeException {
        boolean broadcast = channel == Channel.IOPUB;
        ZMQ.Socket socket = context.socket(broadcast ? SocketType.XPUB : SocketType.ROUTER);
        socket.setLinger(LINGER_MILLIS);
        socket.setSndHWM(broadcast ? Subscribers.FIRST_HIGH_WATER : HIGH_WATER);
        socket.setRcvHWM(RECEIVE_HIGH_WATER);
        socket.setMaxMsgSize(MAX_MESSAGE_BYTES);
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        if (broadcast) {
            socket.setXpubVerbose(true); // else a second subscriber to the same topic is not seen, and gets no welcome
        } else {
            socket.setRouterHandover(true); // a client that comes back with its identity takes over from what it was
        }
        String endpoint = connection.endpoint(channel);
        if (endpoint.contains("[")) {
            socket.setIPv6(true);
        }
        if (connection.isEncrypted()) {
            socket.setCurveServer(true);
            socket.setCurveSecretKey(connection.curveSecret().getBytes(StandardCharsets.US_ASCII));
            socket.setCurvePublicKey(connection.curvePublic().getBytes(StandardCharsets.US_ASCII));
        }
        try {
            if (socket.bind(endpoint)) {
                return socket;
            }
        } catch (ZMQException | IllegalArgumentException e) {
            // Said below; a name that no machine has comes as the second.
        }
        socket.close();
        throw new BridgeException(
                BridgeException.CONNECTION,
                "the port of " + channel.wireName() + " cannot be bound at " + endpoint
                        + ": it is taken, or the address is not this machine's");
    }

    /** Waits until something is readable, but not longer than this; -1 for no limit. */
    void await(long millis) {
        poller.poll(millis);
    }

    /** Whether messages of a channel are taken; while they are not, they wait at the client. */
    void accept(Channel channel, boolean accept) {
        if (accept && paused.remove(channel)) {
            poller.register(socket(channel), ZMQ.Poller.POLLIN);
        } else if (!accept && paused.add(channel)) {
            poller.unregister(socket(channel));
        }
    }

    /**
     * The frames of the next message on a channel; null if there is none. On iopub it is a subscription. Of a message with too
     * many frames, or too long ones, the first ones are given.
     */
    @Nullable
    List<byte[]> receive(Channel channel) {
        if (paused.contains(channel)) {
            return null;
        }
        ZMQ.Socket socket = socket(channel);
        byte[] frame = socket.recv(ZMQ.DONTWAIT);
        if (frame == null) {
            return null;
        }
        List<byte[]> frames = new ArrayList<>();
        frames.add(frame);
        long bytes = frame.length;
        while (socket.hasReceiveMore()) {
            byte[] more = socket.recv(0);
            bytes += more == null ? 0 : more.length;
            if (more != null && frames.size() < MAX_FRAMES && bytes <= MAX_MESSAGE_BYTES) {
                frames.add(more);
            }
        }
        return frames;
    }

    /**
     * Sends a message to a client. One for a client that has gone, or that does not read its replies, is dropped, as ZeroMQ does.
     */
    void send(Channel channel, List<ByteBuffer> frames) {
        ZMQ.Socket socket = socket(channel);
        for (int i = 0; i < frames.size(); i++) {
            int flags = ZMQ.DONTWAIT | (i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
            if (socket.sendByteBuffer(frames.get(i), flags) < 0) {
                return; // of the first frame; once that has gone, so do the others
            }
        }
    }

    /**
     * Sends a message to all subscribers.
     *
     * @param patienceNanos one that has read nothing for so long, and has no room, misses it
     * @return false if somebody who reads has no room: nothing was sent to anybody
     */
    boolean publish(List<ByteBuffer> frames, long now, long patienceNanos) {
        int size = frames.stream().mapToInt(ByteBuffer::remaining).sum();
        if (!subscribers.admit(size, now, patienceNanos)) {
            return false;
        }
        send(Channel.IOPUB, frames);
        subscribers.sent(size);
        return true;
    }

    /** How many subscribe. */
    int subscribers() {
        return subscribers.count();
    }

    /** The bytes that wait for the subscriber for whom most wait. */
    long mostWaiting() {
        return subscribers.mostWaiting();
    }

    /** How many subscribers missed the last message. */
    int deaf() {
        return subscribers.deaf();
    }

    private ZMQ.Socket socket(Channel channel) {
        ZMQ.Socket socket = sockets.get(channel);
        if (socket == null) {
            throw new IllegalStateException("there is no socket of " + channel.wireName());
        }
        return socket;
    }

    @Override
    public void close() {
        poller.unregister(wake);
        sockets.values().forEach(poller::unregister);
        poller.close();
        sockets.values().forEach(ZMQ.Socket::close);
        sockets.clear();
    }
}
