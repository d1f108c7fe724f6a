package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions whose drivers run in containers of a real cluster: three languages, reasons, other clients, nothing left. */
class YarnSessionsIT {
    private static final Duration LONG = YarnSession.LONG;

    @TempDir
    static Path folder;

    private static YarnCluster cluster;
    private static GatewayProcess gateway;
    private static LivyCalls livy;

    @BeforeAll
    static void start() throws Exception {
        cluster = YarnCluster.shared();
        Path data = folder.resolve("data");
        Configurations.write(data, YarnSession.configuration(cluster, "", 120));
        String said = YarnSession.prepare(data);
        assertThat(said).contains("spark-", "pyspark-", "hearth-driver-");
        gateway = GatewayProcess.start(data);
        livy = new LivyCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void threeLanguages_workOnExecutors_andNothingIsLeft() throws Exception {
        YarnSession session = YarnSession.create(gateway, "{\"kind\":\"pyspark\"}");
        JsonNode ready = session.awaitState("running");
        String application = session.application();
        assertThat(List.of("cluster_submitted", "cluster_queued", "cluster_starting"))
                .as(ready.toString())
                .anyMatch(phase -> ready.path("phases").has(phase));

        assertThat(livy.text(
                        session.number(),
                        "pyspark",
                        "spark.sparkContext.parallelize(range(100), 4).map(lambda x: x * x).sum()"))
                .isEqualTo("328350");
        assertThat(livy.text(session.number(), "spark", "sc.parallelize(1 to 100, 4).map(_ * 2).sum"))
                .contains("10100.0");
        JsonNode sql = livy.ended(livy.send(session.number(), "sql", "select sum(id) as s from range(100)"));
        assertThat(sql.at("/output/data/application~1json/data/0/0").asInt()).isEqualTo(4950);
        assertThat(livy.text(
                        session.number(),
                        "pyspark",
                        "len({h for h in spark.sparkContext.parallelize(range(8), 8).map(lambda x:"
                                + " __import__('os').environ['CONTAINER_ID']).collect()}"
                                + " - {__import__('os').environ['CONTAINER_ID']}) > 0"))
                .isEqualTo("True");

        JsonNode app = cluster.rm().app(application);
        assertThat(app.path("state").asText()).isEqualTo("RUNNING");
        assertThat(app.path("applicationTags").asText()).contains("hearth", session.id());
        assertThat(session.livy().path("appId").asText()).isEqualTo(application);
        assertThat(gateway.request("GET", "/hearth/sessions/" + session.id() + "/log", "")
                        .body())
                .contains(application);
        assertThat(session.log()).contains("what the driver has printed so far", "INFO ");
        assertThat(gateway.request("GET", "/hearth/sessions/" + session.id() + "/log", "")
                        .body())
                .contains("what the driver has printed so far", "INFO ");
        secretIsNowhere(app.toString());

        session.delete();
        JsonNode ended = cluster.rm().awaitApp(application, YarnSession::isOver, LONG);
        assertThat(ended.path("finalStatus").asText()).isEqualTo("SUCCEEDED");
        assertThat(cluster.hdfs().list("/user/" + me() + "/.sparkStaging")).doesNotContain(application);
    }

    private static String me() {
        return System.getProperty("user.name");
    }

    /** The launch file is JSON with this key: neither YARN's own files nor its answers have it. */
    private static void secretIsNowhere(String answer) throws IOException {
        assertThat(answer).doesNotContain("launchSecret");
        for (String where : List.of("logs", "data/rm")) {
            try (Stream<Path> files = Files.walk(cluster.folder().resolve(where))) {
                for (Path each : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1))
                            .as(each.toString())
                            .doesNotContain("launchSecret");
                }
            }
        }
    }

    @Test
    void queueThatIsNotThere_orNotOnesOwn_isSaidBeforeAnythingIsSubmitted() throws Exception {
        int before = cluster.rm().apps().size();
        YarnSession unknown = YarnSession.create(gateway, "{\"kind\":\"sql\",\"queue\":\"nosuch\"}");
        YarnSession closed = YarnSession.create(gateway, "{\"kind\":\"sql\",\"queue\":\"closed\"}");
        assertThat(unknown.awaitState("dead").path("reason").asText())
                .contains("YARN has no queue \"nosuch\"", "default", "etl");
        assertThat(closed.awaitState("dead").path("reason").asText())
                .contains("may not submit to the YARN queue \"closed\"", "allowed are default, etl");
        assertThat(unknown.log()).contains("YARN has no queue \"nosuch\"");
        assertThat(cluster.rm().apps()).hasSize(before);
    }

    @Test
    void sparkThatDoesNotStart_endsInSparksOwnSentence() throws Exception {
        YarnSession session = YarnSession.create(gateway, "{\"kind\":\"pyspark\",\"executorMemory\":\"1m\"}");
        assertThat(session.awaitState("dead").path("reason").asText()).contains("Executor memory", "must be at least");
        JsonNode app = cluster.rm().awaitApp(session.application(), YarnSession::isOver, LONG);
        assertThat(app.path("finalStatus").asText()).isEqualTo("FAILED");
    }

    @Test
    void driverThatTakesTooMuchMemory_isDeadForThatReason() throws Exception {
        YarnSession session = YarnSession.create(gateway, "{\"kind\":\"pyspark\"}");
        session.awaitState("running");
        String statement = livy.send(session.number(), "pyspark", "x = b'x' * (3 << 30); __import__('time').sleep(60)");
        JsonNode dead = session.awaitState("dead");
        assertThat(dead.path("reason").asText())
                .contains("YARN killed the driver's container", "memory", "spark.driver.memoryOverhead");
        assertThat(livy.ended(statement).at("/output/status").asText()).isEqualTo("error");
    }

    @Test
    void sessionInAFullQueue_saysSo_andStartsByItselfWhenThereIsRoom() throws Exception {
        YarnSession first = YarnSession.create(gateway, "{\"kind\":\"pyspark\",\"queue\":\"etl\"}");
        first.awaitState("running");
        YarnSession second = YarnSession.create(gateway, "{\"kind\":\"pyspark\",\"queue\":\"etl\"}");
        second.await(view -> view.path("reason").asText().contains("what that may give to drivers is in use"));
        assertThat(second.livy().path("state").asText()).isEqualTo("starting");
        assertThat(second.log()).contains("waits in the YARN queue", "etl");
        first.delete();
        second.awaitState("running");
        assertThat(livy.text(second.number(), "pyspark", "6 * 7")).isEqualTo("42");
        second.delete();
        cluster.rm().awaitApp(second.application(), YarnSession::isOver, LONG);
    }

    @Test
    void sessionThatWaits_canBeDeleted_andIsGoneFromYarn() throws Exception {
        YarnSession first = YarnSession.create(gateway, "{\"kind\":\"pyspark\",\"queue\":\"etl\"}");
        String running = first.application();
        YarnSession second = YarnSession.create(gateway, "{\"kind\":\"pyspark\",\"queue\":\"etl\"}");
        String waiting = second.application();
        second.delete();
        first.delete();
        for (String each : List.of(waiting, running)) {
            cluster.rm().awaitApp(each, YarnSession::isOver, LONG);
        }
        long deadline = System.nanoTime() + LONG.toNanos();
        while (cluster.hdfs().list("/user/" + me() + "/.sparkStaging").stream()
                .anyMatch(each -> each.equals(waiting) || each.equals(running))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(100); // HDFS tells nobody
        }
    }
}
