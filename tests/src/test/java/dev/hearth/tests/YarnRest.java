package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The ResourceManager's REST interface as one user. Thread-safe. */
final class YarnRest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final String url;
    private final String user;

    YarnRest(String url, String user) {
        this.url = url;
        this.user = user;
    }

    /** All applications that it knows, also those that have ended. */
    List<JsonNode> apps() throws Exception {
        return listed(get("apps").path("apps").path("app"));
    }

    /** One application: {@code state}, {@code finalStatus}, {@code user}, {@code queue}, {@code diagnostics} and more. */
    JsonNode app(String id) throws Exception {
        return get("apps/" + id).path("app");
    }

    /** An application once it is as is waited for. */
    JsonNode awaitApp(String id, Predicate<JsonNode> as, Duration timeout) throws Exception {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            JsonNode app = app(id);
            if (as.test(app)) {
                return app;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not what was waited for within " + timeout + ": " + app);
            }
            Thread.sleep(100); // there is no request that waits
        }
    }

    /** Waits until there is no application such as this. */
    void awaitNone(Predicate<JsonNode> such, Duration timeout) throws Exception {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<JsonNode> left = apps().stream().filter(such).toList();
            if (left.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still there after " + timeout + ": " + left);
            }
            Thread.sleep(100); // there is no request that waits
        }
    }

    /** The queues below root: {@code queueName}, {@code capacity}, {@code maxCapacity}, {@code numApplications} and more. */
    List<JsonNode> queues() throws Exception {
        return listed(get("scheduler")
                .path("scheduler")
                .path("schedulerInfo")
                .path("queues")
                .path("queue"));
    }

    /** The nodes: {@code id}, {@code state}, {@code availMemoryMB} and more. */
    List<JsonNode> nodes() throws Exception {
        return listed(get("nodes").path("nodes").path("node"));
    }

    /** An answer of {@code /ws/v1/cluster/PATH}. */
    JsonNode get(String path) throws Exception {
        return read(send("GET", path, ""));
    }

    /** Submits an application that is one shell command with 512 MB. The answer has status 202 if it was taken. */
    HttpResponse<String> submit(String id, String queue, String command) throws Exception {
        ObjectNode body = Json.object();
        body.put("application-id", id).put("application-name", "command").put("queue", queue);
        body.put("application-type", "TEST").put("max-app-attempts", 1);
        body.putObject("resource").put("memory", 512).put("vCores", 1);
        body.putObject("am-container-spec").putObject("commands").put("command", command);
        return send("POST", "apps", new String(Json.writeBytes(body), StandardCharsets.UTF_8));
    }

    /** An id for a new application. */
    String newApplication() throws Exception {
        return read(send("POST", "apps/new-application", ""))
                .path("application-id")
                .asText();
    }

    /** Any request to {@code /ws/v1/cluster/PATH}, whatever the answer. */
    HttpResponse<String> send(String method, String path, String body) throws Exception {
        String name = (path.contains("?") ? "&" : "?") + "user.name=" + URLEncoder.encode(user, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/ws/v1/cluster/" + path + name))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(30))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode read(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError("HTTP " + answer.statusCode() + ": " + answer.body());
        }
        return Json.parse(RawJson.of(answer.body()));
    }

    private static List<JsonNode> listed(JsonNode array) {
        List<JsonNode> found = new ArrayList<>();
        array.forEach(found::add);
        return found;
    }
}
