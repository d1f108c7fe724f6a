package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.security.Access;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /sessions} as Livy's clients call it. */
class SessionRoutesTest {
    @TempDir
    static Path root;

    private static FaceBench bench;

    @BeforeAll
    static void begin() throws Exception {
        bench = new FaceBench(root)
                .start(made -> List.of(new LivyFace(made.sessions(), new Access(), LivySettings.defaults("default"))));
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json;charset=utf-8");
        return Json.read(RawJson.of(response.body()));
    }

    @Test
    void aSession_isBegun_shown_listed_andDeleted() throws Exception {
        HttpResponse<String> created = bench.send("POST", "/sessions", "{\"kind\":\"pyspark\"}");
        int id = json(created, 201).path("id").asInt(-1);
        assertThat(created.headers().firstValue("Location")).contains("/sessions/" + id);
        JsonNode session = json(bench.get("/sessions/" + id), 200);
        assertThat(session.path("kind").asText()).isEqualTo("pyspark");
        assertThat(session.path("state").asText()).isIn("starting", "idle");
        assertThat(json(bench.get("/sessions/"), 200).path("sessions").findValuesAsText("id"))
                .contains(String.valueOf(id));
        assertThat(json(bench.send("DELETE", "/sessions/" + id, ""), 200).toString())
                .isEqualTo("{\"msg\":\"deleted\"}");
        assertThat(json(bench.get("/sessions/" + id), 404).toString())
                .isEqualTo("{\"msg\":\"Session '" + id + "' not found.\"}");
    }

    @Test
    void aPathUnderSessions_thatIsNone_isNotFound_withoutABody() throws Exception {
        HttpResponse<String> response = bench.get("/sessions/1/nope");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEmpty();
    }
}
