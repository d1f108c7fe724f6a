package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.gateway.security.Access;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** A gateway with a Livy face beside Jupyter's, and what Livy's clients do with it. */
final class LivyBench implements AutoCloseable {
    private final FaceBench bench;
    private final LivySettings settings;

    LivyBench(Path root) throws Exception {
        this(root, LivySettings.defaults("default"));
    }

    LivyBench(Path root, LivySettings settings) throws Exception {
        this.settings = settings;
        this.bench = new FaceBench(root).start(this::faces);
    }

    private List<Face> faces(FaceBench made) {
        return List.of(new LivyFace(made.sessions(), new Access(), settings));
    }

    /** The gateway ends, and another begins on what it leaves. */
    void again() throws Exception {
        bench.again(this::faces);
    }

    FaceBench bench() {
        return bench;
    }

    static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json;charset=utf-8");
        return Json.read(RawJson.of(response.body()));
    }

    JsonNode get(String path) throws Exception {
        return json(bench.get(path), 200);
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return bench.send("POST", path, body);
    }

    /** A request with the token and what else is wanted. */
    HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> more) throws Exception {
        return bench.sendAs(more.apply(
                HttpRequest.newBuilder(bench.uri(path)).header("Authorization", "token " + FaceBench.TOKEN)));
    }

    /** Begins a session and returns its number. */
    int create(String body) throws Exception {
        return json(post("/sessions", body), 201).path("id").asInt(-1);
    }

    /** Begins a session and waits until it is idle. */
    int ready(String body) throws Exception {
        int id = create(body);
        await(id, "idle");
        return id;
    }

    String state(int id) {
        try {
            return get("/sessions/" + id + "/state").path("state").asText();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void await(int id, String state) throws Exception {
        FaceBench.await(() -> state(id).equals(state));
    }

    @Override
    public void close() {
        bench.close();
    }
}
