package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that other people wrote, and users, on one gateway whose drivers run in containers. */
class YarnClientsIT {
    @TempDir
    static Path folder;

    private static YarnCluster cluster;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        cluster = YarnCluster.shared();
        Path data = folder.resolve("data");
        Configurations.write(data, YarnSession.configuration(cluster, "access: {impersonation: true}\n", 120));
        YarnSession.prepare(data);
        gateway = GatewayProcess.start(data);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void jupytersGatewayClient_andALivyClient_shareASession_andAnInterruptEndsAJobOnExecutors() throws Exception {
        File log = folder.resolve("clients.log").toFile();
        Process process = new ProcessBuilder(
                        Environment.clientPython(),
                        Environment.root()
                                .resolve("tests/src/test/python/gateway_client_beside_livy.py")
                                .toString(),
                        gateway.url(),
                        gateway.token(),
                        gateway.pathToken(),
                        "hearth-python")
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(log.toPath(), StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0).as(said).isTrue();
        assertThat(said).contains("""
                        notebook: 4950
                        livy sees: True 4950
                        livy: 4951
                        notebook: 9902
                        interrupted: KeyboardInterrupt
                        jobs after that: 0 within 10 s: True
                        """);
    }

    @Test
    void sessionForAnotherUser_runsAsThem_writesTheirFiles_andLeavesNothing() throws Exception {
        LivyCalls livy = new LivyCalls(gateway);
        YarnSession session = YarnSession.create(gateway, "{\"kind\":\"pyspark\",\"proxyUser\":\"alice\"}");
        YarnSession homeless = YarnSession.create(gateway, "{\"kind\":\"pyspark\",\"proxyUser\":\"carol\"}");
        session.awaitState("running");
        String application = session.application();
        assertThat(cluster.rm().app(application).path("user").asText()).isEqualTo("alice");
        assertThat(livy.text(
                        session.number(),
                        "pyspark",
                        "spark.range(10).write.parquet('hdfs:///user/alice/ten'); spark.sparkContext.sparkUser()"))
                .contains("alice");
        assertThat(cluster.hdfs().status("/user/alice/ten").path("owner").asText())
                .isEqualTo("alice");
        assertThat(livy.text(session.number(), "spark", "spark.read.parquet(\"/user/alice/ten\").count"))
                .contains("10");
        assertThat(homeless.awaitState("dead").path("reason").asText())
                .contains("HDFS has no home directory for carol", "/user/carol");
        assertThat(homeless.log()).contains("HDFS has no home directory for carol");
        session.delete();
        assertThat(cluster.rm()
                        .awaitApp(application, YarnSession::isOver, YarnSession.LONG)
                        .path("finalStatus")
                        .asText())
                .isEqualTo("SUCCEEDED");
        assertThat(staging("alice")).isEmpty();
        cluster.hdfs().delete("/user/alice/ten");
    }

    private static Set<String> staging(String user) throws Exception {
        String folder = "/user/" + user + "/.sparkStaging";
        List<String> there = cluster.hdfs().exists(folder) ? cluster.hdfs().list(folder) : List.of();
        return there.stream().collect(Collectors.toSet());
    }
}
