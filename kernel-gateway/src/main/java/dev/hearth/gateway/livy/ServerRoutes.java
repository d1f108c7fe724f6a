package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Release;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What Livy's clients ask of the server itself: {@code /version}, {@code /metrics…}, and {@code /}. Thread-safe.
 *
 * <p>The version is that of the Livy whose wire is spoken: Zeppelin reads it as three numbers from 0.5.0 on, pylivy compares it as
 * text. {@code revision} is Hearth's own.
 */
final class ServerRoutes {
    private static final String LIVY_VERSION = "0.9.0-incubating";
    private static final int FOUND = 302;
    private static final int UNWELL = 500;
    private static final String HTML = "text/html;charset=utf-8";
    private static final String MENU = """
            <!DOCTYPE html>
            <html lang="en"><head><title>Metrics</title></head>
            <body><h1>Metrics</h1>
            <ul>
            <li><a href="/metrics/metrics?pretty=true">Metrics</a></li>
            <li><a href="/metrics/ping">Ping</a></li>
            <li><a href="/metrics/healthcheck">Health</a></li>
            <li><a href="/hearth/metrics">All that is measured, for Prometheus</a></li>
            </ul></body></html>
            """;

    private static final String WELCOME = """
            <!DOCTYPE html>
            <html lang="en"><head><title>Hearth</title></head>
            <body><h1>Hearth</h1>
            <ul>
            <li><a href="/sessions">Sessions, for clients of Livy</a></li>
            <li><a href="/batches">Batches</a></li>
            <li><a href="/api/kernels">Kernels, for clients of Jupyter</a></li>
            <li><a href="/hearth/sessions">Sessions, with all that is known of them</a></li>
            <li><a href="/metrics">Metrics</a></li>
            </ul></body></html>
            """;

    private final Supplier<Map<String, Optional<String>>> health;

    /** Tells how these are. */
    ServerRoutes(Supplier<Map<String, Optional<String>>> health) {
        this.health = health;
    }

    void addTo(RoutesConfig routes) {
        Answers.get(routes, "/version", ServerRoutes::version);
        Answers.get(
                routes, "/", context -> context.status(FOUND).contentType(HTML).header("Location", "/ui"));
        Answers.get(routes, "/ui", context -> context.contentType(HTML).result(WELCOME));
        Answers.get(routes, "/metrics", context -> context.contentType(HTML).result(MENU));
        Answers.get(routes, "/metrics/metrics", ServerRoutes::metrics);
        Answers.get(routes, "/metrics/ping", ServerRoutes::ping);
        Answers.get(routes, "/metrics/healthcheck", this::health);
    }

    private static void version(Context context) {
        ObjectNode version = Json.object();
        version.put("url", "https://livy.apache.org/").put("branch", "").put("revision", "hearth-" + Release.VERSION);
        version.put("version", LIVY_VERSION).put("date", "").put("user", "hearth");
        Answers.json(context, Answers.OK, version);
    }

    /** The shape that Livy's library of metrics gives, which is as empty there: what is measured is at {@code /hearth/metrics}. */
    private static void metrics(Context context) {
        ObjectNode metrics = Json.object().put("version", "3.1.3");
        for (String kind : new String[] {"gauges", "counters", "histograms", "meters", "timers"}) {
            metrics.putObject(kind);
        }
        Answers.json(context, Answers.OK, metrics);
    }

    private static void ping(Context context) {
        context.contentType("text/plain;charset=iso-8859-1").result("pong\n");
    }

    /** As Livy's library answers it: 500 as soon as one part is not well. */
    private void health(Context context) {
        ObjectNode parts = Json.object();
        parts.putObject("gateway").put("healthy", true);
        boolean well = true;
        for (Map.Entry<String, Optional<String>> part : health.get().entrySet()) {
            ObjectNode json = parts.putObject(part.getKey());
            json.put("healthy", part.getValue().isEmpty());
            part.getValue().ifPresent(wrong -> json.put("message", wrong));
            well &= part.getValue().isEmpty();
        }
        context.header("Cache-Control", "must-revalidate,no-cache,no-store");
        Answers.json(context, well ? Answers.OK : UNWELL, parts);
    }
}
