package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client that asks for no sub-protocol and so speaks JSON in text frames. */
final class LegacyClient {
    private final WebSocket socket;
    private final String session;
    private final BlockingQueue<JsonNode> inbox = new LinkedBlockingQueue<>();

    LegacyClient(GatewayProcess gateway, String kernel, String session) throws Exception {
        this.session = session;
        URI uri = URI.create(gateway.url().replace("http", "ws") + "/api/kernels/" + kernel
                + "/channels?begin=ping&session_id=" + session + "&token=" + gateway.token());
        socket =
                gateway.http().newWebSocketBuilder().buildAsync(uri, new Ears()).get(15, TimeUnit.SECONDS);
        socket.sendPing(java.nio.ByteBuffer.allocate(0)).get(15, TimeUnit.SECONDS); // see KernelConnection
    }

    String execute(String code) throws Exception {
        ObjectNode message = Json.object().put("channel", "shell");
        String id = UUID.randomUUID().toString();
        message.putObject("header")
                .put("msg_id", id)
                .put("msg_type", "execute_request")
                .put("session", session)
                .put("username", "tester")
                .put("version", "5.3");
        message.putObject("parent_header");
        message.putObject("metadata");
        message.putObject("content").put("code", code).put("silent", false).put("store_history", true);
        message.putArray("buffers");
        socket.sendText(Json.write(message).toString(), true).get(10, TimeUnit.SECONDS);
        return id;
    }

    List<JsonNode> until(Predicate<JsonNode> last, Duration timeout) throws Exception {
        List<JsonNode> messages = new ArrayList<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            JsonNode next = inbox.poll(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("not what was waited for within " + timeout + "; received: " + messages);
            }
            messages.add(next);
            if (last.test(next)) {
                return messages;
            }
        }
    }

    private final class Ears implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    inbox.add(Json.read(RawJson.of(partial.toString())));
                } catch (Exception e) {
                    inbox.add(Json.object().put("unreadable", String.valueOf(e.getMessage())));
                }
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
