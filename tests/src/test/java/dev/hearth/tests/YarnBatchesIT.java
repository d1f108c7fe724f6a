package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches in containers of a real YARN. */
class YarnBatchesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path folder;

    private static YarnCluster cluster;
    private static Path data;
    private static Path apps;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        cluster = YarnCluster.shared();
        apps = Files.createDirectory(folder.resolve("apps"));
        data = folder.resolve("data");
        Configurations.write(data, """
                default-profile: cluster
                profiles:
                  cluster:
                    launcher: yarn
                    memory: 512m
                    compiler: first-tier
                    python: %s
                    yarn:
                      conf: %s
                    spark-conf:
                      spark.ui.enabled: "false"
                      spark.yarn.jars: local:%s/*
                      spark.yarn.maxAppAttempts: "1"
                      spark.yarn.appMasterEnv.SPARK_LOCAL_IP: 127.0.0.1
                      spark.dynamicAllocation.enabled: "true"
                      spark.dynamicAllocation.shuffleTracking.enabled: "true"
                      spark.scheduler.minRegisteredResourcesRatio: "0"
                access:
                  impersonation: true
                livy:
                  local-dirs: [%s]
                """.formatted(Environment.python(), cluster.conf(), jars(), apps));
        gateway = GatewayProcess.start(data);
    }

    /** Of the Spark that the Python has. */
    private static Path jars() throws Exception {
        Path lib = Path.of(Environment.python()).getParent().resolveSibling("lib");
        try (var pythons = Files.newDirectoryStream(lib, "python3*")) {
            for (Path python : pythons) {
                Path jars = python.resolve("site-packages/pyspark/jars");
                if (Files.isDirectory(jars)) {
                    return jars;
                }
            }
        }
        throw new AssertionError("no Spark below " + lib);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.read(RawJson.of(response.body()));
    }

    private static JsonNode get(String path) throws Exception {
        return json(gateway.request("GET", path, ""), 200);
    }

    private static int create(Path file, String more) throws Exception {
        String body = "{\"file\":\"" + file + "\"" + more + "}";
        return json(gateway.request("POST", "/batches", body), 201).path("id").asInt(-1);
    }

    private static JsonNode show(int id) throws Exception {
        return get("/hearth/batches/" + id);
    }

    private static String log(int id) throws Exception {
        return get("/batches/" + id + "/log?from=0&size=100000").path("log").toString();
    }

    private static void await(int id, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(show(id) + "\n" + log(id)).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static JsonNode awaitEnd(int id) throws Exception {
        await(id, () -> !show(id).path("ended").isNull());
        return show(id);
    }

    /** What YARN says of it. */
    private static JsonNode application(int id) throws Exception {
        return cluster.rm().app(show(id).path("application").asText());
    }

    private static void assertNothingStaged(String user) throws Exception {
        assertThat(cluster.hdfs().list("/user/" + user + "/.sparkStaging")).isEmpty();
    }

    @Test
    void jar_runsInTheCluster_andItsOutputComesBack() throws Exception {
        Path jar = SmallJar.write(apps.resolve("made.jar"), "made.Main", """
                void main(String[] arguments) throws Exception {
                    Object context = Class.forName("org.apache.spark.SparkContext").getConstructor().newInstance();
                    System.out.println("made with " + String.join("|", arguments));
                    context.getClass().getMethod("stop").invoke(context);
                }
                """);

        int id = create(jar, ",\"className\":\"made.Main\",\"args\":[\"a b\",\"$HOME\"],\"name\":\"made\"");
        JsonNode ended = awaitEnd(id);

        assertThat(ended.path("state").asText()).as(log(id)).isEqualTo("success");
        assertThat(ended.path("exit_code").asInt(-1)).isZero();
        JsonNode batch = get("/batches/" + id);
        assertThat(batch.path("appId").asText()).startsWith("application_");
        assertThat(batch.path("appInfo").path("sparkUiUrl").asText())
                .contains(batch.path("appId").asText());
        assertThat(log(id)).contains("made with a b|$HOME");
        JsonNode application = application(id);
        assertThat(application.path("name").asText()).isEqualTo("made");
        assertThat(application.path("applicationTags").asText())
                .contains("hearth-batch-" + ended.path("id").asText(), "hearth-gateway-");
        assertNothingStaged(application.path("user").asText());
    }

    @Test
    void python_thatThrows_isDead_andSaysWhatWasThrown() throws Exception {
        Path file = Files.writeString(apps.resolve("fail.py"), """
                from pyspark import SparkContext
                SparkContext.getOrCreate()
                raise ValueError('batch boom')
                """);

        int id = create(file, "");
        JsonNode ended = awaitEnd(id);

        assertThat(ended.path("state").asText()).isEqualTo("dead");
        assertThat(ended.path("exit_code").asInt()).isEqualTo(1);
        assertThat(ended.path("reason").asText())
                .isEqualTo("the application exited with code 1; its log says: ValueError: batch boom");
        assertNothingStaged(application(id).path("user").asText());
    }

    @Test
    void gateway_isKilled_theApplicationOfAnotherUserIsFound_shown_andStopped() throws Exception {
        Path file = Files.writeString(apps.resolve("waits.py"), """
                import sys, time
                from pyspark import SparkContext
                SparkContext.getOrCreate()
                print('begun', sys.argv[1:], flush=True)
                time.sleep(600)
                """);
        int id = create(file, ",\"args\":[\"x y\"],\"proxyUser\":\"alice\"");
        String tag = "hearth-batch-" + show(id).path("id").asText();
        // YARN has it a second before its submission is over.
        await(id, () -> cluster.rm().apps().stream()
                .anyMatch(app -> app.path("applicationTags").asText().contains(tag)));
        gateway.kill();
        gateway = GatewayProcess.start(data, gateway.port());

        await(id, () -> show(id).path("state").asText().equals("running"));
        await(id, () -> log(id).contains("begun ['x y']"));
        assertThat(application(id).path("user").asText()).isEqualTo("alice");
        assertThat(gateway.request("POST", "/hearth/batches/" + id + "/stop", "")
                        .statusCode())
                .isEqualTo(204);
        JsonNode ended = awaitEnd(id);

        assertThat(ended.path("state").asText()).isEqualTo("killed");
        assertThat(application(id).path("state").asText()).isEqualTo("KILLED");
        assertThat(log(id)).contains("begun ['x y']");
        assertNothingStaged("alice");
    }

    @Test
    void queue_thatIsNotThere_isSaid() throws Exception {
        Path file = Files.writeString(apps.resolve("never.py"), "");

        JsonNode ended = awaitEnd(create(file, ",\"queue\":\"nosuch\""));

        assertThat(ended.path("state").asText()).isEqualTo("dead");
        assertThat(ended.path("reason").asText()).contains("YARN has no queue \"nosuch\"");
    }
}
