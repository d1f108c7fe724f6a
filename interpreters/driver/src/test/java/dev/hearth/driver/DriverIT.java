package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The driver program with real Spark and real Python. One driver for all, since a start takes seconds; the last test ends it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DriverIT {
    private static final Duration LONG = Duration.ofSeconds(90);

    private TestPeer peer;
    private DriverProcess driver;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        assertThat(DriverProcess.python())
                .as("HEARTH_TEST_PYTHON: a Python with pyspark")
                .isNotEmpty();
        peer = new TestPeer();
        LaunchDescriptor descriptor = peer.descriptor(
                folder,
                Language.SCALA,
                TestPeer.settings(64 << 20, 60),
                Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "2"),
                DriverProcess.python());
        driver = DriverProcess.start(descriptor, folder, DriverMain.class.getName(), List.of());
    }

    @AfterAll
    void stop() throws IOException {
        if (driver != null) {
            driver.close();
            System.err.println(peer.events("hearth_phase") + " " + peer.events("hearth_facts"));
            System.err.println(driver.log());
            peer.close();
        }
    }

    private Transcript run(String code) throws IOException {
        String id = peer.execute("a", Json.object().put("code", code).put("stop_on_error", false));
        peer.awaitIdle(id, LONG);
        return peer.of(id);
    }

    private static String status(Transcript cell) {
        JsonNode reply = cell.content("execute_reply");
        return reply.path("status").asText()
                + reply.path("evalue").asText()
                + (reply.has("traceback") ? reply.path("traceback") : "");
    }

    @Test
    @Order(1)
    void threeLanguages_shareViewsOfOneSession() throws Exception {
        Transcript scala = run("spark.range(5).selectExpr(\"id * 2 as n\").createOrReplaceTempView(\"doubled\")\n"
                + "println(\"from scala\")");
        assertThat(status(scala)).isEqualTo("ok");
        assertThat(scala.stdout()).contains("from scala");
        Transcript python = run("%%python\nprint(spark.table('doubled').groupBy().sum('n').first()[0])\n"
                + "spark.sql('select max(n) as m from doubled').createOrReplaceTempView('greatest')");
        assertThat(status(python)).isEqualTo("ok");
        assertThat(python.stdout()).isEqualTo("20\n");
        Transcript sql = run("%%sql\nselect m + 1 as answer from greatest");
        assertThat(status(sql)).isEqualTo("ok");
        assertThat(sql.content("execute_result").path("data").path("text/plain").asText())
                .contains("answer")
                .contains("9");
        assertThat(sql.content("execute_reply").path("execution_count").asInt()).isEqualTo(3);
    }

    @Test
    @Order(2)
    void scala_closuresAndDatasets_runOnTheSession() throws Exception {
        assertThat(status(run("case class P(x: Int)\nval k = 3"))).startsWith("ok");
        Transcript cell = run("println(Seq(P(1), P(2)).toDS().map(p => p.x * k).collect().sum)");
        assertThat(status(cell)).isEqualTo("ok");
        assertThat(cell.stdout()).contains("9");
    }

    @Test
    @Order(3)
    void interrupt_endsJobsSleepsAndLoops_inEachLanguage() throws Exception {
        String scalaJob = "spark.sparkContext.parallelize(1 to 4, 4).foreach(_ => Thread.sleep(60000))";
        String pythonJob =
                "%%python\nimport time\nspark.sparkContext.parallelize(range(4), 4).foreach(lambda x: time.sleep(60))";
        String sqlJob =
                "%%sql\nselect count(*) from range(1000000000) a cross join range(1000000) b where a.id + b.id = 7";
        for (String code : new String[] {
            scalaJob,
            "println(\"under way\")\nThread.sleep(60000)",
            "println(\"under way\")\nwhile (true) {}",
            pythonJob,
            "%%python\nimport time\nprint('under way')\ntime.sleep(60)",
            "%%python\nprint('under way')\nwhile True: pass",
            sqlJob
        }) {
            String id = peer.execute("a", Json.object().put("code", code).put("stop_on_error", false));
            // A job is under way when there is progress, anything else when it says so.
            String sign = code.contains("under way") ? "stream" : "hearth_progress";
            peer.await("the start of " + code, LONG, p -> p.of(id).has(sign));
            long asked = System.nanoTime();
            peer.interrupt();
            peer.awaitIdle(id, Duration.ofSeconds(15));
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            System.err.println("interrupted after " + took.toMillis() + " ms: " + code);
            assertThat(peer.of(id).content("execute_reply").path("status").asText())
                    .as(code)
                    .isEqualTo("error");
            assertThat(took).as(code).isLessThan(Duration.ofSeconds(8));
        }
        assertThat(status(run("println(1 + 1)"))).isEqualTo("ok");
        assertThat(status(run("%%python\nprint(1 + 1)"))).isEqualTo("ok");
        assertThat(status(run("%%sql\nselect 1"))).isEqualTo("ok");
    }

    @Test
    @Order(4)
    void progressAndCost_areToldOfACell() throws Exception {
        String id = peer.execute("a", "spark.range(0, 1000, 1, 4).repartition(3).count()");
        peer.awaitIdle(id, LONG);
        peer.await("the cost", Duration.ofSeconds(10), p -> p.of(id).has("hearth_cost"));
        assertThat(peer.of(id).content("hearth_cost").path("jobs").asInt()).isPositive();
        assertThat(peer.of(id).has("hearth_progress")).isTrue();
        assertThat(peer.events("hearth_phase"))
                .extracting(event -> event.path("phase").asText())
                .contains("process", "link", "scala", "python", "sql", "spark");
        assertThat(peer.events("hearth_facts").get(0).path("spark").asText()).startsWith("4.");
    }

    @Test
    @Order(5)
    void input_worksInScalaAndPython() throws Exception {
        for (String code :
                new String[] {"%%python\nprint('hi ' + input('who?'))", "println(\"hi \" + scala.io.StdIn.readLine())"
                }) {
            String id = peer.execute("a", code);
            peer.await("the question", LONG, p -> p.of(id).has("input_request"));
            peer.request(
                    dev.hearth.protocol.Channel.STDIN,
                    "input_reply",
                    "a",
                    Json.object().put("value", "Ada"),
                    peer.of(id).record("input_request").envelope().messageId());
            peer.awaitIdle(id, LONG);
            assertThat(peer.of(id).stdout()).contains("hi Ada");
        }
    }

    @Test
    @Order(6)
    void sparkStop_endsTheDriver_whichSaysWhy() throws Exception {
        String id = peer.execute("a", "spark.stop()");
        assertThat(driver.process().waitFor(30, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
        assertThat(driver.process().exitValue()).isEqualTo(0);
        assertThat(peer.of(id).content("execute_reply").path("status").asText()).isEqualTo("ok");
        assertThat(peer.awaitEvent("hearth_ending").path("reason").asText()).contains("Spark context");
        assertThat(driver.process().descendants()).isEmpty();
        assertThat(driver.log()).doesNotContain("launch-secret-of-this-test");
    }
}
