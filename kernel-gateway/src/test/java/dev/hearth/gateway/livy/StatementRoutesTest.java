package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.session.NewSession;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionWish;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.gateway.statement.ScriptedCell;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /sessions/{id}/statements} of a session whose driver says what the tests want. */
class StatementRoutesTest {
    @TempDir
    static Path root;

    private static FaceBench bench;

    private String path;
    private Session session;
    private SyntheticDriver driver;

    @BeforeAll
    static void start() throws Exception {
        bench = new FaceBench(root)
                .start(made -> List.of(new LivyFace(
                        made.sessions(),
                        new Access(),
                        LivySettings.defaults("default").withRequest(Duration.ofSeconds(2)))));
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @BeforeEach
    void begin() throws Exception {
        session = bench.session(bench.readyKernel());
        driver = bench.driver();
        driver.mute();
        path = "/sessions/" + session.number() + "/statements";
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        return Json.read(RawJson.of(response.body()));
    }

    private JsonNode post(String body) throws Exception {
        return json(bench.send("POST", path, body), 201);
    }

    private JsonNode get(long number) throws Exception {
        return json(bench.get(path + "/" + number), 200);
    }

    private ScriptedCell cell(long number) throws Exception {
        return ScriptedCell.of(driver, session.statement(number).orElseThrow().requestId());
    }

    private JsonNode ended(long number) throws Exception {
        return json(bench.get(path + "/" + number + "?wait=2"), 200);
    }

    private JsonNode data(long number) throws Exception {
        JsonNode shown = ended(number);
        assertThat(shown.path("state").asText()).isEqualTo("available");
        assertThat(shown.path("output").path("status").asText()).isEqualTo("ok");
        return shown.path("output").path("data");
    }

    private static JsonNode text(String text) {
        return Json.object().put("text/plain", text);
    }

    @Test
    void post_answersAsLivyDoes() throws Exception {
        HttpResponse<String> posted = bench.send("POST", path, "{\"code\":\"\\n1+1\",\"kind\":\"spark\"}");
        assertThat(json(posted, 201).toString())
                .isEqualTo("{\"id\":0,\"code\":\"\\n1+1\",\"state\":\"waiting\",\"output\":null,\"progress\":0.0,"
                        + "\"started\":0,\"completed\":0}");
        assertThat(posted.headers().firstValue("Location")).contains(path + "/0");
        assertThat(posted.headers().firstValue("Hearth-Session"))
                .contains(session.id().toString());
    }

    @Test
    void life_isWaitingRunningAvailable() throws Exception {
        post("{\"code\":\"1+1\"}");
        ScriptedCell cell = cell(0).begins(1).prints("so far\n");
        FaceBench.await(() -> state(0).equals("running"));
        assertThat(get(0).path("output").isNull()).isTrue();
        assertThat(get(0).path("started").asLong()).isPositive();
        cell.results(text("val res0: Int = 2")).ends();
        assertThat(data(0)).isEqualTo(text("so far\nres0: Int = 2\n"));
        assertThat(get(0).path("progress").asDouble()).isEqualTo(1.0);
        assertThat(get(0).path("output").path("execution_count").asInt()).isZero();
        assertThat(get(0).path("completed").asLong())
                .isGreaterThanOrEqualTo(get(0).path("started").asLong());
    }

    private String state(long number) {
        try {
            return get(number).path("state").asText();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void scalaText_isStreamsAndEchoInOrder() throws Exception {
        post("{\"code\":\"x\",\"kind\":\"scala\"}");
        cell(0).begins(1)
                .prints("a\n")
                .prints("stderr", "warned\n")
                .results(text("class A\ndef f(n: Int): Int\nval y: Int = 1"))
                .ends();
        assertThat(data(0)).isEqualTo(text("a\ndefined class A\nf: (n: Int)Int\ny: Int = 1\n"));
    }

    @Test
    void pythonText_isOutThenErrThenValueTrimmedAtItsEnd() throws Exception {
        post("{\"code\":\"x\",\"kind\":\"pyspark\"}");
        cell(0).begins(1)
                .prints("stderr", "e1\n")
                .prints("  o1\n")
                .prints("stderr", "e2\n")
                .results(text("42  \n"))
                .ends();
        assertThat(data(0)).isEqualTo(text("  o1\ne1\ne2\n42"));
    }

    @Test
    void pythonWithNothingToSay_isAnEmptyText() throws Exception {
        post("{\"code\":\"x = 1\",\"kind\":\"python\"}");
        cell(0).begins(1).ends();
        assertThat(data(0)).isEqualTo(text(""));
    }

    @Test
    void picture_standsBesideTheText_andProgressDisplaysAreNotShown() throws Exception {
        post("{\"code\":\"x\",\"kind\":\"pyspark\"}");
        cell(0).begins(1)
                .displays("display_data", text("50 %"), "hearth-progress-1")
                .displays("display_data", Json.object().put("image/png", "iVBO").put("text/plain", "<Figure>"), "")
                .results(Json.object().put("text/plain", "   a\n0  1").put("text/html", "<table>"))
                .ends();
        assertThat(data(0).toString()).isEqualTo("{\"text/plain\":\"   a\\n0  1\",\"image/png\":\"iVBO\"}");
    }

    @Test
    void magics_areSingleEntries() throws Exception {
        for (String entry : List.of(
                "{\"application/json\":{\"k\":1}}",
                "{\"application/vnd.livy.table.v1+json\":{\"headers\":[],\"data\":[]}}",
                "{\"image/png\":\"iVBO\",\"text/plain\":\"\"}")) {
            long number = post("{\"code\":\"%json x\",\"kind\":\"pyspark\"}")
                    .path("id")
                    .asLong();
            cell(number).begins(1).results(Json.read(RawJson.of(entry))).ends();
            assertThat(data(number).toString()).isEqualTo(entry);
        }
        long number = post("{\"code\":\"print('p')\\n%json x\",\"kind\":\"pyspark\"}")
                .path("id")
                .asLong();
        cell(number)
                .begins(1)
                .prints("p\n")
                .results(Json.read(RawJson.of("{\"application/json\":[1]}")))
                .ends();
        assertThat(data(number).toString()).isEqualTo("{\"application/json\":[1],\"text/plain\":\"p\"}");
    }

    @Test
    void sql_isSchemaAndData() throws Exception {
        post("{\"code\":\"select 1\",\"kind\":\"sql\"}");
        String table = "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"name\":\"1\",\"type\":\"integer\","
                + "\"nullable\":false,\"metadata\":{}}]},\"rows\":[[1]],\"truncated\":false}";
        var bundle = Json.object().put("text/plain", "1").put("text/html", "<table>");
        bundle.set("application/vnd.hearth.table+json", Json.read(RawJson.of(table)));
        cell(0).begins(1).results(bundle).ends("{\"status\":\"ok\"}", "{\"hearth_language\":\"sql\"}");
        assertThat(data(0).toString())
                .isEqualTo("{\"application/json\":{\"schema\":{\"type\":\"struct\",\"fields\":[{\"name\":\"1\","
                        + "\"type\":\"integer\",\"nullable\":false,\"metadata\":{}}]},\"data\":[[1]]}}");
    }

    @Test
    void sqlWithoutResult_hasAnEmptySchema() throws Exception {
        post("{\"code\":\"create view v as select 1\",\"kind\":\"sql\"}");
        cell(0).begins(1).results(text("OK")).ends();
        assertThat(data(0).toString())
                .isEqualTo("{\"application/json\":{\"schema\":{\"type\":\"struct\",\"fields\":[]},\"data\":[]}}");
    }

    @Test
    void failure_isAvailableWithAllThreeFields() throws Exception {
        post("{\"code\":\"1/0\",\"kind\":\"pyspark\"}");
        cell(0).begins(1).prints("before").fails("ZeroDivisionError", "division by zero");
        JsonNode shown = ended(0);
        assertThat(shown.path("state").asText()).isEqualTo("available");
        assertThat(shown.path("output").toString())
                .isEqualTo("{\"status\":\"error\",\"execution_count\":0,\"ename\":\"ZeroDivisionError\","
                        + "\"evalue\":\"division by zero\",\"traceback\":[\"Traceback (most recent call last):\\n\","
                        + "\"ZeroDivisionError: division by zero\\n\"]}");
    }

    @Test
    void cancel_answersAlways_andEndsWhatRuns() throws Exception {
        post("{\"code\":\"x\"}");
        post("{\"code\":\"y\"}");
        ScriptedCell first = cell(0).begins(1);
        assertThat(json(bench.send("POST", path + "/0/cancel", ""), 200).toString())
                .isEqualTo("{\"msg\":\"canceled\"}");
        assertThat(json(bench.send("POST", path + "/77/cancel", "{}"), 200).toString())
                .isEqualTo("{\"msg\":\"canceled\"}");
        assertThat(json(bench.send("POST", path + "/abc/cancel", "{}"), 400).toString())
                .isEqualTo("{\"msg\":\"For input string: \\\"abc\\\"\"}");
        FaceBench.await(() -> state(0).equals("cancelling"));
        first.ends(
                "{\"status\":\"error\",\"ename\":\"KeyboardInterrupt\",\"evalue\":\"\",\"traceback\":[]}",
                "{\"hearth_cancelled\":true}");
        JsonNode shown = ended(0);
        assertThat(shown.path("state").asText()).isEqualTo("cancelled");
        assertThat(shown.path("progress").asDouble()).isEqualTo(1.0);
        bench.send("POST", path + "/1/cancel", "{}");
        cell(1).ends("{\"status\":\"aborted\"}", "{\"hearth_cancelled\":true}");
        JsonNode never = ended(1);
        assertThat(never.path("state").asText()).isEqualTo("cancelled");
        assertThat(never.path("output").isNull()).isTrue();
        assertThat(never.path("started").asLong()).isZero();
        FaceBench.await(() -> cancels() == 2);
    }

    private long cancels() {
        return driver.taken.stream()
                .filter(each -> each.messageType().equals("hearth_cancel_request"))
                .count();
    }

    @Test
    void list_hasPagesAndOrder() throws Exception {
        assertThat(json(bench.get(path), 200).toString()).isEqualTo("{\"total_statements\":0,\"statements\":[]}");
        for (int i = 0; i < 5; i++) {
            post("{\"code\":\"" + i + "\"}");
        }
        assertThat(ids("")).containsExactly("0", "1", "2", "3", "4");
        assertThat(ids("?from=0&size=2")).containsExactly("0", "1");
        assertThat(ids("?from=1&size=1")).containsExactly("1");
        assertThat(ids("?order=desc&size=2")).containsExactly("4", "3");
        assertThat(ids("?order=DESC&from=1&size=1")).containsExactly("3");
        assertThat(ids("?order=sideways&size=1")).containsExactly("0");
        assertThat(ids("?from=100000")).isEmpty();
        assertThat(ids("?size=0")).isEmpty();
        assertThat(ids("?from=-5&size=2")).isEmpty();
        assertThat(json(bench.get(path + "?size=1"), 200)
                        .path("total_statements")
                        .asInt())
                .isEqualTo(5);
        assertThat(json(bench.get(path + "?from=abc"), 400).toString())
                .isEqualTo("{\"msg\":\"For input string: \\\"abc\\\"\"}");
    }

    private List<String> ids(String query) throws Exception {
        return json(bench.get(path + query), 200).path("statements").findValuesAsText("id");
    }

    @Test
    void badInput_isNamed() throws Exception {
        assertThat(bench.get(path + "/0").body()).isEqualTo("\"Statement not found\"");
        assertThat(bench.get(path + "/0").statusCode()).isEqualTo(404);
        assertThat(bench.get(path + "/-1").statusCode()).isEqualTo(404);
        assertThat(json(bench.get(path + "/99999999999"), 400).toString())
                .isEqualTo("{\"msg\":\"For input string: \\\"99999999999\\\"\"}");
        assertThat(json(bench.send("POST", path, "{\"code\":\"1\",\"x\":1}"), 400)
                        .asText())
                .startsWith("Unrecognized field \"x\"");
        assertThat(json(bench.send("POST", path, "{"), 400).isTextual()).isTrue();
        assertThat(json(bench.send("POST", path, ""), 400).asText()).startsWith("No content to map");
        assertThat(json(bench.send("POST", path, "  "), 400).asText()).startsWith("No content to map");
        assertThat(json(bench.send("POST", path, "[]"), 400).asText()).contains("org.apache.livy.ExecuteRequest");
        assertThat(json(bench.send("POST", path, "{\"code\":{}}"), 400).asText())
                .contains("ExecuteRequest[\"code\"]");
        assertThat(json(bench.send("POST", path, "{\"code\":{}}"), 400).isTextual())
                .isTrue();
        assertThat(json(bench.send("POST", path, "{\"code\":null}"), 400)
                        .path("msg")
                        .asText())
                .contains("code");
        assertThat(json(bench.send("POST", path, "{\"code\":\"1\",\"kind\":\"cobol\"}"), 400)
                        .path("msg")
                        .asText())
                .startsWith("Invalid kind: cobol");
        assertThat(json(bench.send("POST", path, "{\"code\":\"1\",\"kind\":\"SPARK\"}"), 400)
                        .has("msg"))
                .isTrue();
        assertThat(json(bench.get(path + "?wait=x"), 200)
                        .path("total_statements")
                        .asInt())
                .isZero();
    }

    @Test
    void numbers_areTakenForTheirText() throws Exception {
        assertThat(post("{\"code\":5,\"msg_type\":\"execute_request\"}")
                        .path("code")
                        .asText())
                .isEqualTo("5");
    }

    @Test
    void key_makesSendingTwiceHarmless() throws Exception {
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> sent = bench.sendAs(HttpRequest.newBuilder(bench.uri(path))
                    .header("Authorization", "token " + FaceBench.TOKEN)
                    .header("Idempotency-Key", "once")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"1\"}")));
            assertThat(json(sent, 201).path("id").asInt(-1)).isZero();
            assertThat(sent.headers().firstValue("Location")).contains(path + "/0");
        }
        assertThat(session.statements()).isEqualTo(1);
    }

    @Test
    void wait_answersWithTheEnd_orWhenTheTimeIsUp() throws Exception {
        post("{\"code\":\"x\"}");
        ScriptedCell cell = cell(0).begins(1);
        assertThat(json(bench.get(path + "/0?wait=0.05"), 200).path("output").isNull())
                .isTrue();
        CompletableFuture<JsonNode> waits = CompletableFuture.supplyAsync(() -> {
            try {
                return ended(0);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        cell.results(text("val res0: Int = 2")).ends();
        assertThat(waits.get(5, TimeUnit.SECONDS).path("state").asText()).isEqualTo("available");
        assertThat(json(bench.get(path + "/0?wait=soon"), 400).has("msg")).isTrue();
    }

    @Test
    void get_waitsForAMoment_ifTheTurnHasCome() throws Exception {
        post("{\"code\":\"x\"}");
        post("{\"code\":\"y\"}");
        ScriptedCell cell = cell(0).begins(1);
        FaceBench.await(() -> state(0).equals("running"));
        assertThat(millis(5, "/0")).isGreaterThanOrEqualTo(5 * 50);
        assertThat(millis(20, "/0?wait=0")).isLessThan(20 * 50);
        assertThat(millis(20, "/1")).isLessThan(20 * 50);
        cell.results(text("val res0: Int = 2")).ends();
        ended(0);
        assertThat(millis(20, "/0")).isLessThan(20 * 50);
    }

    private long millis(int times, String what) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            json(bench.get(path + what), 200);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    @Test
    void waitOnPost_answersWithTheOutput() throws Exception {
        CompletableFuture<JsonNode> waits = CompletableFuture.supplyAsync(() -> {
            try {
                return json(bench.send("POST", path + "?wait=2", "{\"code\":\"1\"}"), 201);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        FaceBench.await(() -> session.statements() == 1);
        cell(0).begins(1).results(text("val res0: Int = 1")).ends();
        assertThat(waits.get(5, TimeUnit.SECONDS).path("output").path("data")).isEqualTo(text("res0: Int = 1\n"));
    }

    @Test
    void deadSession_refusesStatementsAndShowsThoseThatThereWere() throws Exception {
        post("{\"code\":\"x\"}");
        cell(0).begins(1).prints("kept\n").ends();
        ended(0);
        post("{\"code\":\"System.exit(0)\"}");
        cell(1).begins(2);
        FaceBench.await(() -> state(1).equals("running"));
        driver.end(1);
        FaceBench.await(() -> !session.view().state().isLive());
        HttpResponse<String> refused = bench.send("POST", path, "{\"code\":\"1\"}");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).isEqualTo("\"java.lang.IllegalStateException: Session is in state dead\"");
        assertThat(bench.send("POST", path + "/0/cancel", "").statusCode()).isEqualTo(500);
        assertThat(data(0)).isEqualTo(text("kept\n"));
        JsonNode died = get(1);
        assertThat(died.path("state").asText()).isEqualTo("available");
        assertThat(died.path("output").path("status").asText()).isEqualTo("error");
        assertThat(ids("")).containsExactly("0", "1");
    }

    @Test
    void sessionThatStarts_queues() throws Exception {
        bench.launcher().onStart(each -> {});
        try {
            session = bench.session(bench.kernel());
            path = "/sessions/" + session.number() + "/statements";
            assertThat(post("{\"code\":\"1\"}").path("state").asText()).isEqualTo("waiting");
            assertThat(get(0).path("state").asText()).isEqualTo("waiting");
        } finally {
            bench.launcher().onStart(SyntheticDriver::dial);
        }
    }

    @Test
    void queue_hasABound() throws Exception {
        HttpResponse<String> answer = bench.send("POST", path, "{\"code\":\"1\"}");
        for (int i = 0; i < 64 && answer.statusCode() == 201; i++) {
            answer = bench.send("POST", path, "{\"code\":\"1\"}");
        }
        assertThat(json(answer, 429).path("msg").asText()).contains("64 requests wait");
    }

    @Test
    void otherSessions_areNotFound() throws Exception {
        assertThat(json(bench.get("/sessions/999999/statements/0"), 404).toString())
                .isEqualTo("{\"msg\":\"Session '999999' not found.\"}");
        assertThat(json(bench.send("POST", "/sessions/999999/statements", "{\"code\":\"1\"}"), 404)
                        .toString())
                .isEqualTo("{\"msg\":\"Session '999999' not found.\"}");
    }

    @Test
    void completion_ofADriverThatDoesNotAnswer_knowsNothing() throws Exception {
        String completion = "/sessions/" + session.number() + "/completion";
        assertThat(json(bench.send("POST", completion, "{\"code\":\"sc.\",\"kind\":\"spark\",\"cursor\":99}"), 200)
                        .toString())
                .isEqualTo("{\"candidates\":[]}");
        assertThat(json(bench.send("POST", completion, "{\"code\":\"sc.\",\"cursor\":\"3\"}"), 200)
                        .toString())
                .isEqualTo("{\"candidates\":[]}");
        assertThat(json(
                                bench.send(
                                        "POST",
                                        completion,
                                        "{\"code\":\"sc.\",\"kind\":\"spark\",\"cursor\":3,\"x\":1}"),
                                400)
                        .asText())
                .contains("Unrecognized field \"x\"");
        assertThat(json(bench.send("POST", completion, "{\"code\":\"sc.\",\"cursor\":\"three\"}"), 400)
                        .asText())
                .contains("CompletionRequest[\"cursor\"]");
        assertThat(json(bench.send("POST", completion, "{\"kind\":\"spark\",\"cursor\":0}"), 400)
                        .has("msg"))
                .isTrue();
        assertThat(json(bench.send("POST", completion, "{\"code\":\"sc.\",\"kind\":\"cobol\"}"), 400)
                        .has("msg"))
                .isTrue();
    }

    @Test
    void completion_asksTheDriverInTheLanguage() throws Exception {
        Session asked = bench.session(bench.readyKernel());
        bench.driver().answers("complete_request", "{\"status\":\"ok\",\"matches\":[\"df.show\"],\"cursor_start\":0}");
        String completion = "/sessions/" + asked.number() + "/completion";
        assertThat(json(bench.send("POST", completion, "{\"code\":\"df.sho\",\"kind\":\"pyspark\",\"cursor\":6}"), 200)
                        .toString())
                .isEqualTo("{\"candidates\":[\"show\"]}");
        assertThat(bench.driver().lastAsked()).contains("\"cursor_pos\":6").contains("\"language\":\"python\"");
    }

    @Test
    void sharedSession_wantsAKind() throws Exception {
        SessionWish wish = new SessionWish(
                "shared", null, null, 0, null, 0, 0, Map.of(), List.of(), List.of(), List.of(), List.of(), null, 0,
                null, null);
        Session made = bench.sessions()
                .create(new NewSession(
                        session.ownership().owner(),
                        null,
                        "default",
                        Language.SCALA,
                        Map.of(),
                        null,
                        null,
                        null,
                        null,
                        wish));
        String shared = "/sessions/" + made.number() + "/statements";
        assertThat(json(bench.send("POST", shared, "{\"code\":\"1\"}"), 400)
                        .path("msg")
                        .asText())
                .isEqualTo("Code type should be specified if session kind is shared");
        assertThat(json(bench.send("POST", shared, "{\"code\":\"1\",\"kind\":\"sql\"}"), 201)
                        .path("id")
                        .asInt(-1))
                .isZero();
    }
}
