package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.RawJson;
import dev.hearth.tests.KernelClient.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scala, Python and SQL on one session, from one WebSocket client. */
class LanguagesIT {
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static String kernel;
    private static KernelClient client;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayProcess.start(folder.resolve("data"));
        kernel = KernelClient.startKernel(gateway, "hearth-scala");
        client = KernelClient.connect(gateway, kernel, "languages");
        assertThat(KernelClient.text(client.run("1 + 1", LONG))).contains("2");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static String text(String code) throws Exception {
        return KernelClient.text(client.run(code, LONG));
    }

    @Test
    void languages_seeEachOthersTempViews() throws Exception {
        assertThat(text("spark.range(5).toDF(\"n\").createOrReplaceTempView(\"from_scala\")"))
                .doesNotContain("rror");
        assertThat(
                        text(
                                "%%python\nspark.sql('select sum(n) s from from_scala').createOrReplaceTempView('from_python')"))
                .doesNotContain("rror");
        assertThat(text("%%sql\nselect s + 32 as answer from from_python")).contains("42");
        assertThat(text("%%scala\nspark.table(\"from_python\").as[Long].first()"))
                .contains("10");
    }

    @Test
    void closures_datasetsOfCaseClassesAndUdfs_run() throws Exception {
        assertThat(
                        text(
                                "case class P(a: Int, b: String)\nSeq(P(1, \"x\"), P(2, \"y\")).toDS().map(_.a * 10).collect().sum"))
                .contains("30");
        assertThat(
                        text(
                                "val twice = udf((x: Long) => x * 2)\nspark.range(4).select(twice($\"id\")).as[Long].collect().sum"))
                .contains("12");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    Scala job   | %%scala | spark.range(1000000000000L).rdd.map(x => x + 1).count()
                    Scala sleep | %%scala | Thread.sleep(60000)
                    Scala loop  | %%scala | var i = 0L; while (true) { i += 1 }
                    Python job  | %%python | spark.range(1000000000000).rdd.map(lambda x: x + 1).count()
                    Python sleep| %%python | import time; time.sleep(60)
                    Python loop | %%python | while True: pass
                    SQL job     | %%sql | select sum(a.id * b.id) from range(1000000) a join range(1000000) b on a.id < b.id
                    """)
    void interrupt_endsTheCell_andTheSessionIsUsable(String what, String language, String code) throws Exception {
        String request = client.execute(language + "\n" + code);
        client.until(m -> m.type().equals("execute_input") && m.parentId().equals(request), LONG);
        Thread.sleep(1500); // the cell must be in the middle of its work
        assertThat(gateway.request("POST", "/api/kernels/" + kernel + "/interrupt", "")
                        .statusCode())
                .isEqualTo(204);
        List<Received> messages = client.untilIdle(request, Duration.ofSeconds(15));
        assertThat(messages.stream()
                        .filter(m -> m.type().equals("execute_reply"))
                        .findFirst())
                .as(what)
                .hasValueSatisfying(
                        m -> assertThat(m.content().path("status").asText()).isEqualTo("error"));
        assertThat(text("%%scala\nspark.range(3).count()")).contains("3");
        assertThat(text("%%python\nspark.range(4).count()")).contains("4");
    }

    @Test
    void stopOnError_abortsWhatIsQueuedOfTheSameClientOnly() throws Exception {
        KernelClient other = KernelClient.connect(gateway, kernel, "other");
        String failing = client.execute("Thread.sleep(700); sys.error(\"no\")");
        String aborted = client.execute("1");
        Thread.sleep(200); // both are in the queue
        String kept = other.execute("40 + 2");
        client.untilIdle(failing, LONG);
        assertThat(client.untilIdle(aborted, LONG).stream()
                        .filter(m -> m.type().equals("execute_reply"))
                        .map(m -> m.content().path("status").asText()))
                .containsExactly("aborted");
        assertThat(KernelClient.text(other.untilIdle(kept, LONG))).contains("42");
        other.close();
    }

    @Test
    void requestsBesideExecute_areAnswered() throws Exception {
        String complete =
                client.send(Channel.SHELL, "complete_request", RawJson.of("{\"code\":\"spark.ran\",\"cursor_pos\":9}"));
        assertThat(client.untilIdle(complete, LONG).toString()).contains("range");
        String inspect = client.send(
                Channel.SHELL,
                "inspect_request",
                RawJson.of("{\"code\":\"spark\",\"cursor_pos\":3,\"detail_level\":0}"));
        assertThat(client.untilIdle(inspect, LONG).toString()).contains("SparkSession");
        String isComplete = client.send(Channel.SHELL, "is_complete_request", RawJson.of("{\"code\":\"def f() = {\"}"));
        assertThat(client.untilIdle(isComplete, LONG).toString()).contains("incomplete");
        String control = client.send(Channel.CONTROL, "kernel_info_request", RawJson.EMPTY_OBJECT);
        assertThat(client.untilIdle(control, LONG).toString())
                .contains("kernel_info_reply")
                .contains("5.5");
        String comms = client.send(Channel.SHELL, "comm_info_request", RawJson.EMPTY_OBJECT);
        assertThat(client.untilIdle(comms, LONG).toString()).contains("comm_info_reply");
    }

    @Test
    void longCell_doesNotHoldUpControlNorKernelInfo() throws Exception {
        String sleeping = client.execute("Thread.sleep(4000)");
        client.until(m -> m.type().equals("execute_input") && m.parentId().equals(sleeping), LONG);
        String info = client.send(Channel.SHELL, "kernel_info_request", RawJson.EMPTY_OBJECT);
        List<Received> before = client.until(
                m -> m.type().equals("kernel_info_reply") && m.parentId().equals(info), Duration.ofSeconds(3));
        String control = client.send(Channel.CONTROL, "kernel_info_request", RawJson.EMPTY_OBJECT);
        List<Received> onControl = client.until(
                m -> m.type().equals("kernel_info_reply") && m.parentId().equals(control), Duration.ofSeconds(3));
        assertThat(onControl.get(onControl.size() - 1).channel()).isEqualTo("control");
        for (List<Received> each : List.of(before, onControl)) {
            assertThat(each.stream().noneMatch(m -> m.type().equals("execute_reply")))
                    .isTrue();
        }
        assertThat(status(client.untilIdle(sleeping, LONG))).isEqualTo("ok");
    }

    private static String status(List<Received> messages) {
        return messages.stream()
                .filter(m -> m.type().equals("execute_reply"))
                .map(m -> m.content().path("status").asText())
                .findFirst()
                .orElse("none");
    }

    @Test
    void events_areServedAsServerSentEvents_andTheDriversLogIsReadable() throws Exception {
        text("println(\"for the events\")");
        var log = gateway.request("GET", "/hearth/sessions/" + kernel + "/log?tail=50", "");
        assertThat(log.statusCode()).isEqualTo(200);
        try (var events = EventReader.open(gateway, "/hearth/sessions/" + kernel + "/events?since=0")) {
            assertThat(events.until("for the events", Duration.ofSeconds(20)))
                    .contains("event: stream")
                    .contains("id: ");
        }
    }

    @Test
    void deps_inAPythonSession_areSeenByItsJvmAndBySql() throws Exception {
        Path jar = SmallJar.write(folder.resolve("of-python.jar"), "tiny.Twice", "int of(int n) { return 2 * n; }");
        String own = KernelClient.startKernel(gateway, "hearth-python");
        try (KernelClient python = KernelClient.connect(gateway, own, "jars")) {
            assertThat(KernelClient.text(python.run("spark.range(3).count()", LONG)))
                    .contains("3");
            assertThat(KernelClient.text(python.run("%%deps\njar " + jar, LONG)))
                    .doesNotContain("rror");
            assertThat(KernelClient.text(python.run("%%deps", LONG))).contains(jar.toString());
            assertThat(KernelClient.text(python.run("sc._jvm.tiny.Twice.of(21)", LONG)))
                    .isEqualTo("42");
            assertThat(KernelClient.text(python.run("%%sql\nselect reflect('tiny.Twice', 'of', 21) as n", LONG)))
                    .contains("42");
        }
        gateway.request("DELETE", "/api/kernels/" + own, "");
    }

    @Test
    void sqlSession_takesJars_andSparkStopEndsItAndSaysWhy() throws Exception {
        Path jar = SmallJar.write(folder.resolve("of-sql.jar"), "tiny.Half", "int of(int n) { return n / 2; }");
        String own = KernelClient.startKernel(gateway, "hearth-sql");
        try (KernelClient sql = KernelClient.connect(gateway, own, "stopper")) {
            assertThat(KernelClient.text(sql.run("select 40 + 2", LONG))).contains("42");
            assertThat(KernelClient.text(sql.run("%%deps\njar " + jar, LONG))).doesNotContain("rror");
            assertThat(KernelClient.text(
                            sql.run("select reflect('tiny.Half', 'of', int(id + 84)) as n from range(1)", LONG)))
                    .contains("42");
            sql.execute("%%scala\nspark.stop()");
            sql.until(m -> m.content().path("execution_state").asText().equals("dead"), LONG);
            assertThat(gateway.request("GET", "/api/kernels/" + own, "").body()).contains("stopped");
        }
    }
}
