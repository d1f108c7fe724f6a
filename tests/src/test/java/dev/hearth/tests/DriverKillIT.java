package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.tests.KernelClient.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver is killed at random moments, again and again, and restarted. */
class DriverKillIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long DEAD_WITHIN_MILLIS = 2000;

    @TempDir
    Path folder;

    @Test
    void driverKilled_everyClientSeesTheEndOfEveryCell_andRestartRunsNothingOfBefore() throws Exception {
        Random random = Seed.of("DriverKillIT");
        int rounds = Seed.rounds(3, 60);
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        long slowest = 0;
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            String kernel = KernelClient.startKernel(gateway, "hearth-python");
            for (int round = 0; round < rounds; round++) {
                slowest = Math.max(slowest, killOnce(gateway, kernel, random, round));
                assertThat(gateway.request("POST", "/api/kernels/" + kernel + "/restart", "")
                                .statusCode())
                        .isEqualTo(200);
                try (KernelClient again = KernelClient.connect(gateway, kernel, "after")) {
                    assertThat(KernelClient.text(again.run("'mine' in globals()", LONG)))
                            .isEqualTo("False");
                }
                assertThat(folder.resolve("ran-" + round)).doesNotExist();
            }
        }
        System.out.println("DriverKillIT: " + rounds + " rounds, dead within " + slowest + " ms at the latest");
    }

    /** Returns how long it took until the last client knew. */
    private long killOnce(GatewayProcess gateway, String kernel, Random random, int round) throws Exception {
        try (KernelClient first = KernelClient.connect(gateway, kernel, "first-" + round);
                KernelClient second = KernelClient.connect(gateway, kernel, "second-" + round)) {
            LegacyClient legacy = new LegacyClient(gateway, kernel, "legacy-" + round);
            long pid = Long.parseLong(KernelClient.text(first.run("mine = 1; import os; os.getppid()", LONG)));
            String proof = "open(r'" + folder.resolve("ran-" + round) + "', 'w').close()";
            String running = first.execute("import time\nwhile True:\n    print('x' * 100)\n    time.sleep(0.01)");
            String queued = first.execute(proof);
            first.until(
                    message -> message.type().equals("execute_input")
                            && message.parentId().equals(running),
                    SOON);
            String queuedOfSecond = second.execute(proof);
            String queuedOfLegacy = legacy.execute(proof);
            Thread.sleep(300 + random.nextInt(1000)); // the random moment, when all have arrived

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            long killed = System.nanoTime();
            List<Received> ofFirst = first.until(message -> message.isState("dead"), SOON);
            List<Received> ofSecond = second.until(message -> message.isState("dead"), SOON);
            List<JsonNode> ofLegacy = legacy.until(
                    message -> message.at("/content/execution_state").asText().equals("dead"), SOON);
            long millis = Duration.ofNanos(System.nanoTime() - killed).toMillis();
            assertThat(millis).isLessThan(DEAD_WITHIN_MILLIS);

            checkRunning(ofFirst, running);
            for (List<Received> each : List.of(ofFirst, ofSecond)) {
                assertThat(each.stream()
                                .filter(message -> message.parentId().equals(running))
                                .filter(message -> message.type().equals("error") || message.isState("idle"))
                                .map(Received::type))
                        .as("what all clients see of the end of the running cell")
                        .containsExactly("error", "status");
            }
            assertThat(statusOf(ofFirst, queued)).isEqualTo("aborted");
            assertThat(statusOf(ofSecond, queuedOfSecond)).isEqualTo("aborted");
            assertThat(ofSecond.stream().filter(message -> message.type().equals("execute_reply")))
                    .as("replies go to the one who asked")
                    .hasSize(1);
            checkLegacy(ofLegacy, running, queuedOfLegacy);

            JsonNode view = gateway.session(kernel);
            assertThat(view.path("state").asText()).isEqualTo("dead");
            assertThat(view.path("reason").asText()).contains("SIGKILL");
            assertThat(view.path("unfinished").asInt()).isZero();
            return millis;
        }
    }

    private static void checkRunning(List<Received> messages, String running) {
        Received reply = reply(messages, running);
        assertThat(reply.content().path("status").asText()).isEqualTo("error");
        assertThat(reply.content().path("ename").asText()).isEqualTo("DriverDied");
        assertThat(reply.content().path("evalue").asText()).contains("SIGKILL");
        assertThat(reply.content().path("traceback").isArray()).isTrue();
    }

    private static void checkLegacy(List<JsonNode> messages, String running, String queued) {
        assertThat(messages.stream()
                        .filter(message ->
                                message.at("/parent_header/msg_id").asText().equals(running))
                        .filter(message ->
                                message.at("/header/msg_type").asText().equals("error")
                                        || message.at("/content/execution_state")
                                                .asText()
                                                .equals("idle")))
                .hasSize(2);
        assertThat(messages.stream()
                        .filter(message ->
                                message.at("/header/msg_type").asText().equals("execute_reply"))
                        .map(message -> message.at("/parent_header/msg_id").asText() + " "
                                + message.at("/content/status").asText()))
                .containsExactly(queued + " aborted");
    }

    private static String statusOf(List<Received> messages, String request) {
        assertThat(messages.stream().filter(message -> message.parentId().equals(request) && message.isState("idle")))
                .hasSize(1);
        return reply(messages, request).content().path("status").asText();
    }

    private static Received reply(List<Received> messages, String request) {
        List<Received> replies = messages.stream()
                .filter(message -> message.type().equals("execute_reply")
                        && message.parentId().equals(request))
                .toList();
        assertThat(replies).as("replies to " + request).hasSize(1);
        return replies.get(0);
    }
}
