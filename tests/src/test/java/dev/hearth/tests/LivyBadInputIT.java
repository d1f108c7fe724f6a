package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Livy's clients do wrong, on a gateway with real drivers. */
class LivyBadInputIT {
    private static final int MANY = 10_000;
    private static final int AT_ONCE = 64;

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static LivyCalls livy;
    private static int session;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.spark(""));
        gateway = GatewayProcess.start(data);
        livy = new LivyCalls(gateway);
        session = livy.session("{\"kind\":\"pyspark\"}");
        assertThat(livy.text(session, "pyspark", "1 + 1")).isEqualTo("2");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static HttpRequest statement(String code) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + "/sessions/" + session + "/statements"))
                .header("Authorization", "token " + gateway.token())
                .POST(HttpRequest.BodyPublishers.ofString(
                        Json.object().put("code", code).toString()))
                .build();
    }

    @Test
    void tenThousandStatements_thatWait_areBounded_andTheSessionGoesOn() throws Exception {
        Path go = folder.resolve("go");
        String first = livy.send(
                session,
                "pyspark",
                "import os, time\nwhile not os.path.exists('%s'):\n    time.sleep(0.05)".formatted(go));
        HttpClient client = HttpClient.newHttpClient();
        Semaphore free = new Semaphore(AT_ONCE);
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            free.acquire();
            sent.add(client.sendAsync(statement("kept = " + i), HttpResponse.BodyHandlers.ofString())
                    .whenComplete((response, thrown) -> free.release()));
        }

        int taken = 0;
        for (CompletableFuture<HttpResponse<String>> each : sent) {
            HttpResponse<String> response = each.get(60, TimeUnit.SECONDS);
            if (response.statusCode() == 201) {
                taken++;
            } else {
                assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
                assertThat(response.body()).contains("requests wait for this session already");
            }
        }
        assertThat(taken).isBetween(1000, 1024);
        assertThat(livy.get("/sessions/" + session + "/state").path("state").asText())
                .isEqualTo("busy");
        Files.createFile(go);
        assertThat(livy.ended(first).path("state").asText()).isEqualTo("available");
        assertThat(livy.text(session, "pyspark", "kept >= 0")).isEqualTo("True");
    }

    @Test
    void bodiesThatAreNone_areRefused_andNothingStarts() throws Exception {
        int before = livy.get("/sessions").path("total").asInt();
        String huge = "{\"kind\":\"spark\",\"name\":\"" + "x".repeat(17 << 20) + "\"}";
        assertThat(gateway.request("POST", "/sessions", huge).statusCode()).isEqualTo(413);
        String wide = "{\"kind\":\"spark\",\"name\":\"" + "x".repeat(10_000) + "\"}";
        assertThat(gateway.request("POST", "/sessions", wide).statusCode()).isEqualTo(400);
        for (String body : List.of("", "{", "[]", "7", "{\"kind\":7}", "{\"colour\":\"red\"}", "{\"jars\":\"a\"}")) {
            assertThat(gateway.request("POST", "/sessions", body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(livy.get("/sessions").path("total").asInt()).isEqualTo(before);
    }

    @Test
    void nameWithMarkup_isGivenBackAsItIs_asJsonAndNothingElse() throws Exception {
        String name = "<script>alert(1)</script>\"'&";
        String body = Json.object().put("kind", "sql").put("name", name).toString();

        HttpResponse<String> created = gateway.request("POST", "/sessions", body);

        assertThat(created.headers().firstValue("Content-Type")).contains("application/json;charset=utf-8");
        assertThat(created.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        JsonNode made = LivyCalls.json(created, 201);
        assertThat(made.path("name").asText()).isEqualTo(name);
        gateway.request("DELETE", "/sessions/" + made.path("id").asInt(), "");
    }

    @Test
    void driverIsKilled_inMidStatement_whatWasSaidStays_andMoreIsRefused() throws Exception {
        int own = livy.session("{\"kind\":\"pyspark\"}");
        assertThat(livy.text(own, "pyspark", "'before'")).isEqualTo("'before'");
        String running = livy.send(own, "pyspark", "import time\nprint('begun', flush=True)\ntime.sleep(600)");
        String waiting = livy.send(own, "pyspark", "1");
        JsonNode view = livy.get("/hearth/sessions/" + own);
        until(() -> livy.get("/hearth" + running).path("outputs").toString().contains("begun"));

        ProcessHandle.of(view.at("/facts/pid").asLong()).orElseThrow().destroyForcibly();
        until(() ->
                livy.get("/sessions/" + own + "/state").path("state").asText().equals("dead"));

        JsonNode ended = livy.ended(running);
        assertThat(ended.at("/output/status").asText()).as(ended.toString()).isEqualTo("error");
        assertThat(livy.get("/hearth" + running).path("outputs").toString()).contains("begun");
        assertThat(livy.ended(waiting).path("state").asText()).isEqualTo("cancelled");
        assertThat(livy.get("/sessions/" + own + "/statements")
                        .path("total_statements")
                        .asInt())
                .isEqualTo(3);
        HttpResponse<String> refused = gateway.request("POST", "/sessions/" + own + "/statements", "{\"code\":\"1\"}");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("Session is in state dead");
    }

    @Test
    void cancel_endsTheWork_inEveryLanguage() throws Exception {
        Path beats = folder.resolve("beats");
        String loop = "import time\nwhile True:\n    open('%s', 'a').write('x')\n    time.sleep(0.01)".formatted(beats);
        cancelled("pyspark", loop);
        long size = Files.size(beats);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        assertThat(Files.size(beats)).as("the loop is over").isEqualTo(size);
        cancelled("spark", "spark.range(0, 100000000000L, 1, 4).selectExpr(\"sum(id % 7)\").collect()");
        cancelled("sql", "select sum(id % 7) from range(0, 100000000000, 1, 4)");
        assertThat(livy.text(session, "sql", "select 1")).isNotNull();
    }

    private static void cancelled(String kind, String code) throws Exception {
        String statement = livy.send(session, kind, code);
        until(() -> livy.get(statement).path("state").asText().equals("running"));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500)); // so that its job runs
        long asked = System.nanoTime();
        LivyCalls.json(gateway.request("POST", statement + "/cancel", "{}"), 200);
        assertThat(livy.ended(statement).path("state").asText()).isEqualTo("cancelled");
        System.out.println(
                "cancel of " + kind + ": " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked) + " ms");
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
