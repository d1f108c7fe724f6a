package dev.hearth.gateway.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.batch.BatchBench;
import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.batch.FakeBatchLauncher;
import dev.hearth.gateway.http.StreamRoute;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.jupyter.FaceClient;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.session.Session;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import io.javalin.Javalin;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /hearth}. */
class HearthFaceTest {
    @TempDir
    static Path root;

    private static FaceBench bench;
    private static HearthFace face;
    private static HearthBatchFace batchFace;
    private static LogWatch watch;
    private static Batches batches;

    @BeforeAll
    static void begin() throws Exception {
        GatewayMetrics metrics = new GatewayMetrics();
        SessionSignals signals = new SessionSignals();
        watch = LogWatch.start();
        bench = new FaceBench(root)
                .events(new AllSessionEvents(metrics, signals))
                .times(metrics)
                .start(made -> {
                    face = new HearthFace(
                            made.sessions(),
                            new Access(),
                            made.tokens(),
                            metrics,
                            signals,
                            watch,
                            new HearthSettings("0.1.0", 1 << 20, Duration.ofMillis(200), Duration.ofSeconds(1)),
                            made.timer());
                    batches = new Batches(BatchBench.setup(made, root.resolve("batches"), new FakeBatchLauncher()));
                    batchFace = new HearthBatchFace(batches, new Access());
                    return List.of(face, batchFace);
                });
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

    @Test
    void health_needsNoToken() throws Exception {
        HttpResponse<String> response = bench.sendAs(HttpRequest.newBuilder(bench.uri("/hearth/health")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("status").asText()).isEqualTo("ok");
    }

    @Test
    void session_showsStateReasonPhasesFactsAndLink() throws Exception {
        String id = bench.readyKernel();
        bench.driver().event("hearth_phase", "{\"phase\":\"scala\",\"millis_since_start\":42}");
        FaceBench.await(() -> bench.session(id).view().start().phases().containsKey("scala"));
        JsonNode session = json(bench.get("/hearth/sessions/" + id));
        assertThat(session.path("state").asText()).isEqualTo("running");
        assertThat(session.path("phases").fieldNames())
                .toIterable()
                .contains("launch", "launched", "hello", "ready", "scala");
        assertThat(session.path("phases").path("scala").asInt(-1)).isNotNegative();
        assertThat(session.path("link").path("up").asBoolean()).isTrue();
        assertThat(session.path("facts").path("spark").asText()).isEqualTo("4.0.0");
        assertThat(json(bench.get("/hearth/sessions")).path("sessions").toString())
                .contains(id);
        assertThat(bench.get("/hearth/sessions/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
        assertThat(bench.get("/hearth/sessions/x/events").statusCode()).isEqualTo(404);
        assertThat(bench.send("DELETE", "/hearth/sessions/" + id, "").statusCode())
                .isEqualTo(204);
        assertThat(json(bench.get("/hearth/sessions/" + id)).path("state").asText())
                .isEqualTo("deleted");
        assertThat(bench.get("/api/kernels/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void variables_areAskedOfTheDriver_forABoundedTime() throws Exception {
        String id = bench.readyKernel();
        HttpResponse<String> answer = bench.get("/hearth/sessions/" + id + "/variables");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).toString()).isEqualTo("[{\"name\":\"x\"}]");
        bench.driver().mute();
        HttpResponse<String> late = bench.get("/hearth/sessions/" + id + "/variables");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("did not list its variables within 1000 ms");
        bench.driver().cut(true);
        FaceBench.await(() -> !bench.session(id).view().linked());
        assertThat(bench.get("/hearth/sessions/" + id + "/variables").statusCode())
                .isEqualTo(503);
        bench.send("DELETE", "/hearth/sessions/" + id, "");
    }

    @Test
    void variables_whileTheDriverIsSilent_areOneQuestionForAllWhoAsk_andNoActivity() throws Exception {
        String id = bench.readyKernel();
        bench.driver().mute();
        var before = bench.session(id).view().lastActivity();
        for (int i = 0; i < 2; i++) {
            assertThat(bench.get("/hearth/sessions/" + id + "/variables").statusCode())
                    .isEqualTo(504);
        }
        assertThat(bench.driver().taken)
                .filteredOn(each -> each.messageType().equals("hearth_variables_request"))
                .hasSize(1);
        assertThat(bench.session(id).view().lastActivity()).isEqualTo(before);
        bench.send("DELETE", "/hearth/sessions/" + id, "");
    }

    @Test
    void events_comeInOrder_withNumbersAsIds_andGoOnAfterTheLastOne() throws Exception {
        String id = bench.readyKernel();
        try (FaceClient client = FaceClient.connect(bench, id, "a");
                EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/events?since=0")) {
            assertThat(reader.response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            client.run("print 3");
            String text = reader.until("line 2");
            assertThat(text).startsWith("retry: 1000\n\n").contains("event: execute_input\n", "event: stream\n");
            JsonNode data = data(text, "line 1");
            long number = data.path("number").asLong();
            assertThat(text).contains("id: " + number + "\nevent: stream\n");
            assertThat(data.path("channel").asText()).isEqualTo("iopub");
            assertThat(data.path("header").path("msg_type").asText()).isEqualTo("stream");
            assertThat(data.path("parent_header").path("msg_id").asText()).isNotBlank();
            assertThat(data.path("metadata").isObject()).isTrue();
            assertThat(data.has("buffers")).isFalse();
            try (EventReader again = EventReader.open(
                    bench, "/hearth/sessions/" + id + "/events?since=0", "Last-Event-ID", String.valueOf(number))) {
                assertThat(again.until("line 2")).doesNotContain("line 1");
            }
        }
    }

    private static JsonNode data(String text, String with) throws Exception {
        String line = text.lines()
                .filter(each -> each.startsWith("data: ") && each.contains(with))
                .findFirst()
                .orElseThrow();
        return Json.read(RawJson.of(line.substring("data: ".length())));
    }

    @Test
    void eventsOfTheDriver_haveNoId_andHeartbeatsKeepTheStreamAlive() throws Exception {
        String id = bench.readyKernel();
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/events")) {
            reader.until("\n:\n\n");
            bench.driver().event("hearth_progress", "{\n\"jobs\":\r\n7}");
            String text = reader.until("\"jobs\"");
            String event = text.substring(text.indexOf("event: hearth_progress"));
            assertThat(text).doesNotContain("id: 0");
            assertThat(event).contains("\"jobs\":  7}");
            reader.until("7}}\n\n");
        }
    }

    @Test
    void events_endWithTheSession() throws Exception {
        String id = bench.readyKernel();
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/events?since=0")) {
            reader.until("event: status");
            bench.send("DELETE", "/api/kernels/" + id, "");
            assertThat(reader.all()).contains("\"dead\"");
        }
        try (EventReader later = EventReader.open(bench, "/hearth/sessions/" + id + "/events?since=0")) {
            assertThat(later.all()).contains("\"dead\"");
        }
        assertThat(bench.send("DELETE", "/hearth/sessions/" + id + "?purge=true", "")
                        .statusCode())
                .isEqualTo(204);
        FaceBench.await(() -> bench.sessions().findKept(UUID.fromString(id)).isEmpty());
    }

    @Test
    void log_isReadFromTheFile_withTail_andFollowedUntilTheDriverEnds() throws Exception {
        String id = bench.readyKernel();
        Session session = bench.session(id);
        Path log = logOf(session);
        Files.createDirectories(log.getParent());
        Files.writeString(log, "one\ntwo\nthree\n");
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/log")) {
            assertThat(reader.all()).isEqualTo("one\ntwo\nthree\n");
        }
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/log?tail=2")) {
            assertThat(reader.all()).isEqualTo("two\nthree\n");
        }
        assertThat(bench.get("/hearth/sessions/" + id + "/log?tail=many").statusCode())
                .isEqualTo(400);
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/log?tail=1&follow=1")) {
            assertThat(reader.until("three")).isEqualTo("three\n");
            Files.writeString(log, "four\n", StandardOpenOption.APPEND);
            reader.until("four");
            bench.driver().end(0);
            assertThat(reader.all()).isEqualTo("three\nfour\n");
        }
    }

    @Test
    void log_thatIsCutWhileItIsFollowed_goesOnWithWhatCameSince() throws Exception {
        String id = bench.readyKernel();
        Path log = logOf(bench.session(id));
        Files.createDirectories(log.getParent());
        Files.writeString(log, "a long line of before\n");
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/log?follow=1")) {
            reader.until("before");
            Files.writeString(log, "new\n", StandardOpenOption.TRUNCATE_EXISTING);
            reader.until("new\n");
            bench.driver().end(0);
            assertThat(reader.all()).isEqualTo("a long line of before\nnew\n");
        }
    }

    @Test
    void log_isFollowedUntilItsDriverIsGone_alsoWhenAnotherIsToComeAfterIt() throws Exception {
        String id = bench.readyKernel();
        Path log = logOf(bench.session(id));
        Files.createDirectories(log.getParent());
        Files.writeString(log, "one\n");
        var driver = bench.driver();
        driver.mute(); // and so does not go at once
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/log?follow=1")) {
            reader.until("one\n");
            bench.session(id).restart();
            Files.writeString(log, "last words\n", StandardOpenOption.APPEND);
            reader.until("last words\n");
            driver.end(0);
            assertThat(reader.all()).isEqualTo("one\nlast words\n");
        }
    }

    private static Path logOf(Session session) {
        return root.resolve("sessions").resolve(session.id().toString()).resolve("driver-1/driver.log");
    }

    @Test
    void log_comesOverTheLink_whereThereIsNoFile() throws Exception {
        String id = bench.readyKernel();
        bench.driver().logText("first\nsecond\nthird\n");
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/log")) {
            assertThat(reader.all()).isEqualTo("first\nsecond\nthird\n");
        }
        try (EventReader reader = EventReader.open(bench, "/hearth/sessions/" + id + "/log?tail=1")) {
            assertThat(reader.all()).isEqualTo("third\n");
        }
    }

    @Test
    void tokens_areMadeListedAndRevoked_andShownOnce() throws Exception {
        HttpResponse<String> made = bench.send("POST", "/hearth/tokens", "{\"kind\":\"path\",\"label\":\"lab\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        String token = json(made).path("token").asText();
        String id = json(made).path("id").asText();
        assertThat(bench.sendAs(HttpRequest.newBuilder(bench.uri("/t/" + token + "/api/kernels")))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> list = bench.get("/hearth/tokens");
        assertThat(list.body()).contains(id, "lab").doesNotContain(token);
        assertThat(bench.send("DELETE", "/hearth/tokens/" + id, "").statusCode())
                .isEqualTo(204);
        assertThat(bench.send("DELETE", "/hearth/tokens/" + id, "").statusCode())
                .isEqualTo(404);
        assertThat(bench.send("POST", "/hearth/tokens", "{\"kind\":\"x\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void tokens_forAPath_seeAndChangeNoTokens() throws Exception {
        String prefix = "/t/" + bench.pathToken();
        String other =
                json(bench.send("POST", "/hearth/tokens", "{}")).path("id").asText();
        String body = "{\"kind\":\"general\"}";

        assertThat(bench.sendAs(HttpRequest.newBuilder(bench.uri(prefix + "/hearth/sessions")))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> made = bench.sendAs(HttpRequest.newBuilder(bench.uri(prefix + "/hearth/tokens"))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).isEqualTo(403);
        assertThat(made.body()).contains("FORBIDDEN").doesNotContain("\"token\"");
        assertThat(bench.sendAs(HttpRequest.newBuilder(bench.uri(prefix + "/hearth/tokens")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(bench.sendAs(HttpRequest.newBuilder(bench.uri(prefix + "/hearth/tokens/" + other))
                                .DELETE())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void metrics_countSessionsRecordsRequestsAndTheJvm() throws Exception {
        String id = bench.readyKernel();
        try (FaceClient client = FaceClient.connect(bench, id, "a")) {
            client.run("x");
            String text = bench.get("/hearth/metrics").body();
            assertThat(text)
                    .contains("hearth_sessions{state=\"running\"}")
                    .contains("hearth_connections")
                    .contains("hearth_records_appended_total")
                    .contains("hearth_bytes_appended_total")
                    .contains("hearth_link_reconnects_total")
                    .contains("hearth_requests_accepted_total{type=\"execute_request\"}")
                    .contains("route=\"/api/kernels\"")
                    .contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void openApi_describesEveryRoute_andNoOther() throws Exception {
        Map<String, TreeSet<String>> served = new TreeMap<>();
        Javalin routes = Javalin.create(config -> {
            config.startup.startupWatcherEnabled = false;
            bench.jupyter().addRoutes(config.routes);
            face.addRoutes(config.routes);
            batchFace.addRoutes(config.routes);
        });
        routes.unsafe.internalRouter.allHttpHandlers().forEach(handler -> served.computeIfAbsent(
                        handler.endpoint.path, path -> new TreeSet<>())
                .add(handler.endpoint.method.name().toLowerCase(java.util.Locale.ROOT)));
        List<StreamRoute> streams = new ArrayList<>(face.streams());
        streams.addAll(batchFace.streams());
        streams.forEach(stream ->
                served.computeIfAbsent(stream.path(), path -> new TreeSet<>()).add("get"));
        JsonNode document = json(bench.get("/hearth/openapi.json"));
        Map<String, TreeSet<String>> described = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> described
                        .computeIfAbsent(path.getKey(), key -> new TreeSet<>())
                        .add(method)));
        assertThat(described).isEqualTo(served);
        assertThat(bench.get("/api/swagger.json").body())
                .isEqualTo(bench.get("/hearth/openapi.json").body());
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
    }
}
