package dev.hearth.gateway.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.TestClient;
import dev.hearth.gateway.statement.ScriptedCell;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /hearth/sessions/{id}/statements}. */
class StatementsRouteTest {
    @TempDir
    static Path root;

    private static FaceBench bench;
    private static LogWatch watch;

    private Session session;
    private String path;
    private TestClient client;

    @BeforeAll
    static void start() throws Exception {
        GatewayMetrics metrics = new GatewayMetrics();
        SessionSignals signals = new SessionSignals();
        watch = LogWatch.start();
        bench = new FaceBench(root)
                .events(signals)
                .start(made -> List.of(new HearthFace(
                        made.sessions(),
                        new Access(),
                        made.tokens(),
                        metrics,
                        signals,
                        watch,
                        new HearthSettings("0.1.0", 1 << 20, Duration.ofMillis(200), Duration.ofSeconds(2)),
                        made.timer())));
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
        watch.close();
    }

    @BeforeEach
    void begin() throws Exception {
        session = bench.session(bench.readyKernel());
        bench.driver().mute();
        path = "/hearth/sessions/" + session.id() + "/statements";
        client = TestClient.live(session, "notebook");
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(RawJson.of(response.body()));
    }

    private ScriptedCell cell(String id) throws Exception {
        return ScriptedCell.of(bench.driver(), id);
    }

    @Test
    void statement_showsAllMimeTypesWhileItRuns_whoeverHasSentIt() throws Exception {
        client.execute("a", "x");
        ScriptedCell cell = cell("a").begins(3).prints("half");
        cell.displays("display_data", Json.object().put("text/html", "<b>").put("text/plain", "b"), "");
        FaceBench.await(() -> outputs(0) == 2);
        JsonNode shown = json(bench.get(path + "/0"));
        assertThat(shown.path("state").asText()).isEqualTo("running");
        assertThat(shown.path("origin").asText()).isEqualTo("notebook");
        assertThat(shown.path("execution_count").asInt()).isEqualTo(3);
        assertThat(shown.path("started").asText()).endsWith("Z");
        assertThat(shown.path("completed").isNull()).isTrue();
        assertThat(shown.path("cost").isNull()).isTrue();
        assertThat(shown.path("outputs").toString())
                .isEqualTo(
                        "[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"half\"},"
                                + "{\"output_type\":\"display_data\",\"data\":{\"text/html\":\"<b>\",\"text/plain\":\"b\"},\"metadata\":{}}]");
        cell.fails("E", "boom", "line");
        JsonNode ended = json(bench.get("/hearth/sessions/" + session.number() + "/statements/0?wait=2"));
        assertThat(ended.path("state").asText()).isEqualTo("available");
        assertThat(ended.path("failed").asBoolean()).isTrue();
        assertThat(ended.path("outputs").get(2).toString())
                .isEqualTo("{\"output_type\":\"error\",\"ename\":\"E\",\"evalue\":\"boom\",\"traceback\":[\"line\"]}");
    }

    private int outputs(long number) {
        try {
            return json(bench.get(path + "/" + number)).path("outputs").size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void list_hasPagesWithoutOutputs() throws Exception {
        for (int i = 0; i < 3; i++) {
            client.execute("a" + i, "x" + i);
        }
        JsonNode all = json(bench.get(path));
        assertThat(all.path("total").asInt()).isEqualTo(3);
        assertThat(all.path("first").asInt()).isZero();
        assertThat(all.path("statements").findValuesAsText("code")).containsExactly("x0", "x1", "x2");
        assertThat(all.findValues("outputs")).isEmpty();
        assertThat(json(bench.get(path + "?from=1&size=1")).path("statements").findValuesAsText("number"))
                .containsExactly("1");
        assertThat(bench.get(path + "?from=x").statusCode()).isEqualTo(400);
        assertThat(bench.get(path + "/3").statusCode()).isEqualTo(404);
        assertThat(bench.get(path + "/x").statusCode()).isEqualTo(404);
        assertThat(bench.get(path + "/3/events").statusCode()).isEqualTo(404);
    }

    @Test
    void wait_isAnsweredAtTheEnd() throws Exception {
        client.execute("a", "x");
        CompletableFuture<JsonNode> waits = CompletableFuture.supplyAsync(() -> {
            try {
                return json(bench.get(path + "/0?wait=2"));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        cell("a").begins(1).ends();
        assertThat(waits.get(5, TimeUnit.SECONDS).path("state").asText()).isEqualTo("available");
    }

    @Test
    void events_areThoseOfTheStatement_fromItsBeginningToItsEnd() throws Exception {
        client.execute("a", "x");
        client.execute("b", "y");
        ScriptedCell first = cell("a").begins(1).prints("mine");
        cell("b").begins(2).prints("theirs");
        try (EventReader reader = EventReader.open(bench, path + "/0/events")) {
            reader.until("mine");
            first.progresses(1, 2).prints("more").ends();
            String all = reader.all();
            assertThat(all).contains("event: execute_input", "event: hearth_progress", "more", "event: execute_reply");
            assertThat(all).doesNotContain("theirs");
            assertThat(all.stripTrailing()).endsWith("}");
            assertThat(all.substring(all.lastIndexOf("event: "))).contains("idle");
        }
    }

    @Test
    void events_ofOneThatHasEnded_areGivenAndEnd_alsoBehindAnId() throws Exception {
        client.execute("a", "x");
        cell("a").begins(1).prints("kept").ends();
        FaceBench.await(() -> session.view().unfinished() == 0);
        String last;
        try (EventReader reader = EventReader.open(bench, path + "/0/events")) {
            String all = reader.all();
            assertThat(all).contains("kept", "event: status");
            last = all.substring(all.lastIndexOf("id: ") + 4)
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
        try (EventReader reader = EventReader.open(bench, path + "/0/events", "Last-Event-ID", last)) {
            assertThat(reader.all()).doesNotContain("event:");
        }
    }

    @Test
    void events_ofOneThatWaits_comeWhenItBegins() throws Exception {
        client.execute("a", "x");
        try (EventReader reader = EventReader.open(bench, path + "/0/events")) {
            cell("a").begins(1).ends();
            assertThat(reader.all()).contains("event: execute_input", "event: execute_reply");
        }
    }
}
