package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** A session on YARN as its users and operators see it: Livy's number, Hearth's view. Thread-safe. */
record YarnSession(GatewayProcess gateway, int number, String id) {
    /** A busy machine takes its time. */
    static final Duration LONG = Duration.ofMinutes(3);

    private static final List<String> OVER = List.of("FINISHED", "FAILED", "KILLED");

    /**
     * A configuration with the profile {@code yarn} on this cluster.
     *
     * @param more further keys at the top
     * @param orphan after how many seconds a driver gives its gateway up
     */
    static String configuration(YarnCluster cluster, String more, int orphan) {
        return """
                default-profile: yarn
                profiles:
                  yarn:
                    launcher: yarn
                    python: %s
                    memory: 600m
                    compiler: first-tier
                    yarn:
                      conf: %s
                      queue: default
                      class-data: false
                    spark-conf:
                      spark.yarn.appMasterEnv.SPARK_LOCAL_IP: 127.0.0.1
                      spark.executorEnv.SPARK_LOCAL_IP: 127.0.0.1
                      spark.executor.memory: 480m
                      spark.dynamicAllocation.maxExecutors: "2"
                      spark.ui.enabled: "false"
                      spark.sql.shuffle.partitions: "2"
                timeouts:
                  orphan: %ss
                """.formatted(Environment.python(), cluster.conf(), orphan) + more;
    }

    /** {@code hearth yarn prepare} of the gateway on {@code data}; what it printed. */
    static String prepare(Path data) throws Exception {
        Process prepare = new ProcessBuilder(
                        Environment.root().resolve("hearth").toString(),
                        "yarn",
                        "prepare",
                        "--config",
                        data.resolveSibling(data.getFileName() + ".yaml").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(prepare.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (prepare.waitFor() != 0) {
            throw new AssertionError("nothing was prepared: " + said);
        }
        return said;
    }

    /** Whether an application has ended, as the ResourceManager's REST API shows it. */
    static boolean isOver(JsonNode app) {
        return OVER.contains(app.path("state").asText());
    }

    /** The same one on another gateway process. */
    YarnSession at(GatewayProcess other) {
        return new YarnSession(other, number, id);
    }

    static YarnSession create(GatewayProcess gateway, String body) throws Exception {
        JsonNode made = LivyCalls.json(gateway.request("POST", "/sessions", body), 201);
        int number = made.path("id").asInt(-1);
        for (JsonNode each : Json.read(RawJson.of(
                        gateway.request("GET", "/hearth/sessions", "").body()))
                .path("sessions")) {
            if (each.path("number").asInt(-1) == number) {
                return new YarnSession(gateway, number, each.path("id").asText());
            }
        }
        throw new AssertionError("session " + number + " is on no list");
    }

    /** It once it is as is waited for, in Hearth's own form. */
    JsonNode await(Predicate<JsonNode> as) throws Exception {
        return gateway.awaitSession(id, as, LONG);
    }

    JsonNode awaitState(String state) throws Exception {
        return await(view -> view.path("state").asText().equals(state));
    }

    /** Livy's form of it. */
    JsonNode livy() throws Exception {
        return LivyCalls.json(gateway.request("GET", "/sessions/" + number, ""), 200);
    }

    /** Its log as Livy gives it. */
    String log() throws Exception {
        StringBuilder lines = new StringBuilder();
        LivyCalls.json(gateway.request("GET", "/sessions/" + number + "/log?size=1000", ""), 200)
                .path("log")
                .forEach(line -> lines.append(line.asText()).append('\n'));
        return lines.toString();
    }

    /** What YARN calls it, once it has a name. */
    String application() throws Exception {
        return await(view -> !view.at("/facts/app_id").asText().isEmpty())
                .at("/facts/app_id")
                .asText();
    }

    void delete() throws Exception {
        LivyCalls.json(gateway.request("DELETE", "/sessions/" + number, ""), 200);
    }
}
