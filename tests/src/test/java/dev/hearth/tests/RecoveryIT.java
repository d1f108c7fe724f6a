package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import dev.hearth.tests.KernelClient.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives when clients go away and processes are killed. */
class RecoveryIT {
    private static final Duration LONG = Duration.ofSeconds(90);

    private static final String COUNT = """
            import time
            for i in range(60):
                print(f"line {i:03d}", flush=True)
                time.sleep(0.1)
            "done"
            """;

    @TempDir
    Path folder;

    @Test
    void gatewayKilledInMidCell_clientComesBackToEveryLineAndTheReply() throws Exception {
        Path data = folder.resolve("data");
        List<Received> messages = new ArrayList<>();
        String kernel;
        String request;
        int port;
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            port = gateway.port();
            kernel = KernelClient.startKernel(gateway, "hearth-python");
            KernelClient client = KernelClient.connect(gateway, kernel, "client-1");
            assertThat(KernelClient.text(client.run("1 + 1", LONG))).contains("2");
            request = client.execute(COUNT);
            messages.addAll(
                    client.until(message -> KernelClient.text(List.of(message)).contains("line 010"), LONG));
            gateway.kill();
        }
        try (GatewayProcess gateway = GatewayProcess.start(data, port)) {
            assertThat(kernelIds(gateway)).contains(kernel);
            KernelClient client = KernelClient.connect(gateway, kernel, "client-1");
            messages.addAll(client.untilIdle(request, LONG));
            List<Received> ofCell = distinct(messages).stream()
                    .filter(message -> message.parentId().equals(request))
                    .toList();
            String text = KernelClient.text(ofCell);
            int at = -1;
            for (int i = 0; i < 60; i++) {
                int next = text.indexOf("line %03d".formatted(i));
                assertThat(next).as("line %d behind line %d", i, i - 1).isGreaterThan(at);
                at = next;
            }
            assertThat(text).contains("done");
            assertThat(ofCell.stream().filter(message -> message.type().equals("execute_reply")))
                    .hasSize(1);
            assertThat(KernelClient.text(client.run("i", LONG))).contains("59");
        }
    }

    @Test
    void driverKilled_isDeadWithAReasonWithinTwoSeconds_andRestartRunsNothingOfBefore() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
            String kernel = KernelClient.startKernel(gateway, "hearth-python");
            KernelClient client = KernelClient.connect(gateway, kernel, "client-1");
            Path proof = folder.resolve("proof");
            long pid = Long.parseLong(KernelClient.text(client.run("import os; os.getppid()", LONG))
                    .strip());
            String running = client.execute("import time; time.sleep(60)");
            String queued = client.execute("open(r'" + proof + "', 'w').close()");
            client.until(
                    message -> message.type().equals("execute_input")
                            && message.parentId().equals(running),
                    LONG);

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            long killed = System.nanoTime();
            List<Received> end = client.until(
                    message -> message.type().equals("status")
                            && message.content()
                                    .path("execution_state")
                                    .asText()
                                    .equals("dead"),
                    Duration.ofSeconds(10));
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(2));

            assertThat(replyOf(end, running).content().path("status").asText()).isEqualTo("error");
            assertThat(replyOf(end, queued).content().path("status").asText()).isEqualTo("aborted");
            var model = Json.read(RawJson.of(
                    gateway.request("GET", "/api/kernels/" + kernel, "").body()));
            assertThat(model.path("execution_state").asText()).isEqualTo("dead");
            assertThat(model.path("reason").asText()).isNotBlank();

            assertThat(gateway.request("POST", "/api/kernels/" + kernel + "/restart", "")
                            .statusCode())
                    .isEqualTo(200);
            KernelClient again = KernelClient.connect(gateway, kernel, "client-1");
            assertThat(KernelClient.text(again.run("'time' in dir()", LONG))).contains("False");
            assertThat(proof).doesNotExist();
        }
    }

    @Test
    void clientAwayInMidCell_getsWhatItMissed_andAnotherReplaysFromTheStart() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
            String kernel = KernelClient.startKernel(gateway, "hearth-python");
            KernelClient client = KernelClient.connect(gateway, kernel, "client-1");
            client.run("1", LONG);
            String request = client.execute(COUNT);
            List<Received> messages = new ArrayList<>(
                    client.until(message -> KernelClient.text(List.of(message)).contains("line 005"), LONG));
            client.abort();
            KernelClient other = KernelClient.connectSince(gateway, kernel, "client-2", 0);
            String replayed = KernelClient.text(other.untilIdle(request, LONG));
            assertThat(replayed).contains("line 000").contains("line 059").contains("done");

            KernelClient back = KernelClient.connect(gateway, kernel, "client-1");
            messages.addAll(back.untilIdle(request, LONG));
            String text = KernelClient.text(distinct(messages));
            for (int i = 0; i < 60; i++) {
                assertThat(text).contains("line %03d".formatted(i));
            }
            assertThat(messages.stream().anyMatch(message -> message.type().equals("execute_reply")))
                    .isTrue();
        }
    }

    private static Received replyOf(List<Received> messages, String request) {
        return messages.stream()
                .filter(message -> message.type().equals("execute_reply")
                        && message.parentId().equals(request))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no reply to " + request + " in " + messages));
    }

    private static List<Received> distinct(List<Received> messages) {
        Set<String> ids = new HashSet<>();
        return messages.stream().filter(message -> ids.add(message.id())).toList();
    }

    private static List<String> kernelIds(GatewayProcess gateway) throws Exception {
        List<String> ids = new ArrayList<>();
        Json.read(RawJson.of(gateway.request("GET", "/api/kernels", "").body()))
                .forEach(model -> ids.add(model.path("id").asText()));
        return ids;
    }
}
