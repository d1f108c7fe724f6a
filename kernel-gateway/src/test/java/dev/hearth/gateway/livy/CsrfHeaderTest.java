package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The header that Livy's paths demand when the configuration says so. */
class CsrfHeaderTest {
    @TempDir
    Path root;

    private static HttpResponse<String> send(LivyBench livy, String method, String path, String... headers)
            throws Exception {
        return livy.send(path, request -> {
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return request.method(method, HttpRequest.BodyPublishers.ofString("{}"));
        });
    }

    @Test
    void whatChangesSomething_needsTheHeader_andWhatReadsDoesNot() throws Exception {
        try (LivyBench livy =
                new LivyBench(root, LivySettings.defaults("default").withCsrf())) {
            for (String[] each : List.of(
                    new String[] {"POST", "/sessions"},
                    new String[] {"POST", "/sessions/0/statements"},
                    new String[] {"DELETE", "/sessions/0"},
                    new String[] {"PUT", "/sessions/0"},
                    new String[] {"PATCH", "/sessions/0"},
                    new String[] {"POST", "/batches"},
                    new String[] {"POST", "/sessions/0?_method=DELETE"})) {
                HttpResponse<String> refused = send(livy, each[0], each[1]);
                assertThat(refused.statusCode()).as(each[1]).isEqualTo(400);
                assertThat(refused.body()).as(each[1]).contains("Missing Required Header for CSRF protection.");
            }
            assertThat(livy.get("/sessions").path("total").asInt(-1)).isZero();
            assertThat(send(livy, "POST", "/sessions", "X-Requested-By", "").statusCode())
                    .isEqualTo(201);
            assertThat(send(livy, "HEAD", "/sessions").statusCode()).isEqualTo(200);
            assertThat(livy.bench()
                            .send("POST", "/api/kernels", "{\"name\":\"hearth-scala\"}")
                            .statusCode())
                    .as("Jupyter's paths have Origin and token")
                    .isEqualTo(201);
        }
    }

    @Test
    void withoutTheSetting_itIsNotAskedFor() throws Exception {
        try (LivyBench livy = new LivyBench(root)) {
            assertThat(send(livy, "POST", "/sessions").statusCode()).isEqualTo(201);
        }
    }
}
