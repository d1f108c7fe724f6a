package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.LegacyLayout;
import dev.hearth.protocol.wire.V1Layout;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** A client of a kernel's channels, in either framing. Jetty's: the JDK's may lose an end that comes right behind a frame. */
final class SocketClient implements AutoCloseable {
    private static final WebSocketClient CLIENT = started();

    /** A message as it came. */
    record Got(String channel, String type, String id, String parent, String session, JsonNode content, boolean text) {
        String what() {
            return type.equals("status")
                    ? "status:" + content.path("execution_state").asText()
                    : type;
        }
    }

    final BlockingQueue<Got> inbox = new LinkedBlockingQueue<>();
    private final Session socket;
    private final boolean v1;
    private final String session;
    private volatile int closeCode;
    private volatile String closeReason = "";
    volatile boolean reads = true;

    private SocketClient(FaceBench bench, String path, String session, boolean v1) throws Exception {
        this.v1 = v1;
        this.session = session;
        URI address = bench.socketUri(path);
        ClientUpgradeRequest request = new ClientUpgradeRequest(address);
        if (v1) {
            request.setSubProtocols(V1Layout.SUBPROTOCOL);
        }
        Ears ears = new Ears();
        this.socket = CLIENT.connect(ears, request).get(10, TimeUnit.SECONDS);
        if (!path.contains("begin=ping")) {
            // The upgrade is answered before the gateway has taken the client in; a ping is answered behind it.
            ping();
            ears.takenIn.get(10, TimeUnit.SECONDS);
        }
    }

    private static WebSocketClient started() {
        WebSocketClient client = new WebSocketClient();
        client.setMaxBinaryMessageSize(1 << 30);
        client.setMaxTextMessageSize(1 << 30);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return client;
    }

    /** The sub-protocol that the gateway chose; empty for none. */
    String subprotocol() {
        String chosen = socket.getUpgradeResponse().getAcceptedSubProtocol();
        return chosen == null ? "" : chosen;
    }

    static SocketClient v1(FaceBench bench, String kernel, String session) throws Exception {
        return new SocketClient(bench, path(kernel, session, ""), session, true);
    }

    static SocketClient since(FaceBench bench, String kernel, String session, long since) throws Exception {
        return new SocketClient(bench, path(kernel, session, "&since=" + since), session, true);
    }

    /** A client with more in its query, from {@code &} on. */
    static SocketClient asking(FaceBench bench, String kernel, String session, String more) throws Exception {
        return new SocketClient(bench, path(kernel, session, more), session, true);
    }

    static SocketClient legacy(FaceBench bench, String kernel, String session) throws Exception {
        return new SocketClient(bench, path(kernel, session, ""), session, false);
    }

    /** A client at any path. */
    static SocketClient at(FaceBench bench, String path, String session, boolean v1) throws Exception {
        return new SocketClient(bench, path, session, v1);
    }

    private static String path(String kernel, String session, String more) {
        return "/api/kernels/" + kernel + "/channels?session_id=" + session + "&token=" + FaceBench.TOKEN + more;
    }

    String execute(String code) throws Exception {
        return send(Channel.SHELL, "execute_request", "{\"code\":\"" + code + "\"}");
    }

    String send(Channel channel, String type, String content) throws Exception {
        Header header = Header.make(type, session, "tester", Clock.systemUTC());
        send(RawMessage.of(channel, header, RawJson.EMPTY_OBJECT, RawJson.of(content)));
        return header.msgId();
    }

    void send(RawMessage message) throws Exception {
        if (v1) {
            sendBytes(ByteBuffer.wrap(V1Layout.encodeWhole(message)));
        } else {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (ByteBuffer piece : LegacyLayout.encodeText(message)) {
                text.writeBytes(RawJson.copyOf(piece).utf8());
            }
            sendText(text.toString(StandardCharsets.UTF_8));
        }
    }

    void sendBytes(ByteBuffer frame) throws Exception {
        Callback.Completable.with(sent -> socket.sendBinary(frame, sent)).get(10, TimeUnit.SECONDS);
    }

    void sendText(String text) throws Exception {
        Callback.Completable.with(sent -> socket.sendText(text, sent)).get(10, TimeUnit.SECONDS);
    }

    void ping() throws Exception {
        Callback.Completable.with(sent -> socket.sendPing(ByteBuffer.allocate(0), sent))
                .get(10, TimeUnit.SECONDS);
    }

    /** Whether nothing has come that was not taken. */
    boolean isQuiet() {
        return inbox.isEmpty();
    }

    Got await(Predicate<Got> wanted) throws Exception {
        List<Got> all = until(wanted);
        return all.get(all.size() - 1);
    }

    List<Got> until(Predicate<Got> last) throws Exception {
        List<Got> all = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (true) {
            Got next = inbox.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("in vain; closed with " + closeCode + " " + closeReason + "; got " + all);
            }
            all.add(next);
            if (last.test(next)) {
                return all;
            }
        }
    }

    List<Got> untilIdle(String request) throws Exception {
        return until(got -> got.what().equals("status:idle") && got.parent().equals(request)).stream()
                .filter(got -> got.parent().equals(request))
                .toList();
    }

    List<Got> run(String code) throws Exception {
        return untilIdle(execute(code));
    }

    static List<String> whats(List<Got> all) {
        return all.stream().map(Got::what).toList();
    }

    int awaitClose() throws Exception {
        until(got -> got.type().equals("closed"));
        return closeCode;
    }

    String closeReason() {
        return closeReason;
    }

    void abort() {
        socket.disconnect();
    }

    @Override
    public void close() {
        Callback.Completable.with(sent -> socket.close(1000, "", sent))
                .orTimeout(2, TimeUnit.SECONDS)
                .exceptionally(e -> null)
                .join();
        socket.disconnect();
    }

    /** Public because Jetty looks its methods up with a public lookup. */
    public final class Ears implements Session.Listener {
        private final CompletableFuture<Void> takenIn = new CompletableFuture<>();
        private Session from;

        @Override
        public void onWebSocketOpen(Session opened) {
            from = opened;
            opened.demand();
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            byte[] whole = RawJson.copyOf(payload).utf8();
            callback.succeed();
            got(whole, false);
            more();
        }

        @Override
        public void onWebSocketText(String text) {
            got(text.getBytes(StandardCharsets.UTF_8), true);
            more();
        }

        @Override
        public void onWebSocketPong(ByteBuffer payload) {
            takenIn.complete(null);
            more();
        }

        private void more() {
            if (reads) {
                from.demand();
            }
        }

        private void got(byte[] whole, boolean isText) {
            try {
                RawMessage message = v1
                        ? V1Layout.decode(ByteBuffer.wrap(whole))
                        : isText ? LegacyLayout.decodeText(whole) : LegacyLayout.decodeBinary(whole);
                Header header = message.readHeader();
                inbox.add(new Got(
                        message.channel().wireName(),
                        header.msgType(),
                        header.msgId(),
                        message.readParentHeader().msgId(),
                        header.session(),
                        Json.read(message.contentJson()),
                        isText));
            } catch (Exception e) {
                inbox.add(new Got("", "unreadable: " + e, "", "", "", Json.object(), isText));
            }
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            // What the test sees is the end.
        }

        @Override
        public void onWebSocketClose(int status, String reason, Callback callback) {
            takenIn.complete(null);
            closeCode = status;
            closeReason = reason == null ? "" : reason;
            inbox.add(new Got("", "closed", "", "", "", Json.object(), false));
            callback.succeed();
        }
    }
}
