package dev.hearth.bridge;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.zmq.Signing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A start without a gateway, up to the first reply and an end in order: what it loads, the JVM can keep in a class-data archive
 * ({@code -XX:ArchiveClassesAtExit}) for the starts that count. Only functions.
 */
final class Rehearsal {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int HANDSHAKE_MILLIS =
            1000; // who connects by JeroMQ may miss the other's greeting: it connects again
    private static final String KEY = "rehearsal";

    private Rehearsal() {}

    /** Gives 0 if there was a reply. */
    static int run(BridgeLog log) throws BridgeException, IOException {
        Path folder = Files.createTempDirectory("hearth-bridge");
        try {
            Path connection = folder.resolve("connection.json");
            Path token = Files.writeString(folder.resolve("token"), "none");
            int nobody = writeConnection(connection);
            Bridge bridge = Bridge.start(
                    Arguments.read(
                            "--connection",
                            connection.toString(),
                            "--url",
                            "http://127.0.0.1:" + nobody,
                            "--token-file",
                            token.toString(),
                            "--language",
                            "scala"),
                    log);
            boolean changes = new LocalGateway(folder, folder).changes(); // is loaded in starts without an address
            boolean replied = changes && ask(ConnectionFile.read(connection));
            bridge.end(replied ? 0 : 1);
            return bridge.await();
        } finally {
            Files.deleteIfExists(folder.resolve("connection.json"));
            Files.deleteIfExists(folder.resolve("token"));
            Files.deleteIfExists(folder);
        }
    }

    /** Gives a port at which nobody listens. */
    private static int writeConnection(Path file) throws IOException {
        StringBuilder text = new StringBuilder("{\"ip\":\"127.0.0.1\",\"key\":\"" + KEY + "\"");
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (Channel channel : Channel.values()) {
                taken.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                text.append(",\"").append(channel.wireName()).append("_port\":");
                text.append(taken.get(taken.size() - 1).getLocalPort());
            }
            taken.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            return taken.get(taken.size() - 1).getLocalPort();
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
            Files.writeString(file, text.append('}'));
        }
    }

    private static boolean ask(ConnectionFile connection) {
        try (ZMQ.Context context = ZMQ.context(1);
                ZMQ.Socket client = context.socket(SocketType.DEALER)) {
            client.setLinger(0);
            client.setReceiveTimeOut(PATIENCE_MILLIS);
            client.setHandshakeIvl(HANDSHAKE_MILLIS);
            client.connect(connection.endpoint(Channel.SHELL));
            ByteBuffer header = utf8("{\"msg_id\":\"1\",\"msg_type\":\"kernel_info_request\",\"session\":\"\"}");
            ByteBuffer empty = utf8("{}");
            client.sendMore("<IDS|MSG>");
            client.send(Signing.of(connection.scheme(), KEY).sign(header, empty, empty, empty), ZMQ.SNDMORE);
            client.sendByteBuffer(header, ZMQ.SNDMORE);
            client.sendMore("{}");
            client.sendMore("{}");
            client.send("{}");
            return client.recv() != null;
        }
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
