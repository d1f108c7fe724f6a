package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No process outlives what it is there for: drivers and their Pythons without a gateway, and behind an orderly stop. */
class DriverEndIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int ORPHAN_SECONDS = 4;

    @TempDir
    Path folder;

    @Test
    void orphan_endsItselfAfterTheConfiguredTime_andAnOrderlyStopEndsDriversAndTheirPythons() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(
                data, Configurations.pythonAlone("").replace("orphan: 2m", "orphan: " + ORPHAN_SECONDS + "s"));
        String lost;
        List<ProcessHandle> orphans;
        long killed;
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            lost = KernelClient.startKernel(gateway, "hearth-python");
            orphans = processesOf(gateway, lost);
            try (KernelClient client = KernelClient.connect(gateway, lost, "writes")) {
                client.run("""
                        for name in ("output", "python", "repl-classes"):
                            os.makedirs(name)
                            with open(name + "/mine.csv", "w") as file:
                                file.write("a,b")
                        """, LONG);
            }
            gateway.kill();
            killed = System.nanoTime();
        }
        TimeUnit.SECONDS.sleep(ORPHAN_SECONDS / 2); // they wait for a gateway to come back
        assertThat(orphans).allMatch(ProcessHandle::isAlive);
        awaitEnd(orphans);
        assertThat(Duration.ofNanos(System.nanoTime() - killed))
                .isBetween(Duration.ofSeconds(ORPHAN_SECONDS - 1), Duration.ofSeconds(ORPHAN_SECONDS + 20));

        List<ProcessHandle> stopped;
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            Path work = data.resolve("sessions/" + lost + "/driver-1");
            var view = gateway.awaitSession(
                    lost,
                    each -> each.path("state").asText().equals("dead") && !Files.exists(work.resolve(".hearth")),
                    LONG);
            assertThat(view.path("reason").asText()).isNotBlank();
            for (String name : List.of("output", "python", "repl-classes")) {
                assertThat(work.resolve(name).resolve("mine.csv")).hasContent("a,b");
            }
            String kernel = KernelClient.startKernel(gateway, "hearth-python");
            stopped = processesOf(gateway, kernel);
            // One that is busy, and would not end by itself.
            try (KernelClient client = KernelClient.connect(gateway, kernel, "busy")) {
                String busy = client.execute("while True: pass");
                client.until(message -> message.parentId().equals(busy), LONG);
            }
        }
        awaitEnd(stopped);
    }

    /** The driver and its Python. */
    private static List<ProcessHandle> processesOf(GatewayProcess gateway, String kernel) throws Exception {
        try (KernelClient client = KernelClient.connect(gateway, kernel, "pids")) {
            String pids = KernelClient.text(client.run("import os; print(os.getppid(), os.getpid())", LONG));
            List<ProcessHandle> found = Arrays.stream(pids.strip().split(" "))
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
            assertThat(found).hasSize(2);
            return found;
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle each : processes) {
            each.onExit().get(ORPHAN_SECONDS + 20, TimeUnit.SECONDS);
        }
    }
}
