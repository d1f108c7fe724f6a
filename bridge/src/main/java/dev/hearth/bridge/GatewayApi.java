package dev.hearth.bridge;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls to a gateway. Holds a token: never log it. Thread-safe.
 *
 * <p>The JDK's client is made at the first call, on the thread that calls: it is what takes longest in a start.
 */
final class GatewayApi {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final int THREADS = 2;

    private final URI base;
    private final String token;
    private @Nullable HttpClient http; // guarded by this

    GatewayApi(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /**
     * What the gateway said.
     *
     * @param fields the top level of the JSON object, or nothing
     */
    record Answer(int status, Map<String, String> fields) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** The gateway's own sentence, shortened. */
        String message() {
            String text = fields.getOrDefault("message", "").replaceAll("\\p{Cntrl}", " ");
            return (text.length() > 500 ? text.substring(0, 500) + "…" : text) + " (HTTP " + status + ")";
        }
    }

    URI base() {
        return base;
    }

    private synchronized HttpClient http() {
        HttpClient known = http;
        if (known == null) {
            AtomicInteger count = new AtomicInteger();
            known = HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(Executors.newFixedThreadPool(THREADS, task -> {
                        Thread thread = new Thread(task, "hearth-web-" + count.incrementAndGet());
                        thread.setDaemon(true);
                        return thread;
                    }))
                    .build();
            http = known;
        }
        return known;
    }

    /** One call; blocks up to {@code timeout}. */
    Answer call(String method, String path, @Nullable String body, Duration timeout)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).timeout(timeout);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<InputStream> response = http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            byte[] text = in.readNBytes(MAX_ANSWER_BYTES);
            return new Answer(response.statusCode(), fields(text));
        }
    }

    private static Map<String, String> fields(byte[] text) {
        try {
            return FlatJson.read(ByteBuffer.wrap(text));
        } catch (MalformedMessageException e) {
            return Map.of(); // a proxy's page, or nothing
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "token " + token)
                .header("Accept", "application/json");
    }

    /** Follows an answer line by line, until {@code lines} cancels it. */
    void follow(String path, Flow.Subscriber<String> lines) {
        http().sendAsync(request(path).build(), HttpResponse.BodyHandlers.fromLineSubscriber(lines));
    }

    /**
     * Opens a session's channels under the name of a client, whose place in the log the gateway keeps. Nothing comes before a
     * ping was sent: the JDK's client may lose what comes right behind the answer to the upgrade.
     */
    CompletableFuture<WebSocket> dial(String session, String client, WebSocket.Listener listener) {
        String address = base.toString();
        return http().newWebSocketBuilder()
                .subprotocols(V1Layout.SUBPROTOCOL)
                .header("Authorization", "token " + token)
                .connectTimeout(CONNECT)
                .buildAsync(
                        URI.create("ws" + address.substring("http".length()) + "/api/kernels/" + session
                                + "/channels?begin=ping&session_id=" + client),
                        listener);
    }
}
