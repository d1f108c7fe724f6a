package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounds of the configuration as Jupyter's clients meet them. */
class BoundsTest {
    @TempDir
    Path root;

    private FaceBench bench;

    @AfterEach
    void end() {
        bench.close();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.read(RawJson.of(response.body()));
    }

    @Test
    void kernelsAndSessions_beyondTheProfilesLimit_are429_andNameProfileAndLimit() throws Exception {
        bench = new FaceBench(root).bigSessions(1).start();
        String body = "{\"name\":\"hearth-sql-big\"}";
        HttpResponse<String> only = bench.send("POST", "/api/kernels", body);
        assertThat(only.statusCode()).isEqualTo(201);
        String document = "{\"path\":\"a.ipynb\",\"kernel\":" + body + "}";
        for (HttpResponse<String> refused :
                List.of(bench.send("POST", "/api/kernels", body), bench.send("POST", "/api/sessions", document))) {
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(json(refused).path("message").asText())
                    .isEqualTo("profile \"big\" has 1 live sessions, its limit (limits.sessions of the profile)");
            assertThat(json(refused).path("reason").asText()).isEqualTo("Resource Limit");
        }
        assertThat(bench.kernel()).isNotBlank(); // another profile has room
        String id = json(only).path("id").asText();
        assertThat(bench.send("DELETE", "/api/kernels/" + id, "").statusCode()).isEqualTo(204);
        assertThat(bench.send("POST", "/api/sessions", document).statusCode()).isEqualTo(201);
    }

    @Test
    void restart_whoseDriverTakesLonger_isAnsweredWhenARequestHasWaitedLongEnough() throws Exception {
        JupyterSettings settings = JupyterSettings.defaults("0.1.0");
        bench = new FaceBench(root)
                .settings(new JupyterSettings(
                        settings.version(),
                        settings.bodyBytes(),
                        settings.messageBytes(),
                        settings.connections(),
                        settings.ping(),
                        Duration.ofMillis(300),
                        settings.leave(),
                        settings.stalled()))
                .start();
        String id = bench.readyKernel();
        bench.launcher().onStart(driver -> {});
        long from = System.nanoTime();
        HttpResponse<String> restarted = bench.send("POST", "/api/kernels/" + id + "/restart", "{}");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        assertThat(restarted.statusCode()).isEqualTo(200);
        assertThat(json(restarted).path("execution_state").asText()).isEqualTo("starting");
        FaceBench.await(() -> !bench.launcher().drivers.isEmpty());
        bench.driver().dial();
        FaceBench.await(() -> bench.session(id).view().state() == SessionState.RUNNING);
    }
}
