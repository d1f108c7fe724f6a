package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tests.KernelClient.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway of the next version, over a driver of this one. */
class UpgradeIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void gatewayOneVersionNewer_takesOverADriverOfTheVersionBefore_inMidCell() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        List<String> newer = NewerGateway.program(folder);
        List<Received> all = new ArrayList<>();
        String kernel;
        String request;
        int port;
        try (GatewayProcess before = GatewayProcess.start(data)) {
            port = before.port();
            kernel = KernelClient.startKernel(before, "hearth-python");
            KernelClient client = KernelClient.connect(before, kernel, "client");
            client.run("1", LONG);
            request = client.execute(Counting.code("upgrade", 3, 100));
            all.addAll(client.until(message -> message.type().equals("stream"), LONG));
            before.kill();
            all.addAll(client.untilClosed(LONG));
        }
        try (GatewayProcess after = GatewayProcess.start(data, port, newer, "")) {
            assertThat(after.request("GET", "/hearth/health", "").body()).contains(NewerGateway.VERSION);
            KernelClient client = KernelClient.connect(after, kernel, "client");
            all.addAll(client.untilDone(request, all, LONG));
            Counting.check(Counting.once(all).stream()
                    .filter(message -> message.parentId().equals(request))
                    .toList());
            assertThat(after.session(kernel).at("/facts/driver").asText()).isNotEqualTo(NewerGateway.VERSION);
            assertThat(KernelClient.text(client.run("upgrade", LONG))).isEqualTo("1");
            // And its own, which is launched by the newer one.
            String other = KernelClient.startKernel(after, "hearth-python");
            assertThat(KernelClient.text(
                            KernelClient.connect(after, other, "client").run("6 * 7", LONG)))
                    .isEqualTo("42");
        }
    }
}
