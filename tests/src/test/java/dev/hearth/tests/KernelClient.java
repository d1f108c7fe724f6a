package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Requests;
import dev.hearth.protocol.wire.V1Layout;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One WebSocket client of a kernel, in the v1 layout. Messages are kept in the order in which they came. */
final class KernelClient implements AutoCloseable {
    /** A received message, parsed. */
    record Received(String channel, String type, String id, String parentId, JsonNode content) {
        boolean isState(String state) {
            return type.equals("status")
                    && content.path("execution_state").asText().equals(state);
        }
    }

    /** An execute_request. */
    record Cell(String id, RawMessage message) {}

    private final WebSocket socket;
    private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
    private final String session;
    private volatile int closeCode;

    private KernelClient(GatewayProcess gateway, String kernel, String session, String query) throws Exception {
        this.session = session;
        URI uri = URI.create(gateway.url().replace("http", "ws") + "/api/kernels/" + kernel
                + "/channels?begin=ping&session_id=" + session + "&token=" + gateway.token() + query);
        this.socket = gateway.http()
                .newWebSocketBuilder()
                .subprotocols(V1Layout.SUBPROTOCOL)
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(uri, new Listener())
                .get(15, TimeUnit.SECONDS);
        socket.sendPing(ByteBuffer.allocate(0)).get(15, TimeUnit.SECONDS); // see KernelConnection
    }

    static KernelClient connect(GatewayProcess gateway, String kernel, String session) throws Exception {
        return new KernelClient(gateway, kernel, session, "");
    }

    static KernelClient connectSince(GatewayProcess gateway, String kernel, String session, long since)
            throws Exception {
        return new KernelClient(gateway, kernel, session, "&since=" + since);
    }

    /** Starts a kernel over REST and returns its id. */
    static String startKernel(GatewayProcess gateway, String spec) throws Exception {
        var response = gateway.request("POST", "/api/kernels", "{\"name\":\"" + spec + "\"}");
        if (response.statusCode() != 201) {
            throw new AssertionError("expected 201, found " + response.statusCode() + ": " + response.body());
        }
        return Json.read(RawJson.of(response.body())).path("id").asText();
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    /** Sends a cell and returns its id. */
    String execute(String code) throws Exception {
        Cell cell = cell(code);
        send(cell);
        return cell.id();
    }

    /** A cell as a message with an id, that has not been sent yet. */
    Cell cell(String code) {
        Requests.Execute execute = new Requests.Execute(code, false, true, Map.of(), false, true);
        Header header = Header.make("execute_request", session, "tester", Clock.systemUTC());
        return new Cell(
                header.msgId(), RawMessage.of(Channel.SHELL, header, RawJson.EMPTY_OBJECT, Contents.write(execute)));
    }

    /** Sends a cell, perhaps for the second time. */
    void send(Cell cell) throws Exception {
        sendRaw(ByteBuffer.wrap(V1Layout.encodeWhole(cell.message())));
    }

    String send(Channel channel, String type, RawJson content) throws Exception {
        Header header = Header.make(type, session, "tester", Clock.systemUTC());
        sendRaw(ByteBuffer.wrap(V1Layout.encodeWhole(RawMessage.of(channel, header, RawJson.EMPTY_OBJECT, content))));
        return header.msgId();
    }

    void sendRaw(ByteBuffer frame) throws Exception {
        socket.sendBinary(frame, true).get(10, TimeUnit.SECONDS);
    }

    /** Sends bytes of a message that does not end. */
    void sendFragment(ByteBuffer bytes) throws Exception {
        socket.sendBinary(bytes, false).get(10, TimeUnit.SECONDS);
    }

    /** The next message that fits; those before it are returned with it, in order. */
    List<Received> until(Predicate<Received> last, Duration timeout) throws Exception {
        List<Received> messages = new ArrayList<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Received next = inbox.poll(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("not what was waited for within " + timeout + "; close code " + closeCode
                        + "; received: " + messages);
            }
            messages.add(next);
            if (last.test(next)) {
                return messages;
            }
        }
    }

    /** All that came before the connection was closed or broke. */
    List<Received> untilClosed(Duration timeout) throws Exception {
        List<Received> messages = until(message -> message.type().equals("closed"), timeout);
        return messages.subList(0, messages.size() - 1);
    }

    /** What comes until a request has its reply and its idle status, which come on two channels; part of it may be known. */
    List<Received> untilDone(String requestId, List<Received> known, Duration timeout) throws Exception {
        boolean[] seen = new boolean[2];
        for (Received message : known) {
            note(message, requestId, seen);
        }
        return seen[0] && seen[1]
                ? List.of()
                : until(
                        message -> {
                            note(message, requestId, seen);
                            return seen[0] && seen[1];
                        },
                        timeout);
    }

    private static void note(Received message, String requestId, boolean[] seen) {
        if (message.parentId().equals(requestId)) {
            seen[0] |= message.type().equals("execute_reply");
            seen[1] |= message.isState("idle");
        }
    }

    /** All messages of a request up to its idle status. */
    List<Received> untilIdle(String requestId, Duration timeout) throws Exception {
        return until(message -> message.parentId().equals(requestId) && message.isState("idle"), timeout).stream()
                .filter(message -> message.parentId().equals(requestId))
                .toList();
    }

    /** Runs a cell and returns its messages. */
    List<Received> run(String code, Duration timeout) throws Exception {
        return untilIdle(execute(code), timeout);
    }

    /** The text of streams and results among messages. */
    static String text(List<Received> messages) {
        StringBuilder text = new StringBuilder();
        for (Received message : messages) {
            switch (message.type()) {
                case "stream" -> text.append(message.content().path("text").asText());
                case "execute_result", "display_data" ->
                    text.append(
                            message.content().path("data").path("text/plain").asText());
                case "error" ->
                    text.append(message.content().path("ename").asText())
                            .append(": ")
                            .append(message.content().path("evalue").asText());
                default -> {}
            }
        }
        return text.toString();
    }

    /** Drops the connection without a word, as a lost network does. */
    void abort() {
        socket.abort();
    }

    int closeCode() {
        return closeCode;
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .orTimeout(2, TimeUnit.SECONDS)
                .exceptionally(e -> socket)
                .join();
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final java.io.ByteArrayOutputStream partial = new java.io.ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            partial.writeBytes(bytes);
            if (last) {
                try {
                    RawMessage message = V1Layout.decode(ByteBuffer.wrap(partial.toByteArray()));
                    Header header = message.readHeader();
                    inbox.add(new Received(
                            message.channel().wireName(),
                            header.msgType(),
                            header.msgId(),
                            message.readParentHeader().msgId(),
                            Json.read(message.contentJson())));
                } catch (Exception e) {
                    inbox.add(new Received("", "unreadable: " + e.getMessage(), "", "", Json.object()));
                }
                partial.reset();
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            inbox.add(new Received("", "closed", "", "", Json.object()));
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closeCode = statusCode;
            inbox.add(new Received("", "closed", "", "", Json.object()));
            return null;
        }
    }
}
