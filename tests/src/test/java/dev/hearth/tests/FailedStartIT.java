package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Profiles that cannot start: the session exists, is dead, and says why. */
class FailedStartIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        Configurations.write(data, """
                profiles:
                  default: { python: %1$s }
                  no-spark: { python: %1$s, spark-home: %2$s }
                  wrong-python: { python: /no/such/python, spark-home: %3$s }
                  no-python: { python: /bin/false, spark-home: %3$s }
                  bad-master: { python: %1$s, memory: 512m, spark-conf: { spark.master: no-such-master } }
                  bad-conf:
                    python: %1$s
                    memory: 512m
                    spark-conf: { spark.master: "local[1]", spark.executor.memory: plenty }
                  too-much-memory: { python: %1$s, memory: 100000g }
                  too-little-memory: { python: %1$s, memory: 8m }
                  bad-option: { python: %1$s, java-options: ["-XX:MaxMetaspaceSize=much"] }
                """.formatted(Environment.python(), nothing, sparkHome()));
        gateway = GatewayProcess.start(data);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String sparkHome() throws Exception {
        Process asking =
                new ProcessBuilder(Environment.python(), "-c", "import pyspark; print(pyspark.__path__[0])").start();
        return new String(asking.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no-spark          | hearth-python | nothing                | false
            wrong-python      | hearth-python | /no/such/python        | false
            no-python         | hearth-python | /bin/false             | false
            bad-master        | hearth-sql    | no-such-master         | true
            bad-conf          | hearth-sql    | plenty                 | true
            too-much-memory   | hearth-python | memory                 | true
            too-little-memory | hearth-python | memory                 | true
            bad-option        | hearth-python | MaxMetaspaceSize=much  | true
            """)
    void profileThatCannotStart_isADeadSession_withItsCauseAndTheEndOfTheLog(
            String profile, String spec, String cause, boolean hasLog) throws Exception {
        long asked = System.nanoTime();
        String kernel = KernelClient.startKernel(gateway, spec + "-" + profile);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
        JsonNode dead =
                gateway.awaitSession(kernel, view -> view.path("state").asText().equals("dead"), LONG);
        String reason = dead.path("reason").asText();
        System.out.println(
                profile + ": " + reason + "  [" + dead.path("log_tail").size() + " lines of log]");
        assertThat(reason.lines().findFirst().orElseThrow()).contains(cause).hasSizeLessThan(600);
        JsonNode tail = dead.path("log_tail");
        assertThat(tail.size() > 0)
                .as("the end of the log, where a driver began one")
                .isEqualTo(hasLog);
        if (hasLog) {
            assertThat(reason).endsWith("\n" + tail.get(tail.size() - 1).asText());
        } else {
            assertThat(reason).doesNotContain("\n");
        }
        JsonNode model = Json.read(
                RawJson.of(gateway.request("GET", "/api/kernels/" + kernel, "").body()));
        assertThat(model.path("execution_state").asText()).isEqualTo("dead");
        assertThat(model.path("reason").asText()).isEqualTo(reason);
        try (KernelClient late = KernelClient.connectSince(gateway, kernel, "late-" + profile, 0)) {
            late.until(message -> message.isState("dead"), LONG);
        }
    }

    @Test
    void cellsThatWaitForAStartThatFails_areAnswered() throws Exception {
        String kernel = KernelClient.startKernel(gateway, "hearth-sql-bad-master");
        try (KernelClient client = KernelClient.connect(gateway, kernel, "waiting")) {
            String cell = client.execute("1");
            var end = client.until(message -> message.isState("dead"), LONG);
            assertThat(end.stream()
                            .filter(message -> message.parentId().equals(cell)
                                    && message.type().equals("execute_reply"))
                            .map(message -> message.content().path("status").asText()))
                    .containsExactly("aborted");
        }
    }
}
