package dev.hearth.gateway.livy;

import static dev.hearth.gateway.livy.LivyBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.jupyter.FaceBench;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for every path of Livy's: methods, headers, encodings, and the forms of errors. */
class TransportTest {
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

    static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "GET|/sessions/999999|404|{'msg':'Session '999999' not found.'}",
                "GET|/sessions/999999/state|404|{'msg':'Session '999999' not found.'}",
                "GET|/sessions/999999/log|404|{'msg':'Session '999999' not found.'}",
                "DELETE|/sessions/999999|404|{'msg':'Session '999999' not found.'}",
                "POST|/sessions/999999/stop|404|{'msg':'Session '999999' not found.'}",
                "POST|/sessions/999999/interrupt|404|{'msg':'Session '999999' not found.'}",
                "POST|/sessions/999999/connect|404|{'msg':'Session '999999' not found.'}",
                "POST|/sessions/999999/submit-job|404|{'msg':'Session '999999' not found.'}",
                "GET|/sessions/nobody|404|{'msg':'Session 'nobody' not found.'}",
                "GET|/sessions/-1|404|{'msg':'Session '-1' not found.'}",
                "GET|/sessions/1.5|404|{'msg':'Session '1.5' not found.'}",
                "GET|/sessions/%20|404|{'msg':'Session ' ' not found.'}",
                "GET|/sessions/%E6%97%A5|404|{'msg':'Session '日' not found.'}",
                "GET|/sessions/99999999999999|400|{'msg':'For input string: \\'99999999999999\\''}",
                "GET|/sessions?from=abc|400|{'msg':'For input string: \\'abc\\''}",
                "GET|/sessions?from=&size=|400|{'msg':'For input string: \\'\\''}",
                "GET|/sessions?from=99999999999|400|{'msg':'For input string: \\'99999999999\\''}",
                "GET|/sessions/999999/nope|404|",
                "GET|/batches/1/2/3|404|",
                "POST|/sessions/999999?_method=DELETE|404|{'msg':'Session '999999' not found.'}",
                "PUT|/sessions|405|",
                "PATCH|/sessions|405|",
                "DELETE|/sessions|405|",
                "GET|/sessions/0/connect|405|",
            })
    void errors_haveLivysStatusesAndForms(String method, String path, int status, String body) throws Exception {
        HttpResponse<String> response = livy.bench().send(method, path, "");
        assertThat(response.statusCode()).isEqualTo(status);
        String expected = body == null ? "" : body.replace("'", "\"");
        for (String name : List.of("999999", "nobody", "-1", "1.5", " ", "日")) {
            expected = expected.replace("Session \"" + name + "\"", "Session '" + name + "'");
        }
        assertThat(response.body()).isEqualTo(expected);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json;charset=utf-8");
    }

    @Test
    void aWrongMethod_isToldTheRightOnes() throws Exception {
        assertThat(livy.bench().send("PUT", "/sessions", "{}").headers().firstValue("Allow"))
                .contains("POST, GET, HEAD");
        assertThat(livy.bench().get("/sessions/0/connect").headers().firstValue("Allow"))
                .contains("POST");
    }

    @Test
    void head_isGetWithoutABody() throws Exception {
        HttpResponse<String> head = livy.bench().send("HEAD", "/sessions", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(livy.bench().send("HEAD", "/sessions/999999", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aPost_mayStandForADelete_hereAndNowhereElse() throws Exception {
        for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            int id = livy.create("{}");
            HttpResponse<String> response = livy.send("/sessions/" + id, request -> request.header(header, "delete")
                    .POST(BodyPublishers.noBody()));
            assertThat(json(response, 200).path("msg").asText()).isEqualTo("deleted");
        }
        int id = livy.create("{}");
        assertThat(livy.post("/sessions/" + id + "?_method=DELETE", "").statusCode())
                .isEqualTo(200);
        String kernel = livy.bench().kernel();
        HttpResponse<String> elsewhere =
                livy.send("/api/kernels/" + kernel, request -> request.header("X-HTTP-Method-Override", "DELETE")
                        .POST(BodyPublishers.noBody()));
        assertThat(elsewhere.statusCode()).isEqualTo(405);
        HttpResponse<String> read = livy.send("/sessions", request -> request.header("X-HTTP-Method-Override", "DELETE")
                .GET());
        assertThat(read.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.livy.v0.1+json,200",
        "text/html,200",
        "application/json,200",
        "'text/plain, text/plain, application/json, application/*+json, */*, */*',200",
        "application/vnd.livy.v9.9+json,406"
    })
    void accept_namesAVersion_orAnything(String accept, int status) throws Exception {
        HttpResponse<String> response = livy.send(
                "/sessions", request -> request.header("Accept", accept).GET());
        JsonNode body = json(response, status);
        if (status == 406) {
            assertThat(body.toString()).isEqualTo("{\"msg\":\"No value found for '9.9'\"}");
        }
    }

    @Test
    void anyContentType_andNone_isTaken_andAnEncodingThatIsNone() throws Exception {
        for (String type :
                List.of("text/plain", "application/json;charset=UTF-8", "application/x-www-form-urlencoded")) {
            HttpResponse<String> typed = livy.send("/sessions", request -> request.header("Content-Type", type)
                    .POST(BodyPublishers.ofString("{\"kind\":\"sql\"}")));
            assertThat(json(typed, 201).path("kind").asText()).as(type).isEqualTo("sql");
        }
        HttpResponse<String> encoded = livy.send("/sessions/", request -> request.header("Content-Encoding", "UTF-8")
                .POST(BodyPublishers.ofString("{\"kind\":\"sql\"}")));
        assertThat(json(encoded, 201).path("kind").asText()).isEqualTo("sql");
    }

    @Test
    void bodies_mayBeCompressed_bothWays() throws Exception {
        byte[] body = zipped("{\"kind\":\"sql\",\"conf\":{\"spark.x\":\"" + "y".repeat(2000) + "\"}}");
        HttpRequest request = HttpRequest.newBuilder(livy.bench().uri("/sessions"))
                .header("Authorization", "token " + FaceBench.TOKEN)
                .header("Content-Encoding", "gzip")
                .header("Accept-Encoding", "gzip, deflate")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        String text = new String(
                new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).contains("\"kind\":\"sql\"").contains("yyyy");
        HttpResponse<String> broken = livy.send(
                "/sessions", each -> each.header("Content-Encoding", "gzip").POST(BodyPublishers.ofString("{}")));
        assertThat(json(broken, 400).path("msg").asText()).contains("compressed");
    }

    @Test
    void whoExpectsAContinue_getsIt_beforeTheBody() throws Exception {
        byte[] body = "{\"kind\":\"sql\"}".getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(
                java.net.InetAddress.getLoopbackAddress(), livy.bench().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /sessions/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: token " + FaceBench.TOKEN
                                    + "\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: " + body.length
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            byte[] first = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
            assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 100");
            socket.getOutputStream().write(body);
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).contains("HTTP/1.1 201").contains("\"kind\":\"sql\"");
        }
    }

    @Test
    void withoutAToken_nothingIsToldButThat() throws Exception {
        HttpResponse<String> response =
                livy.bench().sendAs(HttpRequest.newBuilder(livy.bench().uri("/sessions")));
        assertThat(json(response, 401).path("msg").asText()).isNotEmpty();
    }

    @Test
    void programmaticJobs_areRefusedClearly() throws Exception {
        int id = livy.create("{}");
        for (String path : List.of("submit-job", "run-job", "jobs/1/cancel")) {
            assertThat(json(livy.post("/sessions/" + id + "/" + path, "{}"), 400)
                            .path("msg")
                            .asText())
                    .contains("not served here");
        }
        assertThat(json(livy.bench().get("/sessions/" + id + "/jobs/0"), 400)
                        .path("msg")
                        .asText())
                .contains("not served here");
    }
}
