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
import javax.net.ssl.SSLContext;
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

    private final @Nullable SSLContext trust;
    private volatile Door door = new Door(URI.create("http://127.0.0.1"), "");
    private @Nullable HttpClient http; // guarded by this

    /**
     * Calls to nobody yet.
     *
     * @param trust whose certificates are trusted; null for the JDK's own choice
     */
    GatewayApi(@Nullable SSLContext trust) {
        this.trust = trust;
    }

    /** Calls go here from now on. */
    void use(Door found) {
        door = found;
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
        return door.base();
    }

    private synchronized HttpClient http() {
        HttpClient known = http;
        if (known == null) {
            AtomicInteger count = new AtomicInteger();
            HttpClient.Builder builder = trust == null
                    ? HttpClient.newBuilder()
                    : HttpClient.newBuilder().sslContext(trust);
            known = builder.connectTimeout(CONNECT)
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
        Door to = door;
        return HttpRequest.newBuilder(URI.create(to.base() + path))
                .header("Authorization", "token " + to.token())
                .header("Accept", "application/json");
    }

    /** Follows an answer line by line, until {@code lines} cancels it. */
    void follow(String path, Flow.Subscriber<String> lines) {
        http().sendAsync(request(path).build(), HttpResponse.BodyHandlers.fromLineSubscriber(lines));
    }

    /**
     * Opens a session's channels under the name of a client, whose place in the log the gateway keeps. Nothing comes before a
     * ping was sent: the JDK's client may lose what comes right behind the answer to the upgrade.
     *
     * @param since the number in the log to begin behind; negative for the client's place
     */
    CompletableFuture<WebSocket> dial(String session, String client, long since, WebSocket.Listener listener) {
        Door to = door;
        String address = to.base().toString();
        return http().newWebSocketBuilder()
                .subprotocols(V1Layout.SUBPROTOCOL)
                .header("Authorization", "token " + to.token())
                .connectTimeout(CONNECT)
                .buildAsync(
                        URI.create("ws" + address.substring("http".length()) + "/api/kernels/" + session
                                + "/channels?begin=ping&session_id=" + client
                                + (since < 0 ? "" : "&since=" + since)),
                        listener);
    }
}
