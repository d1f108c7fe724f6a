package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

/** Livy's API as a client with little patience calls it. */
final class LivyCalls {
    private final GatewayProcess gateway;

    LivyCalls(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.read(RawJson.of(response.body()));
    }

    JsonNode get(String path) throws Exception {
        return json(gateway.request("GET", path, ""), 200);
    }

    int session(String body) throws Exception {
        return json(gateway.request("POST", "/sessions", body), 201).path("id").asInt(-1);
    }

    /** Sends a statement; its path. */
    String send(int session, String kind, String code) throws Exception {
        String body = Json.object().put("code", code).put("kind", kind).toString();
        int number = json(gateway.request("POST", "/sessions/" + session + "/statements", body), 201)
                .path("id")
                .asInt(-1);
        return "/sessions/" + session + "/statements/" + number;
    }

    /** A statement when it has ended. */
    JsonNode ended(String statement) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (true) {
            JsonNode now = get(statement + "?wait=20");
            if (now.path("state").asText().matches("available|cancelled|error")) {
                return now;
            }
            assertThat(System.nanoTime()).as(now.toString()).isLessThan(deadline);
        }
    }

    /** Runs a statement, which must not fail; its text. */
    String text(int session, String kind, String code) throws Exception {
        JsonNode ended = ended(send(session, kind, code));
        assertThat(ended.at("/output/status").asText()).as(ended.toString()).isEqualTo("ok");
        return ended.at("/output/data/text~1plain").asText();
    }
}
