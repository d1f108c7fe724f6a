package dev.hearth.gateway.livy;

import static dev.hearth.gateway.livy.LivyBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.session.Session;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /sessions} as Livy's clients call it. */
class SessionRoutesTest {
    private static final String FIELDS = "id,name,appId,owner,proxyUser,state,kind,appInfo,log,ttl,idleTimeout,"
            + "driverMemory,driverCores,executorMemory,executorCores,conf,archives,files,heartbeatTimeoutInSecond,jars,"
            + "numExecutors,pyFiles,queue";

    @TempDir
    static Path root;

    private static LivyBench livy;

    @BeforeAll
    static void begin() throws Exception {
        livy = new LivyBench(root);
    }

    @AfterAll
    static void end() {
        livy.close();
    }

    @AfterEach
    void mend() {
        livy.bench().launcher().fail(null);
        livy.bench().launcher().onStart(driver -> driver.dial());
    }

    private static String fields(JsonNode session) {
        List<String> names = new ArrayList<>();
        session.fieldNames().forEachRemaining(names::add);
        return String.join(",", names);
    }

    private static Session session(int id) {
        return livy.bench().sessions().find(id).orElseThrow();
    }

    @Test
    void aSession_hasLivysFields_inLivysOrder_andSaysStartingAtFirst() throws Exception {
        livy.bench().launcher().onStart(driver -> {});
        HttpResponse<String> created = livy.post("/sessions", "{}");
        JsonNode session = json(created, 201);
        int id = session.path("id").asInt(-1);
        assertThat(created.headers().firstValue("Location")).contains("/sessions/" + id);
        assertThat(created.headers().firstValue("Hearth-Session"))
                .contains(session(id).id().toString());
        assertThat(fields(session)).isEqualTo(FIELDS);
        assertThat(created.body())
                .isEqualTo(
                        "{\"id\":" + id
                                + ",\"name\":null,\"appId\":null,\"owner\":\"hearth\",\"proxyUser\":null,\"state\":\"starting\","
                                + "\"kind\":\"shared\",\"appInfo\":{\"driverLogUrl\":null,\"sparkUiUrl\":null,"
                                + "\"executorLogUrls\":null},\"log\":[\"stdout: \",\"\\nstderr: \"],\"ttl\":null,"
                                + "\"idleTimeout\":null,\"driverMemory\":null,\"driverCores\":0,\"executorMemory\":null,"
                                + "\"executorCores\":0,\"conf\":{},\"archives\":[],\"files\":[],"
                                + "\"heartbeatTimeoutInSecond\":0,\"jars\":[],\"numExecutors\":0,\"pyFiles\":[],\"queue\":null}");
        assertThat(livy.get("/sessions/" + id + "/state").toString())
                .isEqualTo("{\"id\":" + id + ",\"state\":\"starting\"}");
    }

    @Test
    void create_takesEveryField_numbersAsTextsToo_andShowsThemAgain() throws Exception {
        String body = "{\"kind\":\"python\",\"name\":\"full-one\",\"proxyUser\":\"someone\",\"driverMemory\":\"600m\","
                + "\"driverCores\":\"1\",\"executorMemory\":\"512m\",\"executorCores\":1,\"numExecutors\":\"2\","
                + "\"queue\":\"default\",\"conf\":{\"spark.app.note\":\"x\",\"spark.ui.port\":4050},"
                + "\"heartbeatTimeoutInSecond\":\"120\",\"ttl\":\"10m\",\"idleTimeout\":\"20m\","
                + "\"pyFiles\":[\"hdfs:/lib.py\"],\"files\":[],\"jars\":null,\"archives\":[\"s3a://b/e.zip#e\"]}";
        int id = livy.create(body);
        JsonNode session = livy.get("/sessions/full-one");
        assertThat(session.path("id").asInt(-1)).isEqualTo(id);
        assertThat(session.path("kind").asText()).isEqualTo("pyspark");
        assertThat(session.path("name").asText()).isEqualTo("full-one");
        assertThat(session.path("proxyUser").isNull()).isTrue();
        assertThat(session.toString())
                .endsWith("\"ttl\":\"10m\",\"idleTimeout\":\"20m\",\"driverMemory\":\"600m\",\"driverCores\":1,"
                        + "\"executorMemory\":\"512m\",\"executorCores\":1,"
                        + "\"conf\":{\"spark.app.note\":\"x\",\"spark.ui.port\":\"4050\"},"
                        + "\"archives\":[\"s3a://b/e.zip#e\"],\"files\":[],\"heartbeatTimeoutInSecond\":120,\"jars\":[],"
                        + "\"numExecutors\":2,\"pyFiles\":[\"hdfs:/lib.py\"],\"queue\":\"default\"}");
    }

    @Test
    void kinds_areNormalised() throws Exception {
        for (String[] each : new String[][] {
            {"spark", "spark"},
            {"scala", "spark"},
            {"pyspark", "pyspark"},
            {"python", "pyspark"},
            {"sql", "sql"},
            {"shared", "shared"}
        }) {
            int id = livy.create("{\"kind\":\"" + each[0] + "\"}");
            assertThat(livy.get("/sessions/" + id).path("kind").asText()).isEqualTo(each[1]);
            livy.bench().send("DELETE", "/sessions/" + id, "");
        }
    }

    @Test
    void delete_answersWhenTheDriverHasGone_andTheSessionIsUnknownThen() throws Exception {
        int id = livy.ready("{}");
        Session session = session(id);
        assertThat(json(livy.bench().send("DELETE", "/sessions/" + id, ""), 200).toString())
                .isEqualTo("{\"msg\":\"deleted\"}");
        assertThat(session.endedAt()).isPresent();
        for (String method : List.of("GET", "DELETE")) {
            assertThat(json(livy.bench().send(method, "/sessions/" + id, ""), 404)
                            .toString())
                    .isEqualTo("{\"msg\":\"Session '" + id + "' not found.\"}");
        }
    }

    @Test
    void stop_leavesTheSessionDead_twiceTheSame_andItCanBeDeleted() throws Exception {
        int id = livy.ready("{\"name\":\"stopped\"}");
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> stopped = livy.post("/sessions/" + id + "/stop", "{}");
            assertThat(stopped.statusCode()).isEqualTo(204);
            assertThat(stopped.body()).isEmpty();
        }
        assertThat(livy.state(id)).isEqualTo("dead");
        assertThat(livy.get("/sessions/stopped").path("log").toString()).contains("stopped by a client");
        assertThat(json(livy.post("/sessions/" + id + "/connect", ""), 200)
                        .path("state")
                        .asText())
                .isEqualTo("dead");
        int next = livy.create("{\"name\":\"stopped\"}"); // whoever is dead needs no name
        assertThat(livy.get("/sessions/stopped").path("id").asInt(-1)).isEqualTo(next);
        assertThat(livy.bench().send("DELETE", "/sessions/" + id, "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void interrupt_interrupts_andKeepsTheSession() throws Exception {
        int id = livy.ready("{}");
        assertThat(json(livy.post("/sessions/" + id + "/interrupt", ""), 200).toString())
                .isEqualTo("{\"msg\":\"interrupted\"}");
        livy.await(id, "idle");
    }

    @Test
    void aStartThatFails_isDead_andItsLogSaysWhy() throws Exception {
        livy.bench().launcher().fail("no Java was found");
        int id = livy.create("{}");
        livy.await(id, "dead");
        JsonNode log = livy.get("/sessions/" + id).path("log");
        assertThat(log.toString())
                .isEqualTo("[\"stdout: \",\"\\nstderr: \",\"first line\",\"last line\","
                        + "\"\\nHearth Diagnostics: \",\"no Java was found\"]");
    }

    @Test
    void log_isPagedAsLivyDoes() throws Exception {
        int id = livy.ready("{}");
        Path file = Files.createDirectories(root.resolve("sessions")
                        .resolve(session(id).id().toString())
                        .resolve("driver-1"))
                .resolve("driver.log");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add("line " + i);
        }
        Files.write(file, lines);
        String log = "/sessions/" + id + "/log";
        assertThat(livy.get(log).path("from").asInt()).isEqualTo(102);
        assertThat(livy.get(log).path("total").asInt()).isEqualTo(202);
        assertThat(livy.get(log).path("log").size()).isEqualTo(100);
        assertThat(livy.get(log + "?from=0&size=3").toString())
                .isEqualTo("{\"id\":" + id
                        + ",\"from\":0,\"total\":202,\"log\":[\"stdout: \",\"\\nstderr: \",\"line 0\"]}");
        for (String query : List.of("?size=2", "?from=-1&size=2")) {
            assertThat(livy.get(log + query).toString())
                    .isEqualTo("{\"id\":" + id + ",\"from\":200,\"total\":202,\"log\":[\"line 198\",\"line 199\"]}");
        }
        assertThat(livy.get(log + "?from=0").path("log").size()).isEqualTo(100);
        assertThat(livy.get(log + "?size=-1").path("log").size()).isEqualTo(202);
        assertThat(livy.get(log + "?from=100000").toString())
                .isEqualTo("{\"id\":" + id + ",\"from\":100000,\"total\":202,\"log\":[]}");
        JsonNode session = livy.get("/sessions/" + id);
        assertThat(session.path("log").size()).isEqualTo(10);
        assertThat(session.path("log").get(9).asText()).isEqualTo("line 199");
        assertThat(session.path("appInfo").path("driverLogUrl").asText())
                .isEqualTo("http://127.0.0.1:" + livy.bench().port() + "/hearth/sessions/"
                        + session(id).id() + "/log");
    }

    @Test
    void appIdAndPage_areWhatTheDriverSays_andNoOtherLink() throws Exception {
        int id = livy.ready("{}");
        livy.bench().driver().event("hearth_facts", "{\"app_id\":\"local-1\",\"ui\":\"http://127.0.0.1:4040\"}");
        dev.hearth.gateway.jupyter.FaceBench.await(
                () -> session(id).view().start().facts().containsKey("ui"));
        JsonNode session = livy.get("/sessions/" + id);
        assertThat(session.path("appId").asText()).isEqualTo("local-1");
        assertThat(session.path("appInfo").path("sparkUiUrl").asText()).isEqualTo("http://127.0.0.1:4040");
        livy.bench().driver().event("hearth_facts", "{\"ui\":\"javascript:alert(1)\"}");
        dev.hearth.gateway.jupyter.FaceBench.await(
                () -> session(id).view().start().facts().get("ui").startsWith("java"));
        assertThat(livy.get("/sessions/" + id)
                        .path("appInfo")
                        .path("sparkUiUrl")
                        .isNull())
                .isTrue();
    }

    @Test
    void list_hasPages_andTotalCountsAll() throws Exception {
        int first = livy.create("{}");
        int second = livy.create("{}");
        JsonNode all = livy.get("/sessions/");
        int total = all.path("total").asInt();
        assertThat(all.path("from").asInt(-1)).isZero();
        assertThat(all.path("sessions").findValuesAsText("id")).contains("" + first, "" + second);
        JsonNode last = livy.get("/sessions?from=" + (total - 1) + "&size=7");
        assertThat(last.path("sessions").size()).isEqualTo(1);
        assertThat(last.path("sessions").get(0).path("id").asInt(-1)).isEqualTo(second);
        for (String none : List.of("from=" + total, "size=0", "from=-1&size=-1")) {
            assertThat(livy.get("/sessions?" + none).path("sessions").size())
                    .as(none)
                    .isZero();
        }
        assertThat(livy.get("/sessions?from=-1&size=-1").path("from").asInt()).isEqualTo(-1);
    }

    @Test
    void aLivySession_isAKernel_andAKernelIsALivySession() throws Exception {
        int id = livy.ready("{\"kind\":\"pyspark\",\"name\":\"both\"}");
        String kernel = session(id).id().toString();
        assertThat(livy.bench().get("/api/kernels/" + kernel).body()).contains("hearth-python");
        String begun = livy.bench().readyKernel();
        int number = livy.bench().session(begun).number();
        JsonNode shown = livy.get("/sessions/" + number);
        assertThat(shown.path("kind").asText()).isEqualTo("spark");
        assertThat(shown.path("state").asText()).isEqualTo("idle");
        assertThat(fields(shown)).isEqualTo(FIELDS);
        assertThat(livy.bench().send("DELETE", "/sessions/" + number, "").statusCode())
                .isEqualTo(200);
        assertThat(livy.bench().get("/api/kernels/" + begun).statusCode()).isEqualTo(404);
    }

    @Test
    void aSessionThatRunsACell_isBusy_untilTheLastHasEnded() throws Exception {
        int id = livy.ready("{}");
        livy.bench().driver().mute();
        session(id)
                .ingest(
                        dev.hearth.gateway.session.TestClient.message(
                                dev.hearth.protocol.Channel.SHELL, "execute_request", "r1", "{\"code\":\"x\"}"),
                        "somebody");
        assertThat(livy.state(id)).isEqualTo("busy");
    }

    @Test
    void theSameKey_beginsOneSession() throws Exception {
        CompletableFuture<?>[] same = new CompletableFuture<?>[16];
        for (int i = 0; i < same.length; i++) {
            same[i] = CompletableFuture.supplyAsync(() -> keyed("one"));
        }
        CompletableFuture.allOf(same).get(20, TimeUnit.SECONDS);
        Object number = same[0].get();
        for (CompletableFuture<?> each : same) {
            assertThat(each.get()).isEqualTo(number);
        }
        assertThat(keyed("two")).isNotEqualTo(number);
    }

    private static int keyed(String key) {
        try {
            HttpResponse<String> response = livy.send("/sessions", request -> request.header("Idempotency-Key", key)
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"name\":\"k-" + key + "\"}")));
            return json(response, 201).path("id").asInt(-1);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ofManyWhoWantOneName_oneGetsIt() throws Exception {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return livy.post("/sessions", "{\"name\":\"wanted\"}").statusCode();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<Integer> each : all) {
            statuses.add(each.get(20, TimeUnit.SECONDS));
        }
        assertThat(statuses).containsOnlyOnce(201).contains(400);
    }

    @Test
    void namesIdsAndWishes_areKnownToTheNextGateway_andNumbersNeverComeAgain(@TempDir Path other) throws Exception {
        try (LivyBench mine = new LivyBench(other)) {
            int gone = mine.ready("{}");
            mine.bench().send("DELETE", "/sessions/" + gone, "");
            int id = mine.ready("{\"kind\":\"sql\",\"name\":\"名前 x\",\"conf\":{\"spark.x\":\"1\"},\"ttl\":\"1h\"}");
            JsonNode before = mine.get("/sessions/" + id);
            mine.again();
            mine.await(id, "idle");
            assertThat(mine.get("/sessions/" + id)).isEqualTo(before);
            assertThat(mine.get("/sessions/%E5%90%8D%E5%89%8D%20x").path("id").asInt(-1))
                    .isEqualTo(id);
            assertThat(mine.create("{}")).isGreaterThan(id);
            assertThat(mine.bench().get("/sessions/" + gone).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void nineFields_areThoseOf07(@TempDir Path other) throws Exception {
        try (LivyBench mine =
                new LivyBench(other, LivySettings.defaults("default").withNineFields())) {
            int id = mine.create("{}");
            assertThat(fields(mine.get("/sessions/" + id)))
                    .isEqualTo("id,name,appId,owner,proxyUser,state,kind,appInfo,log");
        }
    }

    @Test
    void whatHasEnded_isListedForAWhile(@TempDir Path other) throws Exception {
        LivySettings settings = LivySettings.defaults("default").withEndedFor(java.time.Duration.ofMillis(700));
        try (LivyBench mine = new LivyBench(other, settings)) {
            int id = mine.ready("{}");
            mine.post("/sessions/" + id + "/stop", "");
            assertThat(mine.state(id)).isEqualTo("dead");
            dev.hearth.gateway.jupyter.FaceBench.await(() -> {
                try {
                    return mine.bench().get("/sessions/" + id).statusCode() == 404;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(mine.get("/sessions").path("total").asInt(-1)).isZero();
        }
    }
}
