package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tests.KernelClient.Cell;
import dev.hearth.tests.KernelClient.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway is killed at random moments, again and again, over one living driver. */
class GatewayKillIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void gatewayKilledWhileACellCounts_everyNumberComesInOrder_andTheReply_andTheCellRanOnce() throws Exception {
        Random random = Seed.of("GatewayKillIT");
        int rounds = Seed.rounds(5, 100);
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        GatewayProcess gateway = GatewayProcess.start(data);
        int port = gateway.port();
        try {
            String kernel = KernelClient.startKernel(gateway, "hearth-python");
            KernelClient client = KernelClient.connect(gateway, kernel, "client-1");
            String pid = KernelClient.text(client.run("import os; os.getppid()", LONG));
            long numbers = 0;
            long twice = 0;
            List<Received> previous = new ArrayList<>();
            Set<String> older = new HashSet<>();
            for (int round = 0; round < rounds; round++) {
                double seconds = 0.3 + 2 * random.nextDouble();
                int padding = random.nextBoolean() ? 0 : random.nextInt(3000);
                Cell cell = client.cell(Counting.code("round_" + round, seconds, padding));
                int kills = 1 + random.nextInt(2);
                List<Received> all = new ArrayList<>();
                client.send(cell);
                for (int kill = 0; kill < kills; kill++) {
                    Thread.sleep(random.nextInt(kill == 0 ? 1500 : 400)); // the random moment
                    gateway.kill();
                    List<Received> before = client.untilClosed(LONG);
                    gateway = GatewayProcess.start(data, port);
                    assertThat(gateway.session(kernel).path("id").asText()).isEqualTo(kernel);
                    twice += kill == 0 ? 0 : Counting.again(join(previous, all), before);
                    all.addAll(before);
                    client = KernelClient.connect(gateway, kernel, "client-1");
                    if (all.stream().noneMatch(message -> message.parentId().equals(cell.id()))) {
                        client.send(cell); // it may have arrived before the kill, and then must not run again
                    }
                }
                List<Received> rest = client.untilDone(cell.id(), all, LONG);
                twice += Counting.again(join(previous, all), rest);
                all.addAll(rest);
                assertThat(all)
                        .as("nothing comes again of cells that were over when the one before began")
                        .noneMatch(message -> older.contains(message.id()));
                previous.stream()
                        .filter(message -> !message.parentId().isEmpty())
                        .forEach(message -> older.add(message.id()));
                previous = all;
                List<Received> ofCell = Counting.once(all).stream()
                        .filter(message -> message.parentId().equals(cell.id()))
                        .toList();
                numbers += Counting.check(ofCell);
            }
            assertThat(KernelClient.text(client.run("os.getppid()", LONG))).isEqualTo(pid);
            System.out.println("GatewayKillIT: " + rounds + " rounds, " + numbers + " numbers, none missing; " + twice
                    + " messages came twice, all with their ids and in flight at a kill");
        } finally {
            gateway.close();
        }
    }

    private static List<Received> join(List<Received> first, List<Received> second) {
        List<Received> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
