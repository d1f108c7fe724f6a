package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large results that are kept by a real driver, through a gateway of little memory. */
class KeptResultIT {
    private static final String ARROW = "application/vnd.apache.arrow.stream";
    private static final String MILLION = "select id, id * 2 as twice, concat('row ', id, repeat('x', 100)) as text"
            + " from range(0, 1000000, 1, 4)";

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static int session;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.spark(""));
        gateway = GatewayProcess.start(data, 0, "-Xmx128m");
        session = json(gateway.request("POST", "/sessions", "{\"kind\":\"sql\"}"), 201)
                .path("id")
                .asInt();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.read(RawJson.of(response.body()));
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("Authorization", "token " + gateway.token())
                .timeout(Duration.ofMinutes(2));
    }

    private static int run(int in, String code, boolean keep) throws Exception {
        HttpRequest.Builder request = to("/sessions/" + in + "/statements")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Json.object().put("code", code).toString()));
        if (keep) {
            request.header("Hearth-Result", "keep");
        }
        int number = json(gateway.send(request), 201).path("id").asInt(-1);
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (true) {
            JsonNode now =
                    json(gateway.request("GET", "/sessions/" + in + "/statements/" + number + "?wait=20", ""), 200);
            if (now.path("state").asText().equals("available")) {
                assertThat(now.at("/output/status").asText()).as(now.toString()).isEqualTo("ok");
                return number;
            }
            assertThat(System.nanoTime()).as(now.toString()).isLessThan(deadline);
        }
    }

    private static String path(int in, int statement) {
        return "/hearth/sessions/" + in + "/statements/" + statement;
    }

    private static HttpResponse<InputStream> stream(int in, int statement) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        to(path(in, statement) + "/result")
                                .header("Accept", ARROW)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void arrow_aMillionRows_areAllThere_readByPyarrow() throws Exception {
        int statement = run(session, MILLION, true);
        JsonNode size =
                json(gateway.request("GET", path(session, statement), ""), 200).path("result");
        assertThat(size.path("rows").asInt()).isEqualTo(1_000_000);
        assertThat(size.path("bytes").asLong())
                .as("more than the gateway's heap")
                .isGreaterThan(110L << 20);

        HttpResponse<InputStream> response = stream(session, statement);
        Path file = folder.resolve("million.arrow");
        try (InputStream in = response.body()) {
            Files.copy(in, file);
        }

        assertThat(response.headers().firstValue("Content-Type")).contains(ARROW);
        assertThat(Files.size(file)).isEqualTo(size.path("bytes").asLong());
        assertThat(python("""
                        import sys, pyarrow.ipc
                        table = pyarrow.ipc.open_stream(sys.argv[1]).read_all()
                        ids = table.column('id').to_pylist()
                        print(table.num_rows, ids == list(range(1000000)), sum(table.column('twice').to_pylist()))
                        print(table.column('text')[999999].as_py()[:12])
                        """, file.toString())).isEqualTo("1000000 True 999999000000\nrow 999999xx\n");

        JsonNode page = json(gateway.request("GET", path(session, statement) + "/result?from=654321&size=3", ""), 200);
        assertThat(page.path("total").asInt()).isEqualTo(1_000_000);
        assertThat(page.path("rows")).hasSize(3);
        assertThat(page.at("/rows/2/0").asInt()).isEqualTo(654_323);
        assertThat(page.at("/schema/fields/1/name").asText()).isEqualTo("twice");
    }

    @Test
    void page_isThere_whileAnotherStatementRuns() throws Exception {
        int statement = run(session, "select id from range(5)", true);
        gateway.request(
                "POST",
                "/sessions/" + session + "/statements",
                "{\"code\":\"select count(*) from range(40000000000)\"}");
        try {
            JsonNode page = json(gateway.request("GET", path(session, statement) + "/result?from=3", ""), 200);
            assertThat(page.path("rows").toString()).isEqualTo("[[3],[4]]");
        } finally {
            json(gateway.request("POST", "/sessions/" + session + "/interrupt", ""), 200);
        }
    }

    @Test
    void notKept_saysHowToKeepIt() throws Exception {
        int statement = run(session, "select 1", false);

        HttpResponse<String> refused = gateway.request("GET", path(session, statement) + "/result", "");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("Hearth-Result: keep").contains("RESULT_NOT_FOUND");
        assertThat(gateway.request("GET", path(session, statement) + "/result?from=x", "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.send(to("/sessions/" + session + "/statements")
                                .header("Hearth-Result", "drop")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"select 1\"}")))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void driverIsKilled_theStreamIsBrokenOff_andIsNotThereLater() throws Exception {
        int own = json(gateway.request("POST", "/sessions", "{\"kind\":\"sql\"}"), 201)
                .path("id")
                .asInt();
        int statement = run(own, MILLION, true);
        JsonNode view = json(gateway.request("GET", "/hearth/sessions/" + own, ""), 200);
        String id = view.path("id").asText();
        HttpResponse<InputStream> response = stream(own, statement);
        try (InputStream in = response.body()) {
            assertThat(in.readNBytes(1 << 20)).hasSize(1 << 20);
            ProcessHandle.of(view.at("/facts/pid").asLong()).orElseThrow().destroyForcibly();

            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        gateway.awaitSession(id, now -> now.path("state").asText().equals("dead"), Duration.ofSeconds(30));
        HttpResponse<String> gone = gateway.request("GET", path(own, statement) + "/result", "");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("run the statement again");
    }

    private static String python(String code, String... arguments) throws Exception {
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(Environment.python(), "-c", code));
        command.addAll(java.util.List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
