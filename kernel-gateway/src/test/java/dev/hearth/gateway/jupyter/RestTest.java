package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /api} as Jupyter's clients call it. */
class RestTest {
    @TempDir
    static Path root;

    private static FaceBench bench;

    @BeforeAll
    static void begin() throws Exception {
        bench = new FaceBench(root).start();
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        return Json.read(RawJson.of(response.body()));
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> response = bench.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    @Test
    void api_needsNoToken_andEverythingElseDoes() throws Exception {
        HttpResponse<String> open = bench.sendAs(HttpRequest.newBuilder(bench.uri("/api")));
        assertThat(open.statusCode()).isEqualTo(200);
        assertThat(json(open).path("version").asText()).isNotBlank();
        for (String path : List.of("/api/status", "/api/me", "/api/kernels", "/api/kernelspecs", "/api/", "/nowhere")) {
            assertThat(bench.sendAs(HttpRequest.newBuilder(bench.uri(path))).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test
    void kernelspecs_areThoseOfAllProfiles_withLogos() throws Exception {
        JsonNode list = get("/api/kernelspecs?1700000000000");
        assertThat(list.path("default").asText()).isEqualTo("hearth-scala");
        assertThat(list.path("kernelspecs").fieldNames())
                .toIterable()
                .containsExactly(
                        "hearth-scala",
                        "hearth-python",
                        "hearth-sql",
                        "hearth-scala-big",
                        "hearth-python-big",
                        "hearth-sql-big");
        JsonNode spec = list.path("kernelspecs").path("hearth-sql-big");
        assertThat(spec.path("spec").path("display_name").asText()).isEqualTo("SQL (Hearth, Big machine)");
        assertThat(spec.path("spec").path("interrupt_mode").asText()).isEqualTo("message");
        JsonNode own = spec.path("spec").path("metadata").path("hearth");
        assertThat(own.path("profile").asText()).isEqualTo("big");
        assertThat(own.path("spark").asText()).isEqualTo("4.2.1");
        assertThat(spec.path("spec").path("argv").isArray()).isTrue();
        for (JsonNode logo : spec.path("resources")) {
            HttpResponse<String> picture = bench.get(logo.asText());
            assertThat(picture.statusCode()).isEqualTo(200);
            assertThat(picture.headers().firstValue("Content-Type").orElse("")).startsWith("image/");
        }
        assertThat(bench.get("/kernelspecs/hearth-scala/kernel.js").statusCode())
                .isEqualTo(404);
    }

    @Test
    void kernelspec_mayNameTheDefaultProfile_whichNoListHas() throws Exception {
        assertThat(get("/api/kernelspecs/hearth-sql-default").path("name").asText())
                .isEqualTo("hearth-sql");
        assertThat(bench.get("/api/kernelspecs/hearth-cobol-default").statusCode())
                .isEqualTo(404);
    }

    @Test
    void kernelspecs_withAUser_areTheSame_alsoInTheMalformedForm() throws Exception {
        assertThat(get("/api/kernelspecs?user=ada").path("kernelspecs").size()).isEqualTo(6);
        assertThat(get("/api/kernelspecs?user=ada/hearth-python").path("name").asText())
                .isEqualTo("hearth-python");
        assertThat(get("/api/kernelspecs/hearth-python?user=ada").path("name").asText())
                .isEqualTo("hearth-python");
        assertThat(bench.get("/api/kernelspecs/nope").statusCode()).isEqualTo(404);
    }

    @Test
    void start_returnsAtOnceWithStateStarting_andLastActivityHasSixDigits() throws Exception {
        bench.launcher().onStart(driver -> {});
        HttpResponse<String> started = bench.send("POST", "/api/kernels", "{\"name\":\"hearth-python-big\"}");
        bench.launcher().onStart(driver -> driver.dial());
        assertThat(started.statusCode()).isEqualTo(201);
        JsonNode model = json(started);
        String id = model.path("id").asText();
        assertThat(started.headers().firstValue("Location")).contains("/api/kernels/" + id);
        assertThat(model.path("execution_state").asText()).isEqualTo("starting");
        assertThat(model.path("connections").asInt(-1)).isZero();
        assertThat(model.path("name").asText()).isEqualTo("hearth-python-big");
        assertThat(model.path("last_activity").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(get("/api/kernels/" + id).path("id").asText()).isEqualTo(id);
        assertThat(get("/api/kernels").toString()).contains(id);
        assertThat(bench.send("DELETE", "/api/kernels/" + id, "").statusCode()).isEqualTo(204);
        assertThat(bench.get("/api/kernels/" + id).statusCode()).isEqualTo(404);
        assertThat(get("/api/kernels").toString()).doesNotContain(id);
    }

    @Test
    void start_withoutBody_orAsPlainText_isTheDefaultKernel() throws Exception {
        assertThat(json(bench.send("POST", "/api/kernels", "")).path("name").asText())
                .isEqualTo("hearth-scala");
        HttpResponse<String> text =
                bench.sendAs(HttpRequest.newBuilder(bench.uri("/api/kernels?token=" + FaceBench.TOKEN))
                        .header("Content-Type", "text/plain;charset=UTF-8")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"\",\"path\":\"x\"}")));
        assertThat(text.statusCode()).isEqualTo(201);
    }

    @Test
    void start_withAnId_takesItIfItIsFree() throws Exception {
        String id = UUID.randomUUID().toString();
        String body = "{\"kernel_id\":\"" + id + "\"}";
        assertThat(json(bench.send("POST", "/api/kernels", body)).path("id").asText())
                .isEqualTo(id);
        assertThat(bench.send("POST", "/api/kernels", body).statusCode()).isEqualTo(409);
        assertThat(bench.send("POST", "/api/kernels", "{\"kernel_id\":\"mine\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void env_isAllowListed_andNeverAnIdentity() throws Exception {
        HttpResponse<String> started = bench.send(
                "POST",
                "/api/kernels",
                "{\"env\":{\"KERNEL_USERNAME\":\"root\",\"LANG\":\"C\",\"PATH\":\"/evil\",\"LD_PRELOAD\":1}}");
        var view = bench.session(json(started).path("id").asText()).view();
        assertThat(view.owner()).isEqualTo("hearth");
        assertThat(view.proxyUser()).isNull();
        assertThat(bench.send("POST", "/api/kernels", "{\"env\":{\"KERNEL_X\":\"$(id)\"}}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(bench.send("POST", "/api/kernels", "{\"env\":{\"KERNEL_X\":{}}}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void badBodies_are400_andSayWhatWasExpected() throws Exception {
        for (String body : List.of("{", "[1]", "\"x\"", "{\"name\":3}", "{\"env\":\"x\"}", "{} {}")) {
            HttpResponse<String> response = bench.send("POST", "/api/kernels", body);
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(json(response).path("message").asText()).isNotBlank();
            assertThat(json(response).path("reason").asText()).isNotBlank();
        }
    }

    @Test
    void unknownKernelAndKernelspec_are404_andNameWhatThereIs() throws Exception {
        String id = UUID.randomUUID().toString();
        for (String path : List.of("", "/interrupt", "/restart")) {
            HttpResponse<String> response =
                    bench.send(path.isEmpty() ? "GET" : "POST", "/api/kernels/" + id + path, "{}");
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(json(response).path("message").asText()).contains(id);
        }
        HttpResponse<String> spec = bench.send("POST", "/api/kernels", "{\"name\":\"nope\"}");
        assertThat(spec.statusCode()).isEqualTo(404);
        assertThat(json(spec).path("message").asText()).contains("nope").contains("hearth-python");
    }

    @Test
    void interrupt_is204_and503WhenTheDriverIsAwayForLong_restartGivesTheModel() throws Exception {
        String id = bench.readyKernel();
        assertThat(bench.send("POST", "/api/kernels/" + id + "/interrupt", "{}").statusCode())
                .isEqualTo(204);
        HttpResponse<String> restarted = bench.send("POST", "/api/kernels/" + id + "/restart", "{}");
        assertThat(restarted.statusCode()).isEqualTo(200);
        assertThat(json(restarted).path("execution_state").asText()).isEqualTo("idle");
        bench.driver().cut(true);
        FaceBench.await(() -> bench.session(id).view().linkDownSince() != null);
        AtomicReference<HttpResponse<String>> late = new AtomicReference<>();
        FaceBench.await(() -> {
            late.set(interrupt(id));
            return late.get().statusCode() != 204;
        });
        assertThat(late.get().statusCode()).isEqualTo(503);
        assertThat(json(late.get()).path("message").asText()).isNotBlank();
    }

    private static HttpResponse<String> interrupt(String id) {
        try {
            return bench.send("POST", "/api/kernels/" + id + "/interrupt", "{}");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void deadKernel_staysListedAndSaysWhy() throws Exception {
        bench.launcher().fail("no such Spark");
        String id = bench.kernel();
        FaceBench.await(() -> bench.session(id).view().state() == SessionState.DEAD);
        bench.launcher().fail(null);
        JsonNode model = get("/api/kernels/" + id);
        assertThat(model.path("execution_state").asText()).isEqualTo("dead");
        assertThat(model.path("reason").asText()).contains("no such Spark");
        assertThat(get("/api/kernels").toString()).contains(id);
    }

    @Test
    void sessions_areFoundByPath_moved_andEnded() throws Exception {
        String body = "{\"path\":\"one.ipynb\",\"name\":\"one.ipynb\",\"type\":\"notebook\","
                + "\"kernel\":{\"name\":\"hearth-python\"}}";
        HttpResponse<String> started = bench.send("POST", "/api/sessions", body);
        assertThat(started.statusCode()).isEqualTo(201);
        JsonNode session = json(started);
        String id = session.path("id").asText();
        assertThat(started.headers().firstValue("Location")).contains("/api/sessions/" + id);
        assertThat(session.path("notebook").path("path").asText()).isEqualTo("one.ipynb");
        assertThat(session.path("kernel").path("name").asText()).isEqualTo("hearth-python");
        assertThat(json(bench.send("POST", "/api/sessions", body)).path("id").asText())
                .isEqualTo(id);
        JsonNode moved = json(bench.send("PATCH", "/api/sessions/" + id, "{\"path\":\"two.ipynb\"}"));
        assertThat(moved.path("path").asText()).isEqualTo("two.ipynb");
        assertThat(moved.path("kernel").path("id").asText())
                .isEqualTo(session.path("kernel").path("id").asText());
        JsonNode other =
                json(bench.send("PATCH", "/api/sessions/" + id, "{\"kernel\":{\"name\":\"hearth-sql\",\"id\":null}}"));
        String kernel = other.path("kernel").path("id").asText();
        assertThat(kernel).isNotEqualTo(session.path("kernel").path("id").asText());
        assertThat(bench.get("/api/kernels/" + session.path("kernel").path("id").asText())
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/api/sessions").toString()).contains(id);
        assertThat(bench.send("DELETE", "/api/sessions/" + id, "").statusCode()).isEqualTo(204);
        assertThat(bench.send("DELETE", "/api/sessions/" + id, "").statusCode()).isEqualTo(404);
        assertThat(bench.get("/api/kernels/" + kernel).statusCode()).isEqualTo(404);
        assertThat(bench.get("/api/sessions/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    }

    @Test
    void sessions_comeBackWithAnotherGateway_andGoWithTheirKernel() throws Exception {
        JsonNode session = json(bench.send("POST", "/api/sessions", "{\"path\":\"kept.ipynb\",\"name\":\"k\"}"));
        bench.again(again -> List.of());
        JsonNode found = get("/api/sessions/" + session.path("id").asText());
        assertThat(found.path("path").asText()).isEqualTo("kept.ipynb");
        assertThat(found.path("type").asText()).isEqualTo("notebook");
        String kernel = found.path("kernel").path("id").asText();
        assertThat(bench.send("DELETE", "/api/kernels/" + kernel, "").statusCode())
                .isEqualTo(204);
        assertThat(bench.get("/api/sessions/" + session.path("id").asText()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void sessions_thatWereMovedOrGivenAnotherKernel_comeBackAsTheyWere() throws Exception {
        String moved = json(bench.send("POST", "/api/sessions", "{\"path\":\"a.py\",\"type\":\"file\"}"))
                .path("id")
                .asText();
        bench.send("PATCH", "/api/sessions/" + moved, "{\"path\":\"b.txt\",\"name\":\"b\",\"type\":\"console\"}");
        String switched = json(bench.send("POST", "/api/sessions", "{\"path\":\"c.ipynb\"}"))
                .path("id")
                .asText();
        JsonNode other =
                json(bench.send("PATCH", "/api/sessions/" + switched, "{\"kernel\":{\"name\":\"hearth-sql\"}}"));
        String kernel = bench.kernel();
        String joined = json(bench.send(
                        "POST", "/api/sessions", "{\"path\":\"d.ipynb\",\"kernel\":{\"id\":\"" + kernel + "\"}}"))
                .path("id")
                .asText();
        bench.again(again -> List.of());
        JsonNode found = get("/api/sessions/" + moved);
        assertThat(found.path("path").asText()).isEqualTo("b.txt");
        assertThat(found.path("name").asText()).isEqualTo("b");
        assertThat(found.path("type").asText()).isEqualTo("console");
        assertThat(get("/api/sessions/" + switched).path("kernel").path("id").asText())
                .isEqualTo(other.path("kernel").path("id").asText());
        assertThat(get("/api/sessions/" + joined).path("kernel").path("id").asText())
                .isEqualTo(kernel);
        String tooLong = "{\"type\":\"" + "x".repeat(65) + "\"}";
        assertThat(bench.send("PATCH", "/api/sessions/" + moved, tooLong).statusCode())
                .isEqualTo(400);
    }

    @Test
    void sessions_thatShareAKernel_allComeBackInTheirOrder_andGoWithIt() throws Exception {
        String kernel = bench.kernel();
        for (String path : List.of("shared/b.ipynb", "shared/a.ipynb", "shared/1")) {
            String body = "{\"path\":\"" + path + "\",\"kernel\":{\"id\":\"" + kernel + "\"}}";
            assertThat(bench.send("POST", "/api/sessions", body).statusCode()).isEqualTo(201);
        }
        String last = sessionsOf(kernel).get(2).path("id").asText();
        bench.send("PATCH", "/api/sessions/" + last, "{\"path\":\"shared/2\",\"type\":\"console\"}");
        List<JsonNode> before = sessionsOf(kernel);
        assertThat(before)
                .extracting(each -> each.path("path").asText())
                .containsExactly("shared/b.ipynb", "shared/a.ipynb", "shared/2");
        bench.again(again -> List.of());
        List<JsonNode> after = sessionsOf(kernel);
        for (String field : List.of("id", "path", "type", "notebook")) {
            assertThat(after)
                    .extracting(each -> each.path(field))
                    .isEqualTo(before.stream().map(each -> each.path(field)).toList());
        }
        assertThat(bench.send("DELETE", "/api/kernels/" + kernel, "").statusCode())
                .isEqualTo(204);
        assertThat(sessionsOf(kernel)).isEmpty();
        bench.again(again -> List.of());
        assertThat(sessionsOf(kernel)).isEmpty();
    }

    private List<JsonNode> sessionsOf(String kernel) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        get("/api/sessions").forEach(found::add);
        found.removeIf(each -> !each.path("kernel").path("id").asText().equals(kernel));
        return found;
    }

    @Test
    void statusAndMe_areWhatLabReads() throws Exception {
        JsonNode status = get("/api/status");
        assertThat(status.path("started").asText()).endsWith("Z");
        assertThat(status.path("kernels").isInt()).isTrue();
        assertThat(get("/api/me").path("identity").path("username").asText()).isEqualTo("hearth");
    }

    @Test
    void elsewhere_areJson404And405() throws Exception {
        for (String path : List.of("/tree", "/hub/api", "/login", "/api/contents", "/api/kernels/x/y/z", "/")) {
            HttpResponse<String> response = bench.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(json(response).path("message").asText()).isNotBlank();
        }
        for (String path : List.of("/tree", "/hub/api")) { // before there is a token
            assertThat(bench.sendAs(HttpRequest.newBuilder(bench.uri(path + "?")))
                            .statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        HttpResponse<String> wrong = bench.send("DELETE", "/api/kernels", "");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(json(wrong).path("code").asText()).isEqualTo("METHOD_NOT_ALLOWED");
        String id = bench.kernel();
        assertThat(bench.get("/api/kernels/" + id + "/channels").statusCode()).isEqualTo(400);
    }
}
