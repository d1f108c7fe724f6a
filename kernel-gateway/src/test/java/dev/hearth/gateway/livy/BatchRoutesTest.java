package dev.hearth.gateway.livy;

import static dev.hearth.gateway.livy.LivyBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.batch.BatchBench;
import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.batch.FakeBatchLauncher;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.http.api.HearthBatchFace;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.security.Access;
import dev.hearth.launcher.BatchRequest;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /batches} as Livy's clients call it, and {@code /hearth/batches} beside it. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class BatchRoutesTest {
    private static final int MOST = 4;
    private static final long UPLOAD = 10_000;

    @TempDir
    Path root;

    private final FakeBatchLauncher launcher = new FakeBatchLauncher();
    private FaceBench bench;
    private Batches batches;
    private Path apps;
    private Duration endedFor = Duration.ofMinutes(10);
    private Duration kept = Duration.ofDays(1);

    @BeforeEach
    void start() throws Exception {
        apps = Files.createDirectories(root.resolve("apps"));
        Files.writeString(apps.resolve("ok.py"), "print(1)\n");
        bench = new FaceBench(root).start(this::faces);
    }

    private List<Face> faces(FaceBench made) {
        Batches.Setup setup = BatchBench.setup(made, root.resolve("batches"), launcher);
        batches = new Batches(new Batches.Setup(
                setup.root(),
                setup.store(),
                setup.launchers(),
                setup.profiles(),
                setup.sessions(),
                MOST,
                kept,
                setup.grace(),
                setup.clock()));
        batches.recover();
        batches.sweep();
        LivySettings livy = LivySettings.defaults("default")
                .withFiles(new FileRule(List.of(apps)))
                .withEndedFor(endedFor);
        ResourceSettings resources = new ResourceSettings(UPLOAD, Duration.ofSeconds(1));
        Access access = new Access();
        return List.of(new LivyBatchFace(batches, access, livy, resources), new HearthBatchFace(batches, access));
    }

    /** The gateway ends, and another one begins on what it leaves. */
    private void again() throws Exception {
        batches.close();
        bench.again(this::faces);
    }

    @AfterEach
    void stop() throws Exception {
        batches.close();
        bench.close();
    }

    private String ok(String more) {
        return "{\"file\":\"" + apps.resolve("ok.py") + "\"" + more + "}";
    }

    private JsonNode create(String body) throws Exception {
        return json(bench.send("POST", "/batches", body), 201);
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = bench.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(RawJson.of(response.body()));
    }

    private void await(String path, String state) {
        awaitThat(() -> {
            try {
                return get(path + "/state").path("state").asText().equals(state);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void awaitThat(java.util.function.BooleanSupplier condition) {
        try {
            FaceBench.await(condition);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> folders() throws Exception {
        if (!Files.isDirectory(root.resolve("batches"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root.resolve("batches"))) {
            return all.toList();
        }
    }

    @Test
    void create_hasLivysFieldsInLivysOrder_andRunsAsSaid() throws Exception {
        HttpResponse<String> response = bench.send(
                "POST",
                "/batches",
                ok(",\"args\":[\"7\",\"a b\"],\"name\":\"okb\",\"className\":\"x.Main\",\"driverMemory\":\"512m\","
                        + "\"numExecutors\":\"2\",\"conf\":{\"spark.ui.enabled\":false},\"jars\":[\"hdfs:///a.jar\"],"
                        + "\"queue\":\"q\""));

        JsonNode batch = json(response, 201);
        List<String> fields = new ArrayList<>();
        batch.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).containsExactly("id", "name", "owner", "proxyUser", "state", "appId", "appInfo", "log");
        assertThat(batch.path("state").asText()).isEqualTo("starting");
        assertThat(response.headers().firstValue("Location")).contains("/batches/0");
        assertThat(get("/batches/0/state").toString()).isEqualTo("{\"id\":0,\"state\":\"running\"}");
        BatchRequest request = launcher.requests.get(0);
        assertThat(request.arguments()).containsExactly("7", "a b");
        assertThat(request.className()).isEqualTo("x.Main");
        assertThat(request.settings().memory()).isEqualTo("512m");
        assertThat(request.settings().sparkConf())
                .containsEntry("spark.app.name", "okb")
                .containsEntry("spark.executor.instances", "2")
                .containsEntry("spark.ui.enabled", "false")
                .containsEntry("spark.yarn.queue", "q")
                .containsEntry("spark.jars", "/profile.jar,hdfs:///a.jar");
    }

    @Test
    void end_withCodeNought_isSuccess_andTheLogStays() throws Exception {
        create(ok(""));
        launcher.end(0, "one", "two", "three");
        await("/batches/0", "success");

        assertThat(get("/batches/0/log?size=2").toString())
                .isEqualTo("{\"id\":0,\"from\":3,\"total\":5,\"log\":[\"three\",\"\\nstderr: \"]}");
        assertThat(get("/batches/0/log?from=0&size=2").path("log").toString()).isEqualTo("[\"stdout: \",\"one\"]");
        assertThat(bench.get("/hearth/batches/0/log").body()).isEqualTo("one\ntwo\nthree\n");
        assertThat(get("/hearth/batches/0").path("exit_code").asInt(-1)).isZero();
    }

    @Test
    void end_withAnotherCode_isDead_andSaysWhyInItsLog() throws Exception {
        create(ok(""));
        launcher.end(1, "Traceback (most recent call last):", "ValueError: batch boom", "26/11/22 INFO ShutdownHook");
        await("/batches/0", "dead");

        String reason = "the driver exited with code 1; its log says: ValueError: batch boom";
        assertThat(get("/hearth/batches/0").path("reason").asText()).isEqualTo(reason);
        JsonNode log = get("/batches/0").path("log");
        assertThat(log.get(log.size() - 1).asText()).isEqualTo(reason);
    }

    @Test
    void launch_fails_isDead_andSaysWhy() throws Exception {
        launcher.fail("there is no Spark here");
        create(ok(""));
        await("/batches/0", "dead");

        assertThat(get("/hearth/batches/0").path("reason").asText())
                .isEqualTo("it could not be started: there is no Spark here");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {} | Rejected, Reason: requirement failed: File is required.
                    {"file":""} | Rejected, Reason: requirement failed: File is required.
                    {"file":"x.py"} | Rejected, Reason: requirement failed: Path 'x.py' is not absolute.
                    {"file":"file:/etc/passwd"} | Rejected, Reason: requirement failed: Local path /etc/passwd cannot be added to user sessions.
                    {"file":"APPS/../../../../../../etc/passwd"} | cannot be added to user sessions.
                    {"file":"--conf"} | is not absolute.
                    {"file":"APPS/ok.py","conf":{"spark.master":"x"}} | Blacklisted configuration values in session config: spark.master
                    {"file":"APPS/ok.py","jars":["/etc/passwd"]} | Local path /etc/passwd cannot be added to user sessions.
                    {"file":"APPS/ok.py","name":"77"} | Rejected, Reason: Invalid session name: 77
                    {"file":"APPS/ok.py","args":"1"} | Cannot deserialize value of type `List<String>`
                    {"file":"APPS/ok.py","kind":"spark"} | Unrecognized field "kind" (class org.apache.livy.server.batch.CreateBatchRequest)
                    {"file":"APPS/ok.py","driverMemory":"much"} | Rejected, Reason:
                    {"file":"APPS/n.ipynb","args":["1"]} | a notebook has neither className nor args
                    { | Unexpected end-of-input
                    """)
    void refused_leavesNothing(String body, String sentence) throws Exception {
        HttpResponse<String> response = bench.send("POST", "/batches", body.replace("APPS", apps.toString()));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body().replace("\\\"", "\"")).contains(sentence);
        assertThat(get("/batches").toString()).isEqualTo("{\"from\":0,\"total\":0,\"sessions\":[]}");
        assertThat(launcher.requests).isEmpty();
        assertThat(folders()).isEmpty();
    }

    @Test
    void name_findsIt_andIsGivenOnce() throws Exception {
        create(ok(",\"name\":\"okb\""));

        assertThat(get("/batches/okb").path("id").asInt(-1)).isZero();
        assertThat(bench.send("POST", "/batches", ok(",\"name\":\"okb\"")).body())
                .isEqualTo("{\"msg\":\"Rejected, Reason: Duplicate session name: Some(okb) for session 0\"}");
        launcher.end(0);
        await("/batches/okb", "success");
        assertThat(create(ok(",\"name\":\"okb\"")).path("id").asInt()).isEqualTo(1);
        assertThat(get("/batches/okb").path("id").asInt()).isEqualTo(1);
    }

    @Test
    void missing_isLivysSentence() throws Exception {
        for (String path : List.of("/batches/9", "/batches/9/state", "/batches/9/log")) {
            assertThat(bench.get(path).statusCode()).isEqualTo(404);
            assertThat(bench.get(path).body()).isEqualTo("{\"msg\":\"Session '9' not found.\"}");
        }
        assertThat(bench.send("DELETE", "/batches/nobody", "").body())
                .isEqualTo("{\"msg\":\"Session 'nobody' not found.\"}");
        assertThat(bench.get("/batches/99999999999").statusCode()).isEqualTo(400);
        assertThat(bench.send("PUT", "/batches", "").statusCode()).isEqualTo(405);
    }

    @Test
    void key_beginsOneBatch_howeverOftenItIsSent() throws Exception {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(json(
                            bench.sendAs(HttpRequest.newBuilder(bench.uri("/batches"))
                                    .header("Authorization", "token " + FaceBench.TOKEN)
                                    .header("Idempotency-Key", "monday")
                                    .POST(HttpRequest.BodyPublishers.ofString(ok("")))),
                            201)
                    .path("id")
                    .asInt());
        }

        assertThat(ids).containsExactly(0, 0, 0);
        assertThat(launcher.requests).hasSize(1);
    }

    @Test
    void delete_ofARunningOne_endsIt_andLeavesNothing() throws Exception {
        create(ok(""));

        assertThat(json(bench.send("DELETE", "/batches/0", ""), 200).toString()).isEqualTo("{\"msg\":\"deleted\"}");
        assertThat(bench.get("/batches/0").statusCode()).isEqualTo(404);
        assertThat(bench.get("/hearth/batches/0").statusCode()).isEqualTo(404);
        awaitThat(() -> bench.store().batches().all().isEmpty());
        assertThat(folders()).isEmpty();
        assertThat(create(ok("")).path("id").asInt())
                .as("numbers are given once")
                .isEqualTo(1);
    }

    @Test
    void stop_endsIt_andItStaysAsKilled() throws Exception {
        create(ok(""));

        assertThat(bench.send("POST", "/hearth/batches/0/stop", "").statusCode())
                .isEqualTo(204);
        await("/batches/0", "killed");
    }

    @Test
    void gateway_comesBack_andTheApplicationHasGoneOn() throws Exception {
        create(ok(",\"name\":\"long\""));
        again();
        assertThat(get("/batches/long").path("state").asText()).isEqualTo("running");

        launcher.end(0, "well");
        await("/batches/long", "success");
        assertThat(launcher.requests).hasSize(1);
    }

    @Test
    void gateway_comesBack_andTheApplicationHasEndedMeanwhile() throws Exception {
        create(ok(""));
        batches.close();
        launcher.end(3, "oh");
        again();

        await("/batches/0", "dead");
        assertThat(get("/hearth/batches/0").path("exit_code").asInt()).isEqualTo(3);
        assertThat(create(ok("")).path("id").asInt()).isEqualTo(1);
    }

    @Test
    void gateway_comesBack_andWhatWasToBeDeletedGoes() throws Exception {
        launcher.deafen();
        create(ok(""));
        bench.send("DELETE", "/hearth/batches/0", "");
        again();
        launcher.end(0);

        awaitThat(() -> bench.store().batches().all().isEmpty());
        assertThat(folders()).isEmpty();
    }

    @Test
    void most_furtherOnesAreRefused_untilOneHasEnded() throws Exception {
        for (int i = 0; i < MOST; i++) {
            create(ok(""));
        }
        HttpResponse<String> refused = bench.send("POST", "/batches", ok(""));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400); // as Livy refuses one too many
        launcher.end(0);
        await("/batches/" + (MOST - 1), "success");

        create(ok(""));
    }

    @Test
    void list_isPaged_andLeavesOutWhatHasEndedLongAgo() throws Exception {
        for (int i = 0; i < 3; i++) {
            create(ok(""));
        }
        launcher.end(0);
        await("/batches/2", "success");

        JsonNode page = get("/batches?from=1&size=1");
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(page.path("sessions")).hasSize(1);
        assertThat(page.path("sessions").get(0).path("id").asInt()).isEqualTo(1);
        endedFor = Duration.ZERO;
        again();
        assertThat(get("/batches").path("total").asInt()).isEqualTo(2);
        assertThat(bench.get("/batches/2").statusCode()).isEqualTo(404);
        assertThat(get("/hearth/batches").path("batches")).hasSize(3);
    }

    @Test
    void kept_thenRowAndFilesGo() throws Exception {
        create(ok(""));
        launcher.end(0);
        await("/batches/0", "success");
        kept = Duration.ZERO;
        again();

        awaitThat(() -> bench.store().batches().all().isEmpty());
        assertThat(folders()).isEmpty();
    }

    private HttpResponse<String> form(String... parts) throws Exception {
        return bench.sendAs(HttpRequest.newBuilder(bench.uri("/batches"))
                .header("Authorization", "token " + FaceBench.TOKEN)
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(HttpRequest.BodyPublishers.ofString("--edge\r\nContent-Disposition: form-data; "
                        + String.join("\r\n--edge\r\nContent-Disposition: form-data; ", parts) + "\r\n--edge--\r\n")));
    }

    private static String file(String part, String name, String text) {
        return "name=\"" + part + "\"; filename=\"" + name + "\"\r\n\r\n" + text;
    }

    @Test
    void form_bringsTheApplicationAndItsFiles() throws Exception {
        HttpResponse<String> response = form(
                file("file", "../../my app.py", "print('sent')\n"),
                file("pyFiles", "lib.py", "answer = 42\n"),
                file("pyFiles", "more.py", "more = 1\n"),
                "name=\"batch\"\r\n\r\n{\"name\":\"sent\",\"args\":[\"1\"]}");

        assertThat(json(response, 201).path("name").asText()).isEqualTo("sent");
        BatchRequest request = launcher.requests.get(0);
        Path sent = Path.of(request.file());
        assertThat(sent).hasContent("print('sent')\n").hasFileName("my_app.py");
        assertThat(sent).startsWith(folders().get(0));
        assertThat(request.arguments()).containsExactly("1");
        assertThat(request.settings().sparkConf().get("spark.submit.pyFiles").split(","))
                .hasSize(2)
                .allSatisfy(
                        each -> assertThat(Path.of(each)).startsWith(folders().get(0)));
    }

    @Test
    void form_refused_leavesNothing() throws Exception {
        assertThat(form("name=\"batch\"\r\n\r\n{\"name\":\"n\"}").body()).contains("File is required.");
        assertThat(form(file("file", "a.py", "x"), "name=\"batch\"\r\n\r\n{\"colour\":1}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(form(file("file", "a.py", "x"), "name=\"batch\"\r\n\r\n{\"jars\":[\"/etc/passwd\"]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(form(file("file", "a.py", "x".repeat((int) UPLOAD + 1))).statusCode())
                .isEqualTo(413);
        assertThat(form("nothing").statusCode()).isEqualTo(400);

        assertThat(folders()).isEmpty();
        assertThat(launcher.requests).isEmpty();
    }

    @Test
    void notebook_ofNoOne_isSaidToHaveNone() throws Exception {
        create(ok(""));

        assertThat(bench.get("/hearth/batches/0/notebook").statusCode()).isEqualTo(404);
        assertThat(bench.get("/hearth/batches/x/notebook").statusCode()).isEqualTo(404);
    }
}
