package dev.hearth.bridge;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.zmq.Signing;
import dev.hearth.protocol.zmq.ZmqLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A client of a kernel. Used by one thread. */
final class ZmqClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;
    private static final int HANDSHAKE_MILLIS =
            1000; // JeroMQ's side that connects may miss a greeting, and connects again

    private final ZMQ.Context context = ZMQ.context(1);
    private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private final Signing signing;
    private final String session = UUID.randomUUID().toString();

    ZmqClient(ConnectionFile connection) {
        this(connection, connection.key());
    }

    /** A client that signs with a key of its own. */
    ZmqClient(ConnectionFile connection, String key) {
        signing = Signing.of(connection.scheme(), key);
        byte[] identity = session.getBytes(StandardCharsets.UTF_8);
        for (Channel channel : Channel.values()) {
            ZMQ.Socket socket = context.socket(
                    switch (channel) {
                        case IOPUB -> SocketType.SUB;
                        case HEARTBEAT -> SocketType.REQ;
                        default -> SocketType.DEALER;
                    });
            socket.setLinger(0);
            socket.setReceiveTimeOut(PATIENCE_MILLIS);
            socket.setHandshakeIvl(HANDSHAKE_MILLIS);
            if (channel == Channel.IOPUB) {
                socket.setRcvHWM(64);
            } else {
                socket.setIdentity(identity);
            }
            if (connection.isEncrypted()) {
                ZMQ.Curve.KeyPair mine = ZMQ.Curve.generateKeyPair();
                socket.setCurvePublicKey(mine.publicKey.getBytes(StandardCharsets.US_ASCII));
                socket.setCurveSecretKey(mine.secretKey.getBytes(StandardCharsets.US_ASCII));
                socket.setCurveServerKey(connection.curvePublic().getBytes(StandardCharsets.US_ASCII));
            }
            socket.connect(connection.endpoint(channel));
            sockets.put(channel, socket);
        }
    }

    ZMQ.Socket socket(Channel channel) {
        return java.util.Objects.requireNonNull(sockets.get(channel));
    }

    /** Subscribes to all, and takes the greeting. */
    ZmqClient subscribed() throws MalformedMessageException {
        socket(Channel.IOPUB).subscribe("");
        RawMessage welcome = next(Channel.IOPUB);
        if (!type(welcome).equals("iopub_welcome")) {
            throw new AssertionError("expected a welcome, found " + type(welcome));
        }
        return this;
    }

    /** Sends a message; gives its id. */
    String send(Channel channel, String type, String content) {
        String id = UUID.randomUUID().toString();
        sendFrames(channel, frames(channel, id, type, content));
        return id;
    }

    List<byte[]> frames(Channel channel, String id, String type, String content) {
        List<byte[]> frames = new ArrayList<>();
        for (ByteBuffer frame :
                ZmqLayout.encode(List.of(), message(channel, id, session, type, "{}", content), signing)) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            frames.add(bytes);
        }
        return frames;
    }

    void sendFrames(Channel channel, List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            socket(channel).send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
    }

    /** A message of anybody's. */
    static RawMessage message(Channel channel, String id, String session, String type, String parent, String content) {
        String header = "{\"msg_id\":\"" + id + "\",\"session\":\"" + session + "\",\"username\":\"u\",\"date\":"
                + "\"2026-01-01T00:00:00.000000Z\",\"msg_type\":\"" + type + "\",\"version\":\"5.5\"}";
        return new RawMessage(channel, utf8(header), utf8(parent), utf8("{}"), utf8(content), List.of());
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next message on a channel, its signature checked. */
    RawMessage next(Channel channel) throws MalformedMessageException {
        ZMQ.Socket socket = socket(channel);
        List<byte[]> frames = new ArrayList<>();
        do {
            byte[] frame = socket.recv(0);
            if (frame == null) {
                throw new AssertionError("nothing came on " + channel.wireName());
            }
            frames.add(frame);
        } while (socket.hasReceiveMore());
        return ZmqLayout.decode(channel, frames, signing).message();
    }

    /** Whether nothing comes on a channel for a moment. */
    boolean isQuiet(Channel channel, int millis) {
        ZMQ.Socket socket = socket(channel);
        socket.setReceiveTimeOut(millis);
        byte[] frame = socket.recv(0);
        socket.setReceiveTimeOut(PATIENCE_MILLIS);
        return frame == null;
    }

    static String type(RawMessage message) throws MalformedMessageException {
        return FlatJson.read(message.header()).getOrDefault("msg_type", "");
    }

    static String id(RawMessage message) throws MalformedMessageException {
        return FlatJson.read(message.header()).getOrDefault("msg_id", "");
    }

    static String parent(RawMessage message) throws MalformedMessageException {
        return FlatJson.read(message.parentHeader()).getOrDefault("msg_id", "");
    }

    static String content(RawMessage message) {
        return StandardCharsets.UTF_8.decode(message.content()).toString();
    }

    @Override
    public void close() {
        sockets.values().forEach(ZMQ.Socket::close);
        context.term();
    }
}
