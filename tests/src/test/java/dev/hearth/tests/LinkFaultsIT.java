package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tests.KernelClient.Cell;
import dev.hearth.tests.KernelClient.Received;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link breaks, is down, or carries one way only, under a real driver whose output log is small. */
class LinkFaultsIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private static final int MOST_HOLES = 3;

    @TempDir
    static Path folder;

    private static LinkProxy proxy;
    private static GatewayProcess gateway;
    private static String kernel;

    @BeforeAll
    static void start() throws Exception {
        proxy = new LinkProxy();
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(proxy.linkUrl() + "limits:\n  output-log: 1MiB\n"));
        gateway = GatewayProcess.start(data);
        proxy.leadTo(gateway.port());
        kernel = KernelClient.startKernel(gateway, "hearth-python");
        gateway.awaitSession(kernel, view -> view.path("state").asText().equals("running"), LONG);
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.up();
        proxy.holdUplink(false);
        gateway.close();
        proxy.close();
    }

    private static void awaitLink(boolean up) throws Exception {
        gateway.awaitSession(kernel, view -> view.at("/link/up").asBoolean() == up, LONG);
    }

    private static void interrupt() throws Exception {
        assertThat(gateway.request("POST", "/api/kernels/" + kernel + "/interrupt", "")
                        .statusCode())
                .isEqualTo(204);
    }

    private static void awaitBegun(KernelClient client, String request) throws Exception {
        client.until(
                message -> message.type().equals("execute_input")
                        && message.parentId().equals(request),
                LONG);
    }

    private static List<Received> ofRequest(List<Received> messages, String request) {
        return messages.stream()
                .filter(message -> message.parentId().equals(request))
                .toList();
    }

    private static Received reply(List<Received> messages, String request) {
        return ofRequest(messages, request).stream()
                .filter(message -> message.type().equals("execute_reply"))
                .findFirst()
                .orElseThrow();
    }

    private static String status(List<Received> messages, String request) {
        return reply(messages, request).content().path("status").asText();
    }

    @Test
    void linkCutTenTimesDuringOutput_nothingIsLostAndNothingComesTwice() throws Exception {
        Random random = Seed.of("LinkFaultsIT.cut");
        int rounds = Seed.rounds(2, 40);
        long numbers = 0;
        try (KernelClient client = KernelClient.connect(gateway, kernel, "cut")) {
            for (int round = 0; round < rounds; round++) {
                String request = client.execute(Counting.code("cut_" + round, 4, random.nextInt(500)));
                awaitBegun(client, request);
                for (int cut = 0; cut < 10; cut++) {
                    Thread.sleep(random.nextInt(400)); // the random moment
                    proxy.cut();
                }
                List<Received> ofCell = ofRequest(client.untilDone(request, List.of(), LONG), request);
                assertThat(ofCell.stream().map(Received::id)).doesNotHaveDuplicates();
                numbers += Counting.check(withStart(ofCell, request));
            }
        }
        System.out.println("LinkFaultsIT: " + rounds * 10 + " cuts, " + numbers + " numbers, each once");
    }

    /** The busy status came before what was waited for first. */
    private static List<Received> withStart(List<Received> messages, String request) {
        List<Received> all = new ArrayList<>(messages);
        all.add(
                0,
                new Received(
                        "iopub",
                        "status",
                        "",
                        request,
                        dev.hearth.protocol.Json.object().put("execution_state", "busy")));
        return all;
    }

    @Test
    void requestSentAgainAndAgain_runsOnce() throws Exception {
        try (KernelClient client = KernelClient.connect(gateway, kernel, "again")) {
            client.run("runs = 0", LONG);
            Cell cell = client.cell("import time; runs += 1; time.sleep(0.5); runs");
            client.send(cell);
            client.send(cell);
            proxy.down();
            client.send(cell);
            client.abort();
        }
        Thread.sleep(700); // until the cell has ended without a link
        try (KernelClient client = KernelClient.connect(gateway, kernel, "again")) {
            Cell second = client.cell("runs += 1; runs");
            client.send(second);
            client.send(second);
            proxy.up();
            List<Received> done = client.untilDone(second.id(), List.of(), LONG);
            assertThat(KernelClient.text(ofRequest(done, second.id()))).isEqualTo("2");
            client.send(second); // long done: its reply comes once more, the same
            List<Received> more = client.until(message -> message.type().equals("execute_reply"), LONG);
            assertThat(more.get(more.size() - 1)).isEqualTo(reply(done, second.id()));
            assertThat(KernelClient.text(client.run("runs", LONG))).isEqualTo("2");
        }
    }

    @Test
    void interruptWhileTheLinkIsDown_neverHitsALaterCell() throws Exception {
        Random random = Seed.of("LinkFaultsIT.interrupt");
        int rounds = Seed.rounds(4, 100);
        int hits = 0;
        // The later cell is another client's: an error of the early one does not abort it, and it runs in every round.
        try (KernelClient client = KernelClient.connect(gateway, kernel, "interrupt");
                KernelClient other = KernelClient.connect(gateway, kernel, "interrupt-later")) {
            for (int round = 0; round < rounds; round++) {
                // Long over when the link is back, or still running.
                double seconds = random.nextBoolean() ? random.nextDouble() : 20;
                String early = client.execute("import time; time.sleep(%s)".formatted(seconds));
                awaitBegun(client, early);
                proxy.down();
                awaitLink(false);
                Thread.sleep(random.nextInt(300)); // the random moment: the cell runs, or has ended
                interrupt();
                String later = other.execute("for i in range(20):\n    time.sleep(0.02)\n'not hit'");
                Thread.sleep(random.nextInt(700));
                proxy.up();
                List<Received> all = other.untilDone(later, List.of(), LONG);
                hits += all.stream()
                                .anyMatch(message -> message.parentId().equals(early)
                                        && message.type().equals("error"))
                        ? 1
                        : 0;
                assertThat(status(all, later)).isEqualTo("ok");
                assertThat(KernelClient.text(ofRequest(all, later))).isEqualTo("'not hit'");
            }
        }
        System.out.println("LinkFaultsIT: " + rounds + " interrupts without a link, of which " + hits
                + " found their own cell still running");
    }

    @Test
    void logFullAndTheLinkOneWay_interruptEndsTheCellWithinTwoSeconds_andTheReplyComesLater() throws Exception {
        try (KernelClient client = KernelClient.connect(gateway, kernel, "full")) {
            proxy.holdUplink(true);
            String flood = client.execute(flood());
            long sizeBytes = awaitFullLog(0);
            long asked = System.nanoTime();
            interrupt();
            while (!outputHas("KeyboardInterrupt")) {
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(TWO_SECONDS);
                Thread.sleep(10); // nobody tells when a file grows
            }
            long took = Duration.ofNanos(System.nanoTime() - asked).toMillis();
            proxy.holdUplink(false);
            checkFlood(client.untilDone(flood, List.of(), LONG), flood);
            assertThat(KernelClient.text(client.run("'usable'", LONG))).isEqualTo("'usable'");
            System.out.println("LinkFaultsIT: log full at " + sizeBytes + " bytes, interrupted within " + took + " ms");
        }
    }

    @Test
    void logFullAndTheLinkDown_interruptEndsTheCellWithinTwoSecondsOfTheReconnect() throws Exception {
        try (KernelClient client = KernelClient.connect(gateway, kernel, "down")) {
            String flood = client.execute(flood());
            awaitBegun(client, flood);
            proxy.down();
            awaitFullLog(0);
            interrupt();
            proxy.up();
            awaitLink(true);
            long linked = System.nanoTime();
            checkFlood(client.untilDone(flood, List.of(), LONG), flood);
            assertThat(Duration.ofNanos(System.nanoTime() - linked)).isLessThan(TWO_SECONDS);
            assertThat(KernelClient.text(client.run("'usable'", LONG))).isEqualTo("'usable'");
        }
    }

    private static String flood() {
        return "i = 0\nwhile True:\n    print(i, '.' * 1000)\n    i += 1\n";
    }

    /**
     * Numbers in their order. What waited when the interrupt came may be missing, and then a notice stands in its place: behind
     * it, and nowhere else, the numbers jump, forwards and once, perhaps with a line of which only the end is there. What the
     * cell says until it ends may fall into the same gap again.
     */
    private static void checkFlood(List<Received> messages, String flood) {
        int next = 0;
        int notices = 0;
        int jumps = 0;
        int fragments = 0;
        StringBuilder partial = new StringBuilder();
        for (Received message : ofRequest(messages, flood)) {
            String text = message.content().path("text").asText();
            if (message.content().path("name").asText().equals("stderr")) {
                notices += text.contains("left out here") ? 1 : 0;
                continue;
            }
            partial.append(text);
            for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
                String line = partial.substring(0, end);
                partial.delete(0, end + 1);
                if (line.startsWith(next + " ")) {
                    next++;
                    continue;
                }
                boolean forwards =
                        line.matches("\\d{1,9} \\.+") && Integer.parseInt(line.substring(0, line.indexOf(' '))) > next;
                if (forwards) {
                    jumps++;
                    next = Integer.parseInt(line.substring(0, line.indexOf(' '))) + 1;
                } else {
                    fragments++;
                }
                assertThat(Math.max(jumps, fragments))
                        .as("behind %s: %s", next - 1, line)
                        .isLessThanOrEqualTo(notices);
            }
        }
        assertThat(notices).isLessThanOrEqualTo(MOST_HOLES);
        assertThat(status(messages, flood)).isEqualTo("error");
        assertThat(KernelClient.text(ofRequest(messages, flood))).contains("KeyboardInterrupt");
        assertThat(next).isGreaterThan(500);
    }

    private static Path outputLog() {
        return folder.resolve("data/sessions/" + kernel + "/driver-1/.hearth/output");
    }

    /** Waits until the driver's log has stopped growing: the cell waits. */
    private static long awaitFullLog(long from) throws Exception {
        long before = -1;
        long size = from;
        while (size != before || size < 900_000) {
            before = size;
            Thread.sleep(400); // nobody tells when a file stops growing
            size = sizeOf(outputLog());
        }
        return size;
    }

    private static long sizeOf(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static boolean outputHas(String text) throws Exception {
        try (Stream<Path> files = Files.list(outputLog())) {
            for (Path file : files.toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }
}
