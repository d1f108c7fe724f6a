package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.livy.LivyClient;
import org.apache.livy.LivyClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Clients of Livy that other people wrote, unmodified. */
class LivyClientsIT {
    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static Path apps;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        apps = Files.createDirectory(folder.resolve("apps"));
        Files.writeString(apps.resolve("count.py"), """
                import sys
                from pyspark.sql import SparkSession
                print('counted', SparkSession.builder.getOrCreate().range(int(sys.argv[1])).count())
                """);
        Files.writeString(apps.resolve("fail.py"), "raise ValueError('batch boom')\n");
        Configurations.write(data, Configurations.spark("livy:\n  fields: \"0.7\"\n  local-dirs: [" + apps + "]\n"));
        gateway = GatewayProcess.start(data);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void pylivy_runsThreeKinds_framesBothWays_andABatch() throws Exception {
        assertThat(run(
                        Environment.livyPython(),
                        Map.of(),
                        "livy_pylivy.py",
                        gateway.url(),
                        gateway.token(),
                        apps.resolve("count.py").toString()))
                .contains("pylivy scala: ok", "pylivy python: ok", "pylivy sql: ok", "pylivy batch: ok");
    }

    @Test
    void sparkmagic_itsKernelsAndItsController_work() throws Exception {
        Path own = Files.createDirectory(folder.resolve("sparkmagic"));
        assertThat(run(
                        Environment.livyPython(),
                        Map.of(),
                        "livy_sparkmagic.py",
                        gateway.url(),
                        gateway.token(),
                        own.toString()))
                .contains("sparkmagic pyspark kernel: ok", "sparkmagic spark kernel: ok", "sparkmagic controller: ok");
    }

    @Test
    void walk_threeClientsInOneSession_seeEachOthersWork() throws Exception {
        Path own = Files.createDirectory(folder.resolve("walk"));
        String pathToken = gateway.pathToken();
        assertThat(run(
                        Environment.livyPython(),
                        Map.of(),
                        "livy_walk.py",
                        gateway.url(),
                        gateway.token(),
                        pathToken,
                        own.toString()))
                .contains("walk: ok");
    }

    @Test
    void livyClientHttp_createsConnectsAndEnds_andIsToldThatThereAreNoJobs() throws Exception {
        URI login = new URI("http", "anybody:" + gateway.token(), "127.0.0.1", gateway.port(), "/", null, null);
        LivyClient first = new LivyClientBuilder(false).setURI(login).build();
        JsonNode sessions =
                Json.read(RawJson.of(gateway.request("GET", "/sessions", "").body()));
        int newest = sessions.path("sessions").size() - 1;
        int id = sessions.path("sessions").get(newest).path("id").asInt();
        LivyClient second = new LivyClientBuilder(false)
                .setURI(login.resolve("/sessions/" + id))
                .build();
        try {
            assertThatThrownBy(() -> second.submit(context -> "nothing").get(60, TimeUnit.SECONDS))
                    .hasMessageContaining("programmatic jobs");
        } finally {
            second.stop(false);
            first.stop(true);
        }
        assertThat(gateway.request("GET", "/sessions/" + id, "").statusCode()).isEqualTo(404);
    }

    @Test
    void zeppelin_itsRequests_areAnsweredAsItReadsThem() throws Exception {
        assertThat(run(Environment.livyPython(), Map.of(), "livy_zeppelin.py", gateway.url(), gateway.token()))
                .contains("zeppelin: ok");
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.all", matches = "true")
    void dbt_buildsASmallProject() throws Exception {
        Path own = Files.createDirectory(folder.resolve("dbt"));
        assertThat(run(
                        Environment.dbtPython(),
                        Map.of("DO_NOT_TRACK", "1"),
                        "livy_dbt.py",
                        gateway.url(),
                        gateway.token(),
                        own.toString()))
                .contains("dbt: ok");
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "needs Airflow of its own")
    void airflow_itsHookAndItsOperator_runBatches() throws Exception {
        Path own = Files.createDirectory(folder.resolve("airflow"));
        assertThat(run(
                        Environment.airflowPython(),
                        Map.of(),
                        "livy_airflow.py",
                        gateway.url(),
                        gateway.token(),
                        apps.resolve("count.py").toString(),
                        apps.resolve("fail.py").toString(),
                        own.toString()))
                .contains("airflow hook: ok", "airflow operator: ok", "airflow failure: ok", "airflow kill: ok");
    }

    private static String run(String python, Map<String, String> environment, String script, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                python,
                Environment.root()
                        .resolve("tests/src/test/python")
                        .resolve(script)
                        .toString()));
        command.addAll(List.of(arguments));
        Path log = folder.resolve(script + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(240, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(log);
        assertThat(ended).as("ended in time: %s", printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
