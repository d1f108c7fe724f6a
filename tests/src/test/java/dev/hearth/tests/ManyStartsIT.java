package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Fifty sessions started at once. */
class ManyStartsIT {
    private static final int SESSIONS = 50;
    private static final int AT_ONCE = 4;
    private static final Duration ANSWERED = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void fiftyStartsAtOnce_areAnsweredAtOnce_theLimitIsKept_eachSaysWhatItWaitsFor_andNoneIsLost() throws Exception {
        Path data = folder.resolve("data");
        try (StubDrivers drivers = new StubDrivers(folder, Seed.of("ManyStartsIT"))) {
            Configurations.write(data, """
                    profiles:
                      default: { python: %s, java-home: %s }
                    limits:
                      concurrent-starts: %d
                    """.formatted(Environment.python(), drivers.javaHome(), AT_ONCE));
            try (GatewayProcess gateway = GatewayProcess.start(data)) {
                List<String> kernels = startAll(gateway);
                int most = 0;
                Set<String> explained = new HashSet<>();
                int settled = 0;
                long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
                while (settled < SESSIONS) {
                    int launched = drivers.launched();
                    settled = 0;
                    for (JsonNode view : sessions(gateway)) {
                        String state = view.path("state").asText();
                        String reason = view.path("reason").asText();
                        settled += state.equals("starting") ? 0 : 1;
                        if (state.equals("starting")
                                && reason.matches("waits for \\d+ other starts?; at most 4 at once.*")) {
                            explained.add(view.path("id").asText());
                        }
                    }
                    // The starts were counted before those that ended: too few under way, never too many.
                    most = Math.max(most, launched - settled);
                    assertThat(System.nanoTime()).as("settled: " + settled).isLessThan(end);
                    Thread.sleep(20); // there is no request that waits
                }
                assertThat(most).isBetween(1, AT_ONCE);
                assertThat(explained.size()).isGreaterThan(SESSIONS - 2 * AT_ONCE);
                checkAll(gateway, kernels);
                System.out.println(
                        "ManyStartsIT: at most " + most + " at once, " + explained.size() + " said that they wait");
            }
        }
    }

    private static void checkAll(GatewayProcess gateway, List<String> kernels) throws Exception {
        int dead = 0;
        for (String kernel : kernels) {
            JsonNode view = gateway.session(kernel);
            if (view.path("state").asText().equals("dead")) {
                dead++;
                assertThat(view.path("reason").asText()).contains("SIGKILL");
            } else {
                assertThat(view.path("state").asText()).isEqualTo("running");
                assertThat(view.path("reason").asText()).isEmpty();
            }
        }
        assertThat(dead).isEqualTo(SESSIONS / 10);
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
    void fiftyRealStartsAtOnce_allRunACell() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone("limits:\n  concurrent-starts: 2\n"));
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            List<String> waiting = startAll(gateway);
            for (String kernel : waiting) {
                try (KernelClient client = KernelClient.connect(gateway, kernel, "real")) {
                    assertThat(KernelClient.text(client.run("6 * 7", Duration.ofMinutes(10))))
                            .isEqualTo("42");
                }
                // Fifty at a time would not fit into the machine; the others wait for their turn all the same.
                assertThat(gateway.request("DELETE", "/api/kernels/" + kernel, "")
                                .statusCode())
                        .isEqualTo(204);
            }
        }
    }

    private static List<String> startAll(GatewayProcess gateway) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(10);
        try {
            List<CompletableFuture<String>> asked = new ArrayList<>();
            long begun = System.nanoTime();
            for (int i = 0; i < SESSIONS; i++) {
                asked.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return KernelClient.startKernel(gateway, "hearth-python");
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        clients));
            }
            List<String> kernels = new ArrayList<>();
            for (CompletableFuture<String> each : asked) {
                kernels.add(each.get(30, TimeUnit.SECONDS));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            System.out.println("ManyStartsIT: all " + SESSIONS + " answered within " + took.toMillis() + " ms");
            assertThat(took).isLessThan(ANSWERED);
            assertThat(new HashSet<>(kernels)).hasSize(SESSIONS);
            return kernels;
        } finally {
            clients.shutdownNow();
        }
    }

    private static JsonNode sessions(GatewayProcess gateway) throws Exception {
        return Json.read(RawJson.of(
                        gateway.request("GET", "/hearth/sessions", "").body()))
                .path("sessions");
    }
}
