package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.LinkRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three languages in one driver process: values, variables, subshells, progress, cost, SparkMonitor, and a Python that dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TogetherIT {
    private static final Duration LONG = Duration.ofSeconds(90);

    private TestPeer peer;
    private DriverProcess driver;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        assertThat(DriverProcess.python())
                .as("HEARTH_TEST_PYTHON: a Python with pyspark")
                .isNotEmpty();
        peer = new TestPeer();
        driver = DriverProcess.start(
                peer.descriptor(
                        folder,
                        Language.SCALA,
                        TestPeer.settings(64 << 20, 60),
                        Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "2"),
                        DriverProcess.python(),
                        Map.of("KERNEL_HEARTH_PROGRESS", "display", "PYSPARK_PYTHON", executorsPython(folder))),
                folder,
                DriverMain.class.getName(),
                List.of());
        run("%%python\npass");
        run("%%sql\nselect 1");
    }

    /** The same Python, told apart by a variable of its own. */
    private static String executorsPython(Path folder) throws IOException {
        Path script = folder.resolve("python-of-executors");
        Files.writeString(script, "#!/bin/sh\nOF_EXECUTORS=yes exec " + DriverProcess.python() + " \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    @Test
    void pysparkPython_ofTheEnvironment_runsOnTheExecutorsAlone() throws Exception {
        String asked = "__import__('os').environ.get('OF_EXECUTORS')";
        Transcript cell =
                ran("%%python\nprint(sc.parallelize([1], 1).map(lambda n: " + asked + ").collect(), " + asked + ")");
        assertThat(cell.stdout()).isEqualTo("['yes'] None\n");
    }

    @AfterAll
    void stop() throws IOException {
        if (driver != null) {
            driver.close();
            System.err.println(driver.log());
            peer.close();
        }
    }

    private Transcript run(String code) throws IOException {
        String id = peer.execute("a", Json.object().put("code", code).put("stop_on_error", false));
        peer.awaitIdle(id, LONG);
        return peer.of(id);
    }

    private Transcript ran(String code) throws IOException {
        Transcript cell = run(code);
        assertThat(cell.content("execute_reply").path("status").asText())
                .as(code + "\n" + cell.content("execute_reply"))
                .isEqualTo("ok");
        return cell;
    }

    private JsonNode reply(Channel channel, MessageType type, JsonNode content) throws Exception {
        String id = peer.request(channel, type, "a", content);
        peer.awaitIdle(id, LONG);
        return peer.of(id).content(type.reply().orElseThrow().wireName());
    }

    private static JsonNode metadata(Transcript cell) throws Exception {
        return Json.read(
                RawJson.copyOf(cell.record("execute_reply").readMessage().metadata()));
    }

    private static List<JsonNode> contents(Transcript cell, String type) throws Exception {
        List<JsonNode> contents = new ArrayList<>();
        for (LinkRecord record : cell.records()) {
            if (record.envelope().messageType().equals(type)) {
                contents.add(Json.read(record.readMessage().contentJson()));
            }
        }
        return contents;
    }

    @Test
    void values_passBetweenTheLanguages_frameUncopied() throws Exception {
        ran("val n = 42\nval words = Seq(\"a\", \"b\")\nval frame = spark.range(3).toDF(\"n\")");
        Transcript python = ran("%%python -i n,words,frame -o back\n"
                + "back = {'n': n + 1, 'words': words, 'sum': frame.groupBy().sum('n').first()[0]}\nprint(back)");
        assertThat(python.stdout()).contains("'n': 43", "['a', 'b']", "'sum': 3");
        assertThat(ran("println(back)").stdout()).contains("43").contains("sum");
        Transcript passed = ran("%%python -i frame -o again\nagain = frame");
        assertThat(metadata(passed).has("hearth_cost")).isFalse();
        assertThat(ran("println(s\"the same: ${again.queryExecution eq frame.queryExecution}\")")
                        .stdout())
                .isEqualTo("the same: true\n");
        Transcript sql = ran("%%sql -i frame -n 2 -o doubled\nselect n * 2 as d, :n as p from frame order by n");
        assertThat(sql.content("execute_result").path("data").path("text/plain").asText())
                .contains("42");
        assertThat(ran("println(doubled.count())").stdout()).contains("3");
    }

    @Test
    void variables_ofAllLanguages_areListed() throws Exception {
        ran("val listedInScala = 1");
        ran("%%python\nlisted_in_python = 'two'");
        JsonNode all = reply(Channel.SHELL, MessageType.HEARTH_VARIABLES_REQUEST, Json.object())
                .path("variables");
        assertThat(all.findValuesAsText("name")).contains("listedInScala", "listed_in_python");
    }

    @Test
    void subshell_runsSqlWhileScalaRunsALongJob() throws Exception {
        String subshell = reply(Channel.CONTROL, MessageType.CREATE_SUBSHELL_REQUEST, Json.object())
                .path("subshell_id")
                .asText();
        String busy = peer.execute(
                "a",
                Json.object()
                        .put("code", "spark.sparkContext.parallelize(1 to 1, 1).foreach(_ => Thread.sleep(60000))")
                        .put("stop_on_error", false));
        peer.await("the job", LONG, p -> p.of(busy).has("hearth_progress"));
        assertThat(completed("spark.ran")).contains("range");
        assertThat(completed("%%python\nspark.ran")).contains("range");
        assertThat(completed("%%sql\nselect approx_count_d")).contains("approx_count_distinct");
        peer.in(subshell);
        for (String cell : new String[] {"%%sql\nselect 1 + 1 as two", "%%python\nprint(1 + 1)", "println(1 + 1)"}) {
            ran(cell);
        }
        peer.in(null);
        assertThat(peer.of(busy).isIdle()).isFalse();
        peer.interrupt();
        peer.awaitIdle(busy, LONG);
    }

    private List<String> completed(String code) throws Exception {
        JsonNode asked = Json.object().put("code", code).put("cursor_pos", code.length());
        JsonNode reply = reply(Channel.SHELL, MessageType.COMPLETE_REQUEST, asked);
        List<String> matches = new ArrayList<>();
        reply.path("matches")
                .forEach(each ->
                        matches.add(each.asText().replaceFirst("^.*\\.", "").replaceFirst("\\(.*", "")));
        return matches;
    }

    @Test
    void widgetAndCompletion_workWhilePythonWaitsForALongJob() throws Exception {
        String comm = ran("%%python\nimport ipywidgets, time\nslider = ipywidgets.IntSlider(value=1)\n"
                        + "print(slider.comm.comm_id)")
                .stdout()
                .strip();
        String busy = peer.execute(
                "a",
                Json.object()
                        .put("code", "%%python\nsc.parallelize([1], 1).map(lambda n: time.sleep(60)).count()")
                        .put("stop_on_error", false));
        peer.await("the job", LONG, p -> p.of(busy).has("hearth_progress"));
        ObjectNode moved = Json.object().put("comm_id", comm);
        moved.putObject("data")
                .put("method", "update")
                .set("state", Json.object().put("value", 9));
        peer.awaitIdle(peer.request(Channel.SHELL, MessageType.COMM_MSG, "a", moved), LONG);
        assertThat(completed("%%python\nslider.descr")).contains("description");
        assertThat(reply(Channel.SHELL, MessageType.COMM_INFO_REQUEST, Json.object())
                        .path("comms")
                        .path(comm)
                        .path("target_name")
                        .asText())
                .isEqualTo("jupyter.widget");
        String subshell = reply(Channel.CONTROL, MessageType.CREATE_SUBSHELL_REQUEST, Json.object())
                .path("subshell_id")
                .asText();
        peer.in(subshell);
        assertThat(ran("%%python\nprint(slider.value)").stdout()).isEqualTo("9\n");
        peer.in(null);
        assertThat(peer.of(busy).isIdle()).isFalse();
        peer.interrupt();
        peer.awaitIdle(busy, LONG);
        assertThat(peer.of(busy).content("execute_reply").path("ename").asText())
                .isEqualTo("KeyboardInterrupt");
    }

    @Test
    void cost_isInTheReplyOfACellWithJobs_andOnlyThere() throws Exception {
        JsonNode cost = metadata(ran("spark.range(0, 1000, 1, 4).repartition(3).count()"))
                .path("hearth_cost");
        assertThat(cost.path("jobs").asInt()).isPositive();
        assertThat(cost.path("tasks").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(cost.path("shuffle_written_bytes").asLong()).isPositive();
        assertThat(metadata(ran("1 + 1")).has("hearth_cost")).isFalse();
        assertThat(metadata(ran("%%python\nspark.range(10).count()"))
                        .path("hearth_cost")
                        .path("jobs")
                        .asInt())
                .isPositive();
    }

    @Test
    void cost_tellsStagesTimeAndBytes(@TempDir Path files) throws Exception {
        String text = files.resolve("text").toString();
        ran("spark.range(0, 20000, 1, 1).selectExpr(\"cast(id as string)\").write.text(\"" + text + "\")");
        ran("def forced(n: Int) = org.apache.spark.SparkEnv.get.conf"
                + ".set(\"spark.shuffle.spill.numElementsForceSpillThreshold\", n.toString)");
        ran("forced(1000)");
        JsonNode cost;
        try {
            cost = metadata(ran("spark.read.text(\"" + text
                            + "\").repartition(2).sort(rand()).write.format(\"noop\").mode(\"overwrite\").save()"))
                    .path("hearth_cost");
        } finally {
            ran("forced(Int.MaxValue)");
        }
        assertThat(cost.path("stages").asInt()).as(cost.toString()).isGreaterThanOrEqualTo(3);
        assertThat(cost.path("executor_run_ms").asLong()).as(cost.toString()).isPositive();
        // The file has 108,890 bytes; a sort by ranges reads it for its sample and for itself.
        assertThat(cost.path("bytes_read").asLong()).as(cost.toString()).isBetween(100_000L, 1_000_000L);
        assertThat(cost.path("spilled_bytes").asLong()).as(cost.toString()).isPositive();
    }

    @Test
    void progressDisplay_appearsForLongJobs_andEndsWithTheSums() throws Exception {
        Transcript quick = ran("spark.range(10).count()");
        assertThat(quick.has("display_data")).isFalse();
        Transcript slow = ran("spark.sparkContext.parallelize(1 to 8, 8).foreach(_ => Thread.sleep(400))");
        JsonNode shown = slow.content("display_data");
        String displayId = shown.path("transient").path("display_id").asText();
        assertThat(displayId).isNotEmpty();
        assertThat(shown.path("data").path("text/plain").asText()).contains("of 8 tasks");
        List<JsonNode> updates = contents(slow, "update_display_data");
        assertThat(updates).hasSizeBetween(1, 12).allSatisfy(update -> assertThat(
                        update.path("transient").path("display_id").asText())
                .isEqualTo(displayId));
        Transcript one = ran("spark.sparkContext.parallelize(1 to 1, 1).foreach(_ => Thread.sleep(1500))");
        assertThat(one.content("display_data").path("data").path("text/plain").asText())
                .contains("0 of 1 tasks");
        assertThat(updates.get(updates.size() - 1)
                        .path("data")
                        .path("text/plain")
                        .asText())
                .contains("1 jobs, 1 stages, 8 tasks", "on executors");
    }

    @Test
    void sparkMonitor_isToldOfJobsStagesAndTasks() throws Exception {
        String open = peer.request(
                Channel.SHELL,
                MessageType.COMM_OPEN,
                "a",
                Json.object().put("comm_id", "m1").put("target_name", "SparkMonitor"));
        peer.awaitIdle(open, LONG);
        peer.await("the application", LONG, p -> monitored(open).contains("sparkApplicationStart"));
        String again = peer.request( // as the extension does, which keeps what came last
                Channel.SHELL,
                MessageType.COMM_OPEN,
                "a",
                Json.object().put("comm_id", "m2").put("target_name", "SparkMonitor"));
        peer.awaitIdle(again, LONG);
        peer.await("the application", LONG, p -> monitored(again).contains("sparkApplicationStart"));
        ran("spark.range(0, 4, 1, 4).map { n => Thread.sleep(700); n }.repartition(2).count()");
        peer.await("the job's end", LONG, p -> monitored(again).contains("sparkJobEnd"));
        assertThat(monitored(open)).containsExactly("commopen", "sparkApplicationStart");
        assertThat(monitored(again))
                .startsWith("commopen", "sparkApplicationStart")
                .contains(
                        "sparkJobStart",
                        "sparkStageSubmitted",
                        "sparkTaskStart",
                        "sparkStageActive",
                        "sparkTaskEnd",
                        "sparkStageCompleted");
        assertThat(messages(again, "sparkStageActive")
                        .get(0)
                        .path("numActiveTasks")
                        .asInt())
                .isBetween(1, 2);
        assertThat(messages(again, "sparkJobStart"))
                .allSatisfy(
                        each -> assertThat(each.path("numExecutors").asInt()).isEqualTo(1));
    }

    @Test
    void sparkMonitor_hearsOfAJobBeforeItsCellIsOver(@TempDir Path given) throws Exception {
        String open = peer.request(
                Channel.SHELL,
                MessageType.COMM_OPEN,
                "early",
                Json.object().put("comm_id", "m3").put("target_name", "SparkMonitor"));
        peer.await("the application", LONG, p -> monitored(open).contains("sparkApplicationStart"));
        Path seen = given.resolve("seen");
        String cell = peer.execute(
                "a",
                "spark.sparkContext.parallelize(1 to 2, 1).count();"
                        + " while (!java.nio.file.Files.exists(java.nio.file.Path.of(\"" + seen
                        + "\"))) Thread.sleep(10)");
        peer.await("the job", LONG, p -> monitored(open).contains("sparkJobStart"));
        assertThat(peer.of(cell).isIdle()).isFalse();
        Files.createFile(seen);
        peer.awaitIdle(cell, LONG);
    }

    private List<JsonNode> messages(String open, String type) {
        return fromScala(open).stream()
                .filter(each -> each.path("msgtype").asText().equals(type))
                .toList();
    }

    private List<String> monitored(String open) {
        return fromScala(open).stream()
                .map(each -> each.path("msgtype").asText())
                .toList();
    }

    /** What the comm that was opened so was told, in the form in which the extension reads it. */
    private List<JsonNode> fromScala(String open) {
        List<JsonNode> messages = new ArrayList<>();
        try {
            for (JsonNode content : contents(peer.of(open), "comm_msg")) {
                JsonNode data = content.path("data");
                boolean own = data.path("msgtype").asText().equals("fromscala");
                messages.add(own ? Json.read(RawJson.of(data.path("msg").asText())) : data);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return messages;
    }

    @Test
    void frameOfPython_isATableByOneJob_andShownAgainByNone() throws Exception {
        ran("%%python\nshown = spark.range(0, 100, 1, 1).selectExpr('id', \"'a<b' as name\")");
        Transcript first = ran("%%python\nshown");
        JsonNode data = first.content("execute_result").path("data");
        assertThat(data.path("text/plain").asText()).contains("id | name", "truncated: the first 20 rows of more");
        assertThat(data.path("text/html").asText()).contains("<table", "a&lt;b");
        assertThat(data.path("application/vnd.hearth.table+json").path("rows")).hasSize(20);
        assertThat(metadata(first).path("hearth_cost").path("jobs").asInt()).isEqualTo(1);
        Transcript again = ran("%%python\nshown");
        assertThat(again.content("execute_result").path("data")).isEqualTo(data);
        assertThat(metadata(again).has("hearth_cost")).isFalse();
        Transcript off = ran("%%python\nspark.conf.set('spark.sql.repl.eagerEval.enabled', 'false')\n"
                + "spark.range(3).toDF('unread')");
        assertThat(off.content("execute_result").path("data").toString())
                .isEqualTo("{\"text/plain\":\"DataFrame[unread: bigint]\"}");
        assertThat(metadata(off).has("hearth_cost")).isFalse();
        ran("%%python\nspark.conf.unset('spark.sql.repl.eagerEval.enabled')");
        Transcript failing = ran("%%python\nspark.sql(\"select raise_error('spoilt') as bad\")");
        assertThat(failing.content("execute_result")
                        .path("data")
                        .path("text/plain")
                        .asText())
                .startsWith("DataFrame[bad: void]\nits rows cannot be shown: ")
                .contains("spoilt");
    }

    @Test
    void pythonOfExecutors_thatIsAnother_isOneSentence(@TempDir Path folder) throws Exception {
        Path lie = folder.resolve("sitecustomize.py");
        Files.writeString(lie, """
                import collections, sys
                real = sys.version_info
                V = collections.namedtuple('V', 'major minor micro releaselevel serial')
                sys.version_info = V(3, real.minor - 1, 0, 'final', 0)
                """);
        Path other = folder.resolve("other-python");
        Files.writeString(
                other, "#!/bin/sh\nPYTHONPATH=" + folder + ":$PYTHONPATH exec " + DriverProcess.python() + " \"$@\"\n");
        assertThat(other.toFile().setExecutable(true)).isTrue();
        ran("%%python\nown, sc.pythonExec = sc.pythonExec, '" + other + "'");
        JsonNode error = run("%%python\nsc.parallelize([1], 1).map(lambda n: n).collect()")
                .content("execute_reply");
        ran("%%python\nsc.pythonExec = own");
        assertThat(error.path("ename").asText()).isEqualTo("PythonVersionMismatch");
        assertThat(error.path("evalue").asText())
                .matches("the executors run Python 3\\.\\d+ and this session runs 3\\.\\d+, and PySpark needs .*");
        assertThat(error.path("traceback")).hasSize(1);
        assertThat(ran("%%python\nprint(sc.parallelize([1], 1).map(lambda n: n).collect())")
                        .stdout())
                .isEqualTo("[1]\n");
    }

    @Test
    void deathOfPython_losesItsVariablesAlone() throws Exception {
        ran("val kept = 7\nspark.range(4).createOrReplaceTempView(\"kept_view\")");
        ran("%%python\ngone = 1");
        JsonNode error = run("%%python\nimport os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
                .content("execute_reply");
        assertThat(error.path("ename").asText()).isEqualTo("InterpreterDied");
        assertThat(error.path("evalue").asText()).containsIgnoringCase("kill").containsIgnoringCase("variables");
        assertThat(run("%%python\nprint('gone' in dir(), spark.table('kept_view').count())")
                        .stdout())
                .isEqualTo("False 4\n");
        assertThat(ran("println(kept)").stdout()).contains("7");
        assertThat(ran("%%sql\nselect count(*) as c from kept_view")
                        .content("execute_result")
                        .path("data")
                        .path("text/plain")
                        .asText())
                .contains("4");
    }
}
