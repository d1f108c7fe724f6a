package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Sends the steps of a recording to a gateway, in order, and compares what comes. Not thread-safe. */
final class LivyReplay {
    private static final String APPS = "/apps";
    private static final Duration LONGEST_POLL = Duration.ofSeconds(90);
    private static final long LONGEST_SLEEP_MILLIS = 1500;

    private static final LivyDifference NONE = new LivyDifference(Json.object());

    private final GatewayProcess gateway;
    private final String apps;
    private final Map<String, LivyDifference> known;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    /**
     * A replay.
     *
     * @param apps the folder that is {@code /apps} in the recordings
     * @param known what is answered otherwise on purpose, by topic and step
     */
    LivyReplay(GatewayProcess gateway, String apps, Map<String, LivyDifference> known) {
        this.gateway = gateway;
        this.apps = apps;
        this.known = known;
    }

    /** All differences of a topic, a line each; empty if there is none. */
    List<String> run(LivyRecording recording) throws Exception {
        for (LivyRecording.Step step : recording.steps()) {
            String where = recording.topic() + ": " + step.name();
            List<String> differences;
            try {
                differences = step.method().isPresent() ? request(step, where) : trace(step, where);
            } catch (IOException | MalformedMessageException e) {
                differences = List.of("failed with " + e);
            }
            differences.forEach(each -> findings.add(where + " | " + each));
        }
        return findings;
    }

    private List<String> request(LivyRecording.Step step, String where) throws Exception {
        Thread.sleep(
                Math.min(LONGEST_SLEEP_MILLIS, (long) (step.json().path("sleep").asDouble(0) * 1000)));
        HttpResponse<byte[]> answer = send(step);
        JsonNode json = read(answer);
        JsonNode poll = step.json().path("poll");
        if (!poll.isMissingNode()) {
            List<String> until = new ArrayList<>();
            poll.path("until").forEach(each -> until.add(each.asText()));
            long deadline = System.nanoTime() + LONGEST_POLL.toNanos();
            while (answer.statusCode() == 200
                    && !until.contains(json.path(poll.path("field").asText()).asText())
                    && System.nanoTime() < deadline) {
                Thread.sleep(20); // as Livy's clients do
                answer = send(step);
                json = read(answer);
            }
        }
        save(step, json);
        return compared(step, where, answer, json);
    }

    private void save(LivyRecording.Step step, JsonNode answer) {
        step.json().path("save").properties().forEach(each -> {
            JsonNode value = answer.path(each.getValue().asText());
            variables.put(each.getKey(), value.isMissingNode() ? "None" : value.asText());
        });
    }

    private List<String> compared(LivyRecording.Step step, String where, HttpResponse<byte[]> answer, JsonNode json) {
        LivyDifference difference = known.getOrDefault(where, NONE);
        LivyComparison comparison = new LivyComparison(
                difference.more("loose", step.texts("loose")), difference.more("ignore", step.texts("ignore")));
        if (step.response().isEmpty()) {
            return answer.statusCode() == 200 ? List.of() : List.of("status " + answer.statusCode());
        }
        JsonNode expected = difference.applied(step.response().get());
        comparison.status(expected.path("status").asInt(), answer.statusCode());
        if (expected.has("json")) {
            comparison.json(expected.get("json"), json);
        } else if (expected.has("text")) {
            comparison.text("text", expected.get("text").asText(), new String(answer.body(), StandardCharsets.UTF_8));
        }
        expected.path("headers").properties().forEach(header -> {
            String found = answer.headers().firstValue(header.getKey()).orElse("(none)");
            comparison.text(header.getKey(), plain(header.getValue().asText()), plain(found));
        });
        return comparison.differences();
    }

    /** Only the kind of a place counts, not the host; nor does a blank behind a semicolon. */
    private static String plain(String header) {
        return header.replaceFirst("^https?://[^/]+", "").replace("; ", ";").toLowerCase(java.util.Locale.ROOT);
    }

    /** Looks at several states until each has come to its end. */
    private List<String> trace(LivyRecording.Step step, String where) throws Exception {
        JsonNode trace = step.json().path("trace");
        long deadline = System.nanoTime() + LONGEST_POLL.toNanos();
        Map<String, JsonNode> last = new HashMap<>();
        while (true) {
            boolean all = true;
            for (Map.Entry<String, JsonNode> each : trace.path("paths").properties()) {
                HttpResponse<byte[]> answer =
                        send(builder(each.getValue().get(0).asText()).GET());
                JsonNode value = read(answer).path(each.getValue().get(1).asText());
                last.put(each.getKey(), value);
                JsonNode until = trace.path("until").path(each.getKey());
                boolean there = until.isMissingNode();
                for (JsonNode wanted : until) {
                    there |= wanted.equals(value);
                }
                all &= there;
            }
            if (all || System.nanoTime() > deadline) {
                break;
            }
            Thread.sleep(20); // as Livy's clients do
        }
        LivyDifference difference = known.getOrDefault(where, NONE);
        LivyComparison comparison = new LivyComparison(
                difference.more("loose", step.texts("loose")), difference.more("ignore", step.texts("ignore")));
        JsonNode expected = difference.applied(step.response().orElseThrow());
        List<String> ignored = difference.more("ignore", step.texts("ignore"));
        expected.path("json").properties().stream()
                .filter(each -> !ignored.contains(each.getKey())) // each was asked for at a moment of its own
                .forEach(each ->
                        comparison.json(each.getValue(), last.getOrDefault(each.getKey(), MissingNode.getInstance())));
        return comparison.differences();
    }

    private HttpResponse<byte[]> send(LivyRecording.Step step) throws Exception {
        HttpRequest.Builder request = builder(step.path());
        step.json()
                .path("headers")
                .properties()
                .forEach(each -> request.header(each.getKey(), each.getValue().asText()));
        byte[] body = body(step.json());
        boolean typed = step.json().has("headers");
        if (body.length > 0 && !typed) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(step.method().orElseThrow(), HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private byte[] body(JsonNode step) throws IOException {
        if (step.has("gz")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
                zip.write(step.get("gz").asText().getBytes(StandardCharsets.UTF_8));
            }
            return packed.toByteArray();
        }
        String text = step.has("raw")
                ? step.get("raw").asText()
                : step.has("body") ? step.get("body").toString() : "";
        return text.replace(APPS + "/", apps + "/").getBytes(StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder builder(String path) {
        String filled = path;
        for (Map.Entry<String, String> each : variables.entrySet()) {
            filled = filled.replace("{" + each.getKey() + "}", each.getValue());
        }
        return HttpRequest.newBuilder(URI.create(gateway.url() + filled))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + gateway.token());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private JsonNode read(HttpResponse<byte[]> answer) throws IOException {
        byte[] body = answer.body();
        if (answer.headers().firstValue("content-encoding").orElse("").equals("gzip")) {
            body = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
        }
        String text = new String(body, StandardCharsets.UTF_8).replace(apps + "/", APPS + "/");
        try {
            return text.isEmpty() ? MissingNode.getInstance() : Json.read(RawJson.of(text));
        } catch (MalformedMessageException notJson) {
            return MissingNode.getInstance();
        }
    }
}
