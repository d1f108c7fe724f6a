package dev.hearth.gateway.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.batch.BatchBench;
import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.batch.FakeBatchLauncher;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.TokenKind;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second owner on the same gateway: what is the first one's is not there for it, on any route that the API describes. */
class OtherOwnerTest {
    @TempDir
    static Path root;

    private static FaceBench bench;
    private static LogWatch watch;
    private static Batches batches;
    private static String kernel;
    private static String document;
    private static String tokenId;
    private static String batch;
    private static String otherToken;

    @BeforeAll
    static void begin() throws Exception {
        GatewayMetrics metrics = new GatewayMetrics();
        SessionSignals signals = new SessionSignals();
        watch = LogWatch.start();
        bench = new FaceBench(root)
                .events(new AllSessionEvents(metrics, signals))
                .start(made -> {
                    batches = new Batches(BatchBench.setup(made, root.resolve("batches"), new FakeBatchLauncher()));
                    HearthFace face = new HearthFace(
                            made.sessions(),
                            new Access(),
                            made.tokens(),
                            metrics,
                            signals,
                            watch,
                            new HearthSettings("0.1.0", 1 << 20, Duration.ofMillis(200)),
                            made.timer());
                    return List.of(face, new HearthBatchFace(batches, new Access()));
                });
        batch = BatchBench.begin(batches, Caller.DEFAULT_OWNER).id().toString();
        JsonNode session = json(bench.send(
                "POST",
                "/api/sessions",
                "{\"path\":\"a.ipynb\",\"name\":\"a\",\"type\":\"notebook\",\"kernel\":{\"name\":\"hearth-scala\"}}"));
        document = session.path("id").asText();
        kernel = session.at("/kernel/id").asText();
        FaceBench.await(() -> bench.session(kernel).view().linked());
        tokenId = json(bench.send("POST", "/hearth/tokens", "{\"kind\":\"path\",\"label\":\"mine\"}"))
                .path("id")
                .asText();
        otherToken = bench.tokens()
                .make(new Caller("other", Optional.empty()), TokenKind.GENERAL, "other")
                .token();
    }

    @AfterAll
    static void end() throws Exception {
        batches.close();
        bench.close();
        watch.close();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.read(RawJson.of(response.body()));
    }

    private static HttpResponse<String> asOther(String method, String path) throws Exception {
        return asOther(
                method,
                path,
                method.equals("PATCH") ? "{\"path\":\"b.ipynb\",\"name\":\"b\",\"type\":\"notebook\"}" : "");
    }

    private static HttpResponse<String> asOther(String method, String path, String body) throws Exception {
        return bench.sendAs(HttpRequest.newBuilder(bench.uri(path))
                .header("Authorization", "token " + otherToken)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The id that a path asks for: of the first owner's, or one that there is not. */
    private static String path(String template, boolean real) {
        String id = kernel;
        if (template.startsWith("/api/sessions")) {
            id = document;
        } else if (template.startsWith("/hearth/tokens")) {
            id = tokenId;
        } else if (template.startsWith("/hearth/batches")) {
            id = batch;
        }
        return template.replace("{number}", "0").replace("{id}", real ? id : id.replaceAll("[0-9a-f]", "e"));
    }

    @Test
    void everyRouteWithAnId_is404_asForAnIdThatThereIsNot() throws Exception {
        List<String> asked = new ArrayList<>();
        for (var path : json(bench.get("/hearth/openapi.json")).path("paths").properties()) {
            if (!path.getKey().contains("{id}") || path.getKey().endsWith("/channels")) {
                continue;
            }
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> asked.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        assertThat(asked).hasSizeGreaterThanOrEqualTo(12);
        for (String each : asked) {
            String method = each.substring(0, each.indexOf(' '));
            String template = each.substring(each.indexOf(' ') + 1);
            HttpResponse<String> real = asOther(method, path(template, true));
            HttpResponse<String> none = asOther(method, path(template, false));
            assertThat(real.statusCode()).as(each).isEqualTo(404);
            assertThat(none.statusCode()).as(each).isEqualTo(404);
            assertThat(real.body()
                            .replace(path("{id}", true), "ID")
                            .replace(document, "ID")
                            .replace(tokenId, "ID")
                            .replace(batch, "ID"))
                    .as(each + ": an id tells nothing")
                    .isEqualTo(none.body()
                            .replace(path("{id}", false), "ID")
                            .replace(path("/api/sessions/{id}", false).substring(14), "ID")
                            .replace(path("/hearth/tokens/{id}", false).substring(15), "ID")
                            .replace(path("/hearth/batches/{id}", false).substring(16), "ID"));
        }
        assertThat(bench.session(kernel).view().incarnation()).isEqualTo(1);
        assertThat(bench.driver().taken).isEmpty();
        assertThat(json(bench.get("/api/sessions/" + document)).path("path").asText())
                .isEqualTo("a.ipynb");
        assertThat(bench.get("/hearth/tokens").body()).contains(tokenId).doesNotContain("\"revoked\":\"");
    }

    @Test
    void lists_areTheCallersOwn() throws Exception {
        for (String path : List.of("/api/kernels", "/api/sessions", "/hearth/sessions", "/hearth/tokens")) {
            assertThat(asOther("GET", path).body())
                    .as(path)
                    .doesNotContain(kernel)
                    .doesNotContain(document)
                    .doesNotContain(tokenId);
            assertThat(bench.get(path).body()).as(path).containsAnyOf(kernel, document, tokenId);
        }
        assertThat(asOther("GET", "/api/me").body()).contains("other");
    }

    @Test
    void channels_are404BeforeTheUpgrade() {
        for (String id : List.of(kernel, UUID.randomUUID().toString())) {
            assertThatThrownBy(() -> HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .header("Authorization", "token " + otherToken)
                            .buildAsync(
                                    bench.socketUri("/api/kernels/" + id + "/channels"), new WebSocket.Listener() {})
                            .join())
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
        }
    }

    @Test
    void sessionOnAnothersKernel_is404() throws Exception {
        HttpResponse<String> refused = asOther(
                "POST",
                "/api/sessions",
                "{\"path\":\"c.ipynb\",\"name\":\"c\",\"type\":\"notebook\",\"kernel\":{\"id\":\"" + kernel + "\"}}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
    }
}
