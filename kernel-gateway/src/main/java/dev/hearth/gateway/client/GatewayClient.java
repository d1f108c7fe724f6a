package dev.hearth.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The REST calls to a gateway. Holds a token: never log it.
 *
 * <p>Thread-safe. Each call blocks for as long as it was made to, a minute where nothing is said.
 */
public final class GatewayClient {

    /** How long one call may take where nothing else is said. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int FIRST_ERROR = 400;
    private static final int MAX_SHOWN = 500;

    private final HttpClient http;
    private final String base;
    private final String token;
    private final Duration timeout;

    /**
     * A client of the gateway at this address.
     *
     * @param address {@code http} or {@code https}, perhaps with a path; a query is left out
     */
    public GatewayClient(URI address, String token) {
        this(address, token, null, PATIENCE);
    }

    /**
     * A client of the gateway at this address.
     *
     * @param address {@code http} or {@code https}, perhaps with a path; a query is left out
     * @param trusted what its certificate is to be signed by, or null for what the JDK trusts
     * @param timeout how long one call may take
     */
    public GatewayClient(URI address, String token, @Nullable SSLContext trusted, Duration timeout) {
        boolean known = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!known || address.getHost() == null) {
            throw new IllegalArgumentException("expected an address like http://127.0.0.1:8998, found " + address);
        }
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        this.base = address.getScheme() + "://" + address.getRawAuthority() + path;
        this.token = token;
        this.timeout = timeout;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT)
                .version(HttpClient.Version.HTTP_1_1);
        if (trusted != null) {
            builder.sslContext(trusted);
        }
        this.http = builder.build();
    }

    /** The gateway's address, without a final slash. */
    public String address() {
        return base;
    }

    /** Starts a kernel, and returns while it is starting. */
    public KernelModel startKernel(String kernelspec, Map<String, String> environment)
            throws IOException, InterruptedException {
        ObjectNode body = Json.object();
        body.put("name", kernelspec);
        ObjectNode env = body.putObject("env");
        environment.forEach(env::put);
        return KernelModel.of(call("POST", "/api/kernels", body));
    }

    /** A kernel now. */
    public KernelModel kernel(String id) throws IOException, InterruptedException {
        return KernelModel.of(call("GET", "/api/kernels/" + segment(id), null));
    }

    /** Interrupts what a kernel runs. */
    public void interrupt(String id) throws IOException, InterruptedException {
        call("POST", "/api/kernels/" + segment(id) + "/interrupt", Json.object());
    }

    /** Ends a kernel. */
    public void delete(String id) throws IOException, InterruptedException {
        call("DELETE", "/api/kernels/" + segment(id), null);
    }

    /** The kernelspecs, as {@code GET /api/kernelspecs} gives them. */
    public JsonNode kernelspecs() throws IOException, InterruptedException {
        return call("GET", "/api/kernelspecs", null);
    }

    /** The sessions, as {@code GET /hearth/sessions} gives them. */
    public JsonNode sessions() throws IOException, InterruptedException {
        return call("GET", "/hearth/sessions", null).path("sessions");
    }

    /** A session, as {@code GET /hearth/sessions/ID} gives it. */
    public JsonNode session(String id) throws IOException, InterruptedException {
        return call("GET", "/hearth/sessions/" + segment(id), null);
    }

    /** The tokens, as {@code GET /hearth/tokens} gives them. */
    public JsonNode tokens() throws IOException, InterruptedException {
        return call("GET", "/hearth/tokens", null);
    }

    /**
     * Makes a token.
     *
     * @param user for whom; the bearer of this client's token where none is named
     * @param kind {@code general} or {@code path}
     * @return with the field {@code token}
     */
    public JsonNode newToken(Optional<String> user, String kind, String label)
            throws IOException, InterruptedException {
        ObjectNode body = Json.object().put("kind", kind).put("label", label);
        user.ifPresent(name -> body.put("user", name));
        return call("POST", "/hearth/tokens", body);
    }

    /** Revokes a token. */
    public void revokeToken(String id) throws IOException, InterruptedException {
        call("DELETE", "/hearth/tokens/" + segment(id), null);
    }

    /** Connects to a kernel's channels. */
    public KernelConnection connect(String kernel) throws IOException, InterruptedException {
        return KernelConnection.open(http, channels(kernel), token);
    }

    /** Connects to a kernel's channels, and is first told all that its log holds. */
    public KernelConnection replay(String kernel) throws IOException, InterruptedException {
        return KernelConnection.replay(http, channels(kernel), token);
    }

    private URI channels(String kernel) {
        return URI.create("ws" + base.substring("http".length()) + "/api/kernels/" + segment(kernel) + "/channels");
    }

    private JsonNode call(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("Authorization", "token " + token)
                .header("Accept", "application/json");
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(Json.writeBytes(body)));
        }
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw new IOException("no gateway answers at " + base, e);
        } catch (SSLHandshakeException e) {
            throw new IOException(
                    "the certificate of " + base + " is not trusted here: name those that signed it with --ca-file ("
                            + e.getMessage() + ")",
                    e);
        } catch (HttpTimeoutException e) {
            throw new IOException(base + " did not answer within " + timeout.toSeconds() + " seconds", e);
        }
        if (answer.statusCode() >= FIRST_ERROR) {
            throw new RefusedException(answer.statusCode(), message(answer.body()));
        }
        if (answer.body().length == 0) {
            return Json.object();
        }
        try {
            return Json.read(answer.body(), 0, answer.body().length);
        } catch (MalformedMessageException e) {
            throw new IOException(base + " did not answer with JSON: is it a gateway?", e);
        }
    }

    private static String message(byte[] body) {
        try {
            String message = Json.read(body, 0, body.length).path("message").asText("");
            if (!message.isEmpty()) {
                return message;
            }
        } catch (MalformedMessageException e) {
            // Shown as it is.
        }
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "refused" : text.substring(0, Math.min(text.length(), MAX_SHOWN));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
