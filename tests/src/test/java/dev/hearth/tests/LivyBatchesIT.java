package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches with a real Spark: by {@code spark-submit}, and notebooks. */
class LivyBatchesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static Path data;
    private static Path apps;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        apps = Files.createDirectory(folder.resolve("apps"));
        data = folder.resolve("data");
        Configurations.write(data, Configurations.spark("livy:\n  local-dirs: [" + apps + "]\n"));
        gateway = GatewayProcess.start(data);
    }

    /** The gateway is killed, and another one begins on what it leaves. */
    private static void again() throws Exception {
        gateway.kill();
        gateway = GatewayProcess.start(data, gateway.port());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.read(RawJson.of(response.body()));
    }

    private static int create(String body) throws Exception {
        return json(gateway.request("POST", "/batches", body), 201).path("id").asInt(-1);
    }

    private static JsonNode show(int id) throws Exception {
        return json(gateway.request("GET", "/hearth/batches/" + id, ""), 200);
    }

    private static String log(int id) throws Exception {
        return gateway.request("GET", "/hearth/batches/" + id + "/log", "").body();
    }

    private static JsonNode awaitEnd(int id) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode batch = show(id);
            if (!batch.path("ended").isNull()) {
                return batch;
            }
            assertThat(System.nanoTime()).as(batch + "\n" + log(id)).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static void awaitLog(int id, String text) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!log(id).contains(text)) {
            assertThat(System.nanoTime()).as(log(id)).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static String part(String name, String file, String text) {
        return "--edge\r\nContent-Disposition: form-data; name=\"" + name + "\""
                + (file.isEmpty() ? "" : "; filename=\"" + file + "\"") + "\r\n\r\n" + text + "\r\n";
    }

    @Test
    void form_applicationAndModule_runOnDriverAndExecutors() throws Exception {
        String application = """
                import sys
                from pyspark.sql import SparkSession
                import lib
                spark = SparkSession.builder.getOrCreate()
                print('sum', spark.sparkContext.parallelize(range(4), 2).map(lib.twice).sum())
                print('arguments', sys.argv[1:])
                print('conf', spark.conf.get('spark.sql.shuffle.partitions'), spark.sparkContext.appName)
                """;
        String body = part("file", "app.py", application)
                + part("pyFiles", "lib.py", "def twice(x):\n    return 2 * x\n")
                + part(
                        "batch",
                        "",
                        "{\"name\":\"sent\",\"args\":[\"a b\",\"$HOME\"],"
                                + "\"conf\":{\"spark.sql.shuffle.partitions\":\"3\"}}")
                + "--edge--\r\n";
        HttpResponse<String> response = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/batches"))
                .header("Authorization", "token " + gateway.token())
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(HttpRequest.BodyPublishers.ofString(body)));

        int id = json(response, 201).path("id").asInt();
        JsonNode ended = awaitEnd(id);

        assertThat(ended.path("state").asText()).as(log(id)).isEqualTo("success");
        assertThat(log(id)).contains("sum 12", "arguments ['a b', '$HOME']", "conf 3 sent");
        json(gateway.request("DELETE", "/batches/" + id, ""), 200);
        try (var left = Files.list(data.resolve("batches"))) {
            assertThat(left.filter(each -> each.endsWith(ended.path("id").asText())))
                    .isEmpty();
        }
    }

    @Test
    void application_thatThrows_isDead_andSaysWhatWasThrown() throws Exception {
        Path file = Files.writeString(apps.resolve("fail.py"), "raise ValueError('batch boom')\n");

        JsonNode ended = awaitEnd(create("{\"file\":\"" + file + "\"}"));

        assertThat(ended.path("state").asText()).isEqualTo("dead");
        assertThat(ended.path("exit_code").asInt()).isEqualTo(1);
        assertThat(ended.path("reason").asText())
                .isEqualTo("the driver exited with code 1; its log says: ValueError: batch boom");
    }

    @Test
    void gateway_isKilled_andTheApplicationGoesOn() throws Exception {
        Path go = folder.resolve("go");
        Path file = Files.writeString(apps.resolve("waits.py"), """
                import os, sys, time
                print('begun', flush=True)
                while not os.path.exists('%s'):
                    time.sleep(0.05)
                print('went on', flush=True)
                sys.exit(5)
                """.formatted(go));
        int running = create("{\"file\":\"" + file + "\",\"name\":\"waits\"}");
        awaitLog(running, "begun");

        again();
        assertThat(json(gateway.request("GET", "/batches/waits/state", ""), 200)
                        .path("state")
                        .asText())
                .isEqualTo("running");
        Files.createFile(go);
        JsonNode ended = awaitEnd(running);

        assertThat(ended.path("state").asText()).isEqualTo("dead");
        assertThat(ended.path("exit_code").asInt()).isEqualTo(5);
        assertThat(log(running)).contains("went on");
    }

    @Test
    void stop_endsEveryProcess() throws Exception {
        Path file = Files.writeString(apps.resolve("child.py"), """
                import subprocess
                child = subprocess.Popen(['sleep', '600'])
                print('child', child.pid, flush=True)
                child.wait()
                """);
        int id = create("{\"file\":\"" + file + "\"}");
        awaitLog(id, "child ");
        String pid = log(id).lines()
                .filter(line -> line.startsWith("child "))
                .findFirst()
                .orElseThrow()
                .substring("child ".length());

        gateway.request("POST", "/hearth/batches/" + id + "/stop", "");

        assertThat(awaitEnd(id).path("state").asText()).isEqualTo("killed");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static Path notebook(String name, String... sources) throws Exception {
        var root = Json.object().put("nbformat", 4).put("nbformat_minor", 5);
        root.putObject("metadata")
                .putObject("kernelspec")
                .put("name", "hearth-python")
                .put("language", "python")
                .put("display_name", "Python");
        var cells = root.putArray("cells");
        cells.addObject()
                .put("cell_type", "markdown")
                .put("source", "# A title")
                .putObject("metadata");
        for (String source : sources) {
            var cell = cells.addObject().put("cell_type", "code").put("source", source);
            cell.putObject("metadata");
            cell.putArray("outputs");
            cell.putNull("execution_count");
        }
        return Files.writeString(apps.resolve(name), root.toString());
    }

    private static JsonNode executed(int id) throws Exception {
        return json(gateway.request("GET", "/hearth/batches/" + id + "/notebook", ""), 200);
    }

    @Test
    void notebook_runs_andItsCopyHasWhatTheCellsShowed() throws Exception {
        Path file = notebook(
                "good.ipynb", "print('first')\nn = spark.range(5).count()", "", "n + 1", "%%sql\nselect 7 as seven");

        int id = create("{\"file\":\"" + file + "\",\"name\":\"nightly\"}");
        JsonNode ended = awaitEnd(id);

        assertThat(ended.path("state").asText()).as(log(id)).isEqualTo("success");
        JsonNode cells = executed(id).path("cells");
        assertThat(cells.get(1).at("/outputs/0/text/0").asText()).isEqualTo("first\n");
        assertThat(cells.get(3).at("/outputs/0/data/text~1plain/0").asText()).isEqualTo("6");
        assertThat(cells.get(4).path("outputs").toString()).contains("seven");
        assertThat(log(id)).contains("cell 1 of 4 has ended", "first", "ended well");
        assertThat(Files.readString(file))
                .as("the notebook itself is left alone")
                .doesNotContain("first\\n\"");
        // Its session has gone.
        assertThat(json(gateway.request("GET", "/sessions", ""), 200)
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void notebook_aCellFails_laterOnesDoNotRun_andTheReasonSaysWhich() throws Exception {
        Path file = notebook("bad.ipynb", "print('before')", "1 / 0", "print('after')");

        int id = create("{\"file\":\"" + file + "\"}");
        JsonNode ended = awaitEnd(id);

        assertThat(ended.path("state").asText()).isEqualTo("dead");
        assertThat(ended.path("reason").asText()).isEqualTo("cell 2 of 3 failed: ZeroDivisionError: division by zero");
        JsonNode cells = executed(id).path("cells");
        assertThat(cells.get(2).at("/outputs/0/ename").asText()).isEqualTo("ZeroDivisionError");
        assertThat(cells.get(3).path("outputs")).isEmpty();
    }

    @Test
    void notebook_theGatewayIsKilled_andNoCellRunsTwice() throws Exception {
        Path marks = folder.resolve("marks");
        Path go = folder.resolve("go-on");
        Path file = notebook(
                "long.ipynb",
                "open('%s', 'a').write('first ')".formatted(marks),
                "import os, time\nopen('%s', 'a').write('second ')\nwhile not os.path.exists('%s'):\n    time.sleep(0.05)"
                        .formatted(marks, go),
                "open('%s', 'a').write('third ')".formatted(marks));
        int id = create("{\"file\":\"" + file + "\"}");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(marks) || !Files.readString(marks).contains("second")) {
            assertThat(System.nanoTime()).as(log(id)).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }

        again();
        Files.createFile(go);
        JsonNode ended = awaitEnd(id);

        assertThat(ended.path("state").asText()).as(log(id)).isEqualTo("success");
        assertThat(Files.readString(marks)).isEqualTo("first second third ");
        assertThat(List.of(executed(id)
                        .path("cells")
                        .get(1)
                        .path("execution_count")
                        .asInt()))
                .containsExactly(1);
    }
}
