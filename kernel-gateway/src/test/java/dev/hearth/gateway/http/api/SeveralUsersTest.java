package dev.hearth.gateway.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.batch.BatchBench;
import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.batch.FakeBatchLauncher;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.livy.FileRule;
import dev.hearth.gateway.livy.LivyBatchFace;
import dev.hearth.gateway.livy.LivyFace;
import dev.hearth.gateway.livy.LivySettings;
import dev.hearth.gateway.livy.ResourceSettings;
import dev.hearth.gateway.security.AccessRules;
import dev.hearth.gateway.security.Scope;
import dev.hearth.gateway.security.Secret;
import dev.hearth.gateway.security.Users;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ana's session, document, batch and kernel on every face, to Ben (who is nobody to her), to those of the lists, and by doAs.
 * Everyone's token is their name and {@code -token}.
 */
@SuppressWarnings("NullAway.Init") // fields are set by start
class SeveralUsersTest {
    private static final List<String> NAMES = List.of("ana", "ben", "view", "modify", "root");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path root;

    private FaceBench bench;
    private LogWatch watch;
    private Batches batches;
    private Path application;
    private String kernel;
    private String document;
    private int session;
    private int batch;

    private static AccessRules rules(Scope scope, boolean impersonation) {
        return new AccessRules(scope, List.of("root"), List.of("modify"), List.of("view"), List.of("*"), impersonation);
    }

    private void start(AccessRules rules) throws Exception {
        application =
                Files.writeString(Files.createDirectories(root.resolve("apps")).resolve("a.py"), "print(1)\n");
        Map<String, List<String>> users = new LinkedHashMap<>();
        NAMES.forEach(name -> users.put(name, List.of(Secret.hash(name + "-token"))));
        watch = LogWatch.start();
        bench = new FaceBench(root.resolve("data"))
                .users(Users.of(users), rules)
                .start(this::faces);
        JsonNode made = ok(as("ana", "POST", "/api/sessions", """
                {"path":"a.ipynb","name":"a","type":"notebook","kernel":{"name":"hearth-scala"}}"""));
        document = made.path("id").asText();
        kernel = made.at("/kernel/id").asText();
        FaceBench.await(() -> bench.session(kernel).view().linked());
        session = bench.session(kernel).number();
        ok(as("ana", "POST", "/sessions/" + session + "/statements", "{\"code\":\"1\",\"kind\":\"spark\"}"));
        batch = ok(as("ana", "POST", "/batches", "{\"file\":\"" + application + "\"}"))
                .path("id")
                .asInt(-1);
    }

    private List<Face> faces(FaceBench made) {
        batches = new Batches(BatchBench.setup(made, root.resolve("data/batches"), new FakeBatchLauncher()));
        batches.recover();
        LivySettings livy = LivySettings.defaults("default").withFiles(new FileRule(List.of(root.resolve("apps"))));
        ResourceSettings resources = new ResourceSettings(10_000, Duration.ofSeconds(1));
        return List.of(
                new HearthFace(
                        made.sessions(),
                        made.access(),
                        made.tokens(),
                        new GatewayMetrics(),
                        new SessionSignals(),
                        watch,
                        new HearthSettings("0.1.0", 1 << 20, Duration.ofMillis(200)),
                        made.timer()),
                new HearthBatchFace(batches, made.access()),
                new LivyFace(made.sessions(), made.access(), livy, resources),
                new LivyBatchFace(batches, made.access(), livy, resources));
    }

    @AfterEach
    void end() throws Exception {
        batches.close();
        bench.close();
        watch.close();
    }

    private HttpResponse<String> as(String user, String method, String path, String body) throws Exception {
        return bench.sendAs(HttpRequest.newBuilder(bench.uri(path))
                .header("Authorization", "Bearer " + user + "-token")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String user, String path) throws Exception {
        return as(user, "GET", path, "");
    }

    private static JsonNode ok(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return response.body().isEmpty() ? Json.object() : Json.read(RawJson.of(response.body()));
    }

    private String path(String template) {
        return template.replace("KERNEL", kernel)
                .replace("DOCUMENT", document)
                .replace("SESSION", String.valueOf(session))
                .replace("BATCH", String.valueOf(batch));
    }

    /** Livy tells these to whom it lists the session. */
    private List<String> known() {
        return paths("/sessions/SESSION", "/sessions/SESSION/state", "/batches/BATCH", "/batches/BATCH/state");
    }

    private List<String> seenOnLivysFace() {
        return paths(
                "/sessions/SESSION/log",
                "/sessions/SESSION/statements",
                "/sessions/SESSION/statements/0",
                "/batches/BATCH/log");
    }

    private List<String> seenElsewhere() {
        return paths(
                "/api/kernels/KERNEL",
                "/api/sessions/DOCUMENT",
                "/hearth/sessions/KERNEL",
                "/hearth/sessions/SESSION",
                "/hearth/sessions/KERNEL/statements",
                "/hearth/sessions/KERNEL/statements/0",
                "/hearth/batches/BATCH");
    }

    private List<String> paths(String... templates) {
        List<String> all = new ArrayList<>();
        for (String each : templates) {
            all.add(path(each));
        }
        return all;
    }

    /** What changes something without ending it, then what ends it: method, path and body. */
    private List<String[]> changes() {
        List<String[]> all = new ArrayList<>();
        for (String[] each : new String[][] {
            {"POST", "/sessions/SESSION/statements", "{\"code\":\"2\",\"kind\":\"spark\"}"},
            {"POST", "/sessions/SESSION/statements/0/cancel", "{}"},
            {"POST", "/sessions/SESSION/completion", "{\"code\":\"x\",\"cursor\":1,\"kind\":\"spark\"}"},
            {"POST", "/sessions/SESSION/add-file", "{\"uri\":\"hdfs:/x\"}"},
            {"POST", "/sessions/SESSION/connect", "{}"},
            {"POST", "/sessions/SESSION/interrupt", "{}"},
            {"POST", "/api/kernels/KERNEL/interrupt", "{}"},
            {"PATCH", "/api/sessions/DOCUMENT", "{\"path\":\"a.ipynb\",\"name\":\"a\",\"type\":\"notebook\"}"},
            {"POST", "/hearth/batches/BATCH/stop", "{}"},
            {"DELETE", "/batches/BATCH", ""},
            {"DELETE", "/hearth/sessions/KERNEL", ""}
        }) {
            all.add(new String[] {each[0], path(each[1]), each[2]});
        }
        return all;
    }

    private static boolean isLivys(String path) {
        return path.startsWith("/sessions/") || path.startsWith("/batches/");
    }

    /** The status of an upgrade; 101 when it succeeds. */
    private int channels(String user) {
        try {
            HTTP.newWebSocketBuilder()
                    .header("Authorization", "token " + user + "-token")
                    .buildAsync(bench.socketUri("/api/kernels/" + kernel + "/channels"), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void another_findsNothingOfIt_andNoneOfItChanges() throws Exception {
        start(rules(Scope.OWNER, false));
        for (List<String> paths : List.of(known(), seenOnLivysFace(), seenElsewhere())) {
            for (String path : paths) {
                assertThat(get("ben", path).statusCode()).as(path).isEqualTo(404);
            }
        }
        for (String[] each : changes()) {
            assertThat(as("ben", each[0], each[1], each[2]).statusCode())
                    .as(each[1])
                    .isEqualTo(404);
        }
        for (String list : List.of(
                "/sessions", "/batches", "/api/kernels", "/api/sessions", "/hearth/sessions", "/hearth/batches")) {
            assertThat(get("ben", list).body()).as(list).doesNotContain("ana").doesNotContain(kernel);
        }
        assertThat(channels("ben")).isEqualTo(404);
        assertThat(ok(get("ana", "/sessions/" + session + "/statements"))
                        .path("total_statements")
                        .asInt())
                .isEqualTo(1);
        assertThat(ok(get("ana", "/sessions/" + session)).path("owner").asText())
                .isEqualTo("ana");
        assertThat(ok(get("ana", "/sessions/" + session)).path("proxyUser").isNull())
                .isTrue();
    }

    @Test
    void viewer_seesAll_andIsRefusedWhateverChanges() throws Exception {
        start(rules(Scope.OWNER, false));
        for (List<String> paths : List.of(known(), seenOnLivysFace(), seenElsewhere())) {
            for (String path : paths) {
                assertThat(get("view", path).statusCode()).as(path).isEqualTo(200);
            }
        }
        assertThat(get("view", "/sessions").body()).contains("\"owner\":\"ana\"");
        for (String[] each : changes()) {
            HttpResponse<String> refused = as("view", each[0], each[1], each[2]);
            assertThat(refused.statusCode()).as(each[1]).isEqualTo(403);
            assertThat(refused.body().isEmpty()).as(each[1]).isEqualTo(isLivys(each[1]));
        }
        HttpResponse<String> onHerKernel =
                as("view", "POST", "/api/sessions", "{\"path\":\"v.ipynb\",\"kernel\":{\"id\":\"" + kernel + "\"}}");
        assertThat(onHerKernel.statusCode()).as(onHerKernel.body()).isEqualTo(403);
        assertThat(as("view", "POST", "/sessions/" + session + "/upload-file", "x")
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("view", "DELETE", "/api/sessions/" + document, "").statusCode())
                .isEqualTo(403);
        assertThat(channels("view")).isEqualTo(403);
        assertThat(ok(get("ana", "/api/sessions/" + document)).path("path").asText())
                .isEqualTo("a.ipynb");
        assertThat(ok(get("ana", "/sessions/" + session + "/statements"))
                        .path("total_statements")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"modify,OWNER", "root,OWNER", "ben,SHARED", "ana,OWNER", "ana,LISTED"})
    void whoMayChangeIt_mayDoEverything(String user, Scope scope) throws Exception {
        start(rules(scope, false));
        for (List<String> paths : List.of(known(), seenOnLivysFace(), seenElsewhere())) {
            for (String path : paths) {
                assertThat(get(user, path).statusCode()).as(path).isEqualTo(200);
            }
        }
        assertThat(channels(user)).isEqualTo(101);
        for (String[] each : changes()) {
            HttpResponse<String> response = as(user, each[0], each[1], each[2]);
            assertThat(response.statusCode())
                    .as(each[1] + " " + response.body())
                    .isBetween(200, 299);
        }
    }

    @Test
    void listed_livysListShowsAnothers_withoutLogAndProperties_andTheRestIsRefused() throws Exception {
        start(rules(Scope.LISTED, false));
        int own = ok(as("ana", "POST", "/sessions", "{\"kind\":\"spark\",\"conf\":{\"spark.app.note\":\"x\"}}"))
                .path("id")
                .asInt();
        JsonNode found = ok(get("ben", "/sessions/" + own));
        assertThat(found.path("owner").asText()).isEqualTo("ana");
        assertThat(found.path("log").isEmpty()).isTrue();
        assertThat(found.path("conf").isEmpty()).isTrue();
        assertThat(found.at("/appInfo/driverLogUrl").isNull()).isTrue();
        assertThat(ok(get("ana", "/sessions/" + own)).path("log").isEmpty()).isFalse();
        assertThat(ok(get("ana", "/sessions/" + own)).at("/conf/spark.app.note").asText())
                .isEqualTo("x");
        assertThat(ok(get("ben", "/sessions")).path("total").asInt()).isEqualTo(2);
        assertThat(ok(get("ben", "/batches")).at("/sessions/0/log").isEmpty()).isTrue();
        for (String path : known()) {
            assertThat(get("ben", path).statusCode()).as(path).isEqualTo(200);
        }
        for (String path : seenOnLivysFace()) {
            assertThat(get("ben", path).statusCode()).as(path).isEqualTo(403);
            assertThat(get("ben", path).body()).as(path).isEmpty();
        }
        for (String path : seenElsewhere()) {
            assertThat(get("ben", path).statusCode()).as(path).isEqualTo(404);
        }
        for (String[] each : changes()) {
            assertThat(as("ben", each[0], each[1], each[2]).statusCode())
                    .as(each[1])
                    .isEqualTo(isLivys(each[1]) ? 403 : 404);
        }
        assertThat(channels("ben")).isEqualTo(404);
    }

    @Test
    void doAs_superuserActsForAna_andSeesNoMoreThanShe() throws Exception {
        start(rules(Scope.OWNER, true));
        as("ben", "POST", "/sessions", "{\"name\":\"bens\"}");
        assertThat(ok(get("root", "/sessions")).path("total").asInt()).isEqualTo(2);
        JsonNode hers = ok(get("root", "/sessions?doAs=ana"));
        assertThat(hers.path("total").asInt()).isEqualTo(1);
        assertThat(hers.at("/sessions/0/id").asInt(-1)).isEqualTo(session);
        assertThat(get("root", "/sessions/bens?doAs=ana").statusCode()).isEqualTo(404);
        assertThat(get("root", "/batches/" + batch + "?doAs=ben").statusCode()).isEqualTo(404);
        assertThat(ok(as(
                                "root",
                                "POST",
                                "/sessions/" + session + "/statements?doAs=ana",
                                "{\"code\":\"1\",\"kind\":\"spark\"}"))
                        .path("id")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void sessionForAnother_isBothTheirs_andTheQueryGoesBeforeTheBody() throws Exception {
        start(rules(Scope.OWNER, true));
        JsonNode made = ok(as("root", "POST", "/sessions?doAs=ben", "{\"proxyUser\":\"ana\"}"));
        assertThat(made.path("owner").asText()).isEqualTo("root");
        assertThat(made.path("proxyUser").asText()).isEqualTo("ben");
        String path = "/sessions/" + made.path("id").asInt();
        assertThat(get("ben", path).statusCode()).isEqualTo(200);
        assertThat(get("ana", path).statusCode()).isEqualTo(404);
        assertThat(as("ben", "DELETE", path, "").statusCode()).isEqualTo(200);

        JsonNode named = ok(as("root", "POST", "/batches", "{\"file\":\"" + application + "\",\"proxyUser\":\"ben\"}"));
        assertThat(named.path("owner").asText()).isEqualTo("root");
        assertThat(named.path("proxyUser").asText()).isEqualTo("ben");
        assertThat(get("ben", "/batches/" + named.path("id").asInt()).statusCode())
                .isEqualTo(200);
        assertThat(get("ana", "/batches/" + named.path("id").asInt()).statusCode())
                .isEqualTo(404);

        JsonNode own = ok(as("ben", "POST", "/sessions", "{}"));
        assertThat(own.path("proxyUser").asText()).isEqualTo("ben");
    }

    @Test
    void actingForAnother_isRefusedInLivysWords_toWhoIsNoSuperuser() throws Exception {
        start(rules(Scope.OWNER, true));
        for (HttpResponse<String> refused : List.of(
                get("ben", "/sessions?doAs=ana"),
                get("ben", "/sessions/" + session + "?doAs=ana"),
                get("ben", "/batches?doAs=ana"),
                as("ben", "POST", "/sessions", "{\"proxyUser\":\"ana\"}"),
                as("ben", "POST", "/batches", "{\"file\":\"" + application + "\",\"proxyUser\":\"ana\"}"),
                as("ben", "DELETE", "/sessions/" + session + "?doAs=ana", ""))) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).isEqualTo("{\"msg\":\"User 'ben' not allowed to impersonate 'Some(ana)'.\"}");
        }
        assertThat(get("modify", "/sessions?doAs=ana").statusCode()).isEqualTo(403);
        assertThat(ok(get("ben", "/sessions?doAs=ben")).path("total").asInt()).isZero();
        assertThat(ok(get("ben", "/sessions")).path("total").asInt()).isZero();
        assertThat(get("root", "/sessions?doAs=").statusCode()).isEqualTo(400);
        assertThat(get("root", "/sessions?doAs=a%20b%0a").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutImpersonation_bothAreTakenAndMeanNothing() throws Exception {
        start(rules(Scope.OWNER, false));
        JsonNode made = ok(as("ben", "POST", "/sessions?doAs=ana", "{\"proxyUser\":\"ana\"}"));
        assertThat(made.path("owner").asText()).isEqualTo("ben");
        assertThat(made.path("proxyUser").isNull()).isTrue();
        assertThat(ok(get("ben", "/sessions?doAs=ana")).path("total").asInt()).isEqualTo(1);
        assertThat(get("ana", "/sessions/" + made.path("id").asInt()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void sameKeyForTwoUsers_isTwoSessions() throws Exception {
        start(rules(Scope.OWNER, true));
        List<Integer> made = new ArrayList<>();
        for (String user : List.of("ana", "ben", "ana")) {
            made.add(ok(bench.sendAs(HttpRequest.newBuilder(bench.uri("/sessions?doAs=" + user))
                            .header("Authorization", "token root-token")
                            .header("Idempotency-Key", "once")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))))
                    .path("id")
                    .asInt());
        }
        assertThat(made.get(0)).isEqualTo(made.get(2)).isNotEqualTo(made.get(1));
    }

    @Test
    void names_mayBeTheSame_whereNobodyKnowsOfOthers_andOnesOwnIsFound() throws Exception {
        start(rules(Scope.OWNER, false));
        ok(as("ana", "POST", "/sessions", "{\"name\":\"same\"}"));
        int bens = ok(as("ben", "POST", "/sessions", "{\"name\":\"same\"}"))
                .path("id")
                .asInt();
        int mine = ok(as("modify", "POST", "/sessions", "{\"name\":\"other\"}"))
                .path("id")
                .asInt();
        assertThat(ok(get("ben", "/sessions/same")).path("id").asInt()).isEqualTo(bens);
        assertThat(ok(get("modify", "/sessions/other")).path("id").asInt()).isEqualTo(mine);
        assertThat(as("ben", "POST", "/sessions", "{\"name\":\"same\"}").body()).contains("Duplicate");
    }

    @Test
    void tokens_areOnesOwn_andASuperuserMakesThemForOthers() throws Exception {
        start(rules(Scope.SHARED, false));
        HttpResponse<String> refused = as("ben", "POST", "/hearth/tokens", "{\"user\":\"ana\"}");
        assertThat(refused.statusCode()).isEqualTo(403);
        HttpResponse<String> nobody = as("ben", "POST", "/hearth/tokens", "{\"user\":\"nobody\"}");
        assertThat(nobody.body()).as("says nothing of who there is").isEqualTo(refused.body());
        assertThat(as("root", "POST", "/hearth/tokens", "{\"user\":\"nobody\"}").statusCode())
                .isEqualTo(400);

        JsonNode anas = ok(as("root", "POST", "/hearth/tokens", "{\"user\":\"ana\",\"label\":\"for ana\"}"));
        assertThat(anas.path("user").asText()).isEqualTo("ana");
        String token = anas.path("token").asText();
        HttpResponse<String> me = bench.sendAs(HttpRequest.newBuilder(bench.uri("/api/me"))
                .header("Authorization", "token " + token)
                .GET());
        assertThat(me.body()).contains("\"username\":\"ana\"");
        assertThat(get("ana", "/hearth/tokens").body()).contains("for ana").doesNotContain(token);
        assertThat(get("ben", "/hearth/tokens").body()).doesNotContain("for ana");
        assertThat(get("root", "/hearth/tokens").body()).contains("for ana").doesNotContain(token);
        String path = "/hearth/tokens/" + anas.path("id").asText();
        assertThat(as("ben", "DELETE", path, "").statusCode()).isEqualTo(404);
        assertThat(as("root", "DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(bench.sendAs(HttpRequest.newBuilder(bench.uri("/api/me"))
                                .header("Authorization", "token " + token)
                                .GET())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoIsNotAllowed_isTurnedAwayEverywhere_andListedOnesAreLetIn() throws Exception {
        start(new AccessRules(
                Scope.SHARED, List.of("root"), List.of("modify"), List.of("view"), List.of("ana"), false));
        for (String path : List.of("/sessions", "/api/kernels", "/hearth/sessions", "/version", "/metrics")) {
            assertThat(get("ben", path).statusCode()).as(path).isEqualTo(403);
            for (String user : List.of("ana", "root", "modify", "view")) {
                assertThat(get(user, path).statusCode()).as(user + " " + path).isEqualTo(200);
            }
        }
        assertThat(get("ben", "/sessions").body()).isEmpty();
        assertThat(channels("ben")).isEqualTo(403);
        assertThat(get("nobody", "/sessions").statusCode()).isEqualTo(401);
    }
}
