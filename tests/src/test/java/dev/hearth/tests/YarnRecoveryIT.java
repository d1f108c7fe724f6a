package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is killed while drivers run in containers: the gateway, its submitter, YARN itself. */
class YarnRecoveryIT {
    @TempDir
    static Path folder;

    private static YarnCluster cluster;
    private static Path data;
    private static GatewayProcess gateway;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        cluster = YarnCluster.shared();
        data = folder.resolve("data");
        Configurations.write(data, YarnSession.configuration(cluster, "", 40));
        YarnSession.prepare(data);
        gateway = GatewayProcess.start(data);
        port = gateway.port();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void killAndStartGateway() throws Exception {
        List<ProcessHandle> submitters = submitters();
        gateway.kill();
        for (ProcessHandle each : submitters) {
            each.onExit().get(30, java.util.concurrent.TimeUnit.SECONDS); // its input has ended
        }
        gateway = GatewayProcess.start(data, port);
    }

    private static List<ProcessHandle> submitters() {
        return gateway.handle()
                .descendants()
                .filter(each -> each.info().commandLine().orElse("").contains("hearth-yarn-submitter.jar"))
                .toList();
    }

    private YarnSession running() throws Exception {
        YarnSession session = YarnSession.create(gateway, "{\"kind\":\"pyspark\"}");
        session.awaitState("running");
        return session;
    }

    @Test
    void gatewayAndSubmitterKilled_inTheMiddleOfACell_loseNothing() throws Exception {
        YarnSession session = running();
        String application = session.application();
        LivyCalls livy = new LivyCalls(gateway);
        assertThat(livy.text(session.number(), "pyspark", "kept = 20; kept")).isEqualTo("20");
        String cell = livy.send(
                session.number(), "pyspark", "import time\nfor n in range(12):\n  print(n); time.sleep(1)\nkept + 1");

        killAndStartGateway();
        session = session.at(gateway);
        livy = new LivyCalls(gateway);
        JsonNode ended = livy.ended(cell);
        assertThat(ended.at("/output/data/text~1plain").asText()).contains("0\n1\n2\n", "10\n11\n", "21");
        assertThat(livy.text(session.number(), "pyspark", "kept")).isEqualTo("20");
        assertThat(session.livy().path("appId").asText()).isEqualTo(application);
        assertThat(session.log()).contains(application);

        submitters().forEach(ProcessHandle::destroyForcibly);
        assertThat(livy.text(session.number(), "pyspark", "kept")).isEqualTo("20");
        session.delete();
        JsonNode over = cluster.rm().awaitApp(application, YarnSession::isOver, YarnSession.LONG);
        assertThat(over.path("finalStatus").asText()).isEqualTo("SUCCEEDED");
        YarnSession next = running();
        assertThat(livy.text(next.number(), "pyspark", "6 * 7")).isEqualTo("42");
        next.delete();
        cluster.rm().awaitApp(next.application(), YarnSession::isOver, YarnSession.LONG);
    }

    @Test
    void resourceManagerKilled_inTheMiddleOfAJob_leavesTheSession_withAMark() throws Exception {
        YarnSession session = running();
        String application = session.application();
        LivyCalls livy = new LivyCalls(gateway);
        String cell = livy.send(
                session.number(),
                "pyspark",
                "spark.sparkContext.parallelize(range(2), 2)"
                        + ".map(lambda x: __import__('time').sleep(15) or x + 1).sum()");
        cluster.killResourceManager();
        try {
            JsonNode marked =
                    session.await(view -> !view.path("reason").asText().isEmpty());
            assertThat(marked.path("state").asText()).isEqualTo("running");
            assertThat(marked.path("reason").asText())
                    .contains("YARN cannot be asked at the moment", "nothing answers at");
        } finally {
            cluster.startResourceManager();
        }
        assertThat(livy.ended(cell).at("/output/data/text~1plain").asText()).isEqualTo("3");
        session.await(view -> view.path("reason").asText().isEmpty());
        assertThat(session.awaitState("running").path("reason").asText()).isEmpty();
        session.delete();
        cluster.rm().awaitApp(application, YarnSession::isOver, YarnSession.LONG);
    }

    @Test
    void gatewayKilled_rightAfterACreate_leavesNoApplicationThatNobodyKnows() throws Exception {
        YarnSession session = YarnSession.create(gateway, "{\"kind\":\"pyspark\"}");
        killAndStartGateway();
        session = session.at(gateway);
        JsonNode view = session.await(each -> each.path("state").asText().matches("running|dead"));
        if (view.path("state").asText().equals("running")) {
            assertThat(new LivyCalls(gateway).text(session.number(), "pyspark", "6 * 7"))
                    .isEqualTo("42");
        } else {
            assertThat(view.path("reason").asText()).contains("the gateway was ended while it submitted it");
        }
        session.delete();
        String id = session.id();
        cluster.rm()
                .awaitNone(
                        app -> app.path("applicationTags").asText().contains(id) && !YarnSession.isOver(app),
                        YarnSession.LONG);
    }

    @Test
    void gatewayThatNeverComesBack_isGivenUpByItsDriver_whoseApplicationEnds() throws Exception {
        YarnSession session = running();
        String application = session.application();
        gateway.kill();
        JsonNode over = cluster.rm().awaitApp(application, YarnSession::isOver, Duration.ofMinutes(3));
        assertThat(over.path("state").asText()).isEqualTo("FINISHED");
        assertThat(cluster.hdfs().list("/user/" + System.getProperty("user.name") + "/.sparkStaging"))
                .doesNotContain(application);
        gateway = GatewayProcess.start(data, port);
        session = session.at(gateway);
        assertThat(session.awaitState("dead").path("reason").asText()).isNotEmpty();
    }
}
