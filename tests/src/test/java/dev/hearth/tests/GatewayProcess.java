package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./hearth serve} as a process, on a free port. Not thread-safe. */
final class GatewayProcess implements AutoCloseable {
    private static final Pattern LISTENING =
            Pattern.compile("Hearth is listening on (https?://127\\.0\\.0\\.1:(\\d+))/\\?token=(\\S+)");

    private final Process process;
    private final String url;
    private final String token;
    private HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private GatewayProcess(Process process, String url, String token) {
        this.process = process;
        this.url = url;
        this.token = token;
    }

    /** Talks to it through another client from now on: one that trusts its certificate. */
    GatewayProcess through(HttpClient client) {
        http = client;
        return this;
    }

    /** Starts a gateway on a data directory, with a configuration made for two cores, and waits until it can serve. */
    static GatewayProcess start(Path data) throws Exception {
        return start(data, 0);
    }

    /** The same on a port of one's own choice, so that drivers of a gateway before find it again. */
    static GatewayProcess start(Path data, int port) throws Exception {
        return start(data, port, "");
    }

    /** The same with further options of its JVM. */
    static GatewayProcess start(Path data, int port, String javaOptions) throws Exception {
        return start(data, port, List.of(Environment.root().resolve("hearth").toString()), javaOptions);
    }

    /** Another program that takes the same arguments as {@code hearth}. */
    static GatewayProcess start(Path data, int port, List<String> program, String javaOptions) throws Exception {
        Path config = data.resolveSibling(data.getFileName() + ".yaml");
        if (!Files.exists(config)) {
            Files.writeString(config, configuration());
        }
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(
                "serve", "--port", String.valueOf(port), "--data", data.toString(), "--config", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(
                data.resolveSibling(data.getFileName() + ".err").toFile()));
        builder.environment().put("HEARTH_PYTHON", Environment.python());
        if (!javaOptions.isEmpty()) {
            builder.environment().put("HEARTH_JAVA_OPTIONS", javaOptions);
        }
        Process process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = CompletableFuture.supplyAsync(() -> {
                    try {
                        return out.readLine();
                    } catch (IOException e) {
                        return null;
                    }
                })
                .get(60, TimeUnit.SECONDS);
        Matcher matcher = LISTENING.matcher(line == null ? "" : line);
        if (!matcher.matches()) {
            process.destroyForcibly();
            throw new AssertionError("expected the listening line, found: " + line + "; see "
                    + data.resolveSibling(data.getFileName() + ".err"));
        }
        return new GatewayProcess(process, matcher.group(1), matcher.group(3));
    }

    private static String configuration() {
        return """
                profiles:
                  default:
                    python: %s
                    memory: 1g
                    spark-conf:
                      spark.master: local[2]
                      spark.ui.enabled: "false"
                      spark.sql.shuffle.partitions: "2"
                """.formatted(Environment.python());
    }

    String url() {
        return url;
    }

    String token() {
        return token;
    }

    int port() {
        return URI.create(url).getPort();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** A request with the token. */
    HttpResponse<String> request(String method, String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "token " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A new token that is part of the path, for clients that send none on the WebSocket. */
    String pathToken() throws Exception {
        HttpResponse<String> answer = request("POST", "/hearth/tokens", "{\"kind\":\"path\",\"label\":\"tests\"}");
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError("no path token: " + answer.body());
        }
        return Json.read(RawJson.of(answer.body())).path("token").asText();
    }

    /** A request as it is built. */
    HttpResponse<String> send(HttpRequest.Builder builder) throws Exception {
        return http.send(builder.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A session as Hearth's own API shows it. */
    JsonNode session(String id) throws Exception {
        return Json.read(RawJson.of(request("GET", "/hearth/sessions/" + id, "").body()));
    }

    /** The session once it is as is waited for. */
    JsonNode awaitSession(String id, Predicate<JsonNode> as, Duration timeout) throws Exception {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            JsonNode view = session(id);
            if (as.test(view)) {
                return view;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not what was waited for within " + timeout + ": " + view);
            }
            Thread.sleep(20); // there is no request that waits
        }
    }

    HttpClient http() {
        return http;
    }

    /** {@code kill -9}, without waiting. */
    void strike() {
        process.destroyForcibly();
    }

    /** {@code kill -9}, and waits until the process is gone. */
    void kill() throws Exception {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** An orderly stop; ends what does not stop. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(40, TimeUnit.SECONDS);
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("the gateway did not stop within 40 s of SIGTERM", e);
        }
    }
}
