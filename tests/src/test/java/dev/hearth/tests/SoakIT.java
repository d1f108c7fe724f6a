package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tests.KernelClient.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Half an hour ({@code -Dhearth.soak.minutes=}) of cells, kills and reconnects on three sessions. The gateway is killed in the
 * first half only, and the driver of the first session never, so that both can be compared with themselves.
 */
@EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
class SoakIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int SESSIONS = 3;

    @TempDir
    Path folder;

    private final Random random = Seed.of("SoakIT");
    private final List<String> kernels = new ArrayList<>();
    private final KernelClient[] clients = new KernelClient[SESSIONS];
    private LinkProxy proxy;
    private GatewayProcess gateway;
    private int cells;
    private int kills;
    private int cuts;

    @Test
    void mixedCellsKillsAndReconnects_leaveNothingBehind() throws Exception {
        long minutes = Long.getLong("hearth.soak.minutes", 30);
        long begun = System.nanoTime();
        long half = begun + Duration.ofMinutes(minutes).toNanos() / 2;
        long end = begun + Duration.ofMinutes(minutes).toNanos();
        Path data = folder.resolve("data");
        proxy = new LinkProxy();
        Configurations.write(data, Configurations.pythonAlone(proxy.linkUrl() + """
                limits: { output-log: 4MiB }
                retention: { output: 4MiB, other: 4MiB }
                journal: { segment: 1MiB }
                """));
        try {
            begin(data, 0);
            while (System.nanoTime() < half) {
                step(true, data);
            }
            calm(data);
            Footprint gatewayBefore = Footprint.of(gateway.handle().pid());
            Footprint driverBefore = Footprint.of(driverOf(0));
            long diskBefore = Footprint.diskBytes(data);
            report("half way", gatewayBefore, driverBefore, disk(data));
            while (System.nanoTime() < end) {
                step(false, data);
            }
            calm(data);
            Footprint gatewayAfter = Footprint.of(gateway.handle().pid());
            Footprint driverAfter = Footprint.of(driverOf(0));
            long diskAfter = Footprint.diskBytes(data);
            report("at the end", gatewayAfter, driverAfter, disk(data));
            compare(gatewayBefore, gatewayAfter);
            compare(driverBefore, driverAfter);
            assertThat(diskAfter).isLessThan(diskBefore + (16 << 20));
        } finally {
            proxy.up();
            gateway.close();
            proxy.close();
        }
    }

    private void report(String when, Footprint ofGateway, Footprint ofDriver, String disk) {
        System.out.println("SoakIT " + when + ": " + cells + " cells, " + kills + " kills, " + cuts + " cuts; gateway "
                + ofGateway + "; driver " + ofDriver + "; disk " + disk);
    }

    /** What lies where, in KiB. */
    private String disk(Path data) throws Exception {
        StringBuilder said = new StringBuilder((Footprint.diskBytes(data) >> 10) + " KiB: store "
                + (Footprint.diskBytes(data.resolve("store")) >> 10) + ", log "
                + (Footprint.diskBytes(data.resolve("log")) >> 10));
        for (String kernel : kernels) {
            Path session = data.resolve("sessions").resolve(kernel);
            said.append("; journal ").append(Footprint.diskBytes(session.resolve("journal")) >> 10);
            said.append(" of ").append(Footprint.diskBytes(session) >> 10);
        }
        return said.toString();
    }

    private static void compare(Footprint before, Footprint after) {
        assertThat(after.files()).as("files").isLessThanOrEqualTo(before.files() + 25);
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 25);
        assertThat(after.heapBytes()).as("heap").isLessThan(before.heapBytes() + (8 << 20));
    }

    private void begin(Path data, int port) throws Exception {
        gateway = GatewayProcess.start(data, port);
        proxy.leadTo(gateway.port());
        for (int i = 0; i < SESSIONS; i++) {
            if (port == 0) {
                kernels.add(KernelClient.startKernel(gateway, "hearth-python"));
            }
            connect(i);
        }
    }

    private void connect(int session) throws Exception {
        clients[session] = KernelClient.connect(gateway, kernels.get(session), "soak-" + session);
    }

    private long driverOf(int session) throws Exception {
        return Long.parseLong(gateway.awaitSession(
                        kernels.get(session), view -> view.at("/link/up").asBoolean(), LONG)
                .at("/facts/pid")
                .asText());
    }

    /** Everything is quiet: the same cell in every session, on fresh connections. */
    private void calm(Path data) throws Exception {
        for (int i = 0; i < SESSIONS; i++) {
            clients[i].close();
            connect(i);
            assertThat(KernelClient.text(clients[i].run("6 * 7", LONG))).isEqualTo("42");
        }
        long disk;
        long end = System.nanoTime() + LONG.toNanos();
        do { // until pools have let go of idle threads' work, and retention has run: on a busy machine it takes its
            // time
            disk = Footprint.diskBytes(data);
            Thread.sleep(5000);
        } while (disk != Footprint.diskBytes(data) && System.nanoTime() < end);
    }

    private void step(boolean mayKillGateway, Path data) throws Exception {
        int session = random.nextInt(SESSIONS);
        switch (random.nextInt(12)) {
            case 0 -> killDriver(1 + random.nextInt(SESSIONS - 1));
            case 1 -> {
                if (mayKillGateway) {
                    killGateway(session, data);
                }
            }
            case 2, 3 -> cutDuring(session);
            case 4 -> clientLeaves(session);
            case 5 -> interrupted(session);
            case 6 -> {
                cells++;
                assertThat(KernelClient.text(clients[session].run("1 / 0", LONG)))
                        .contains("ZeroDivisionError");
            }
            case 7 -> eventStream(session);
            default -> count(session);
        }
    }

    private void count(int session) throws Exception {
        cells++;
        List<Received> all = clients[session].run(Counting.code(name(), 0.5, random.nextInt(2000)), LONG);
        assertThat(KernelClient.text(all)).contains("runs 1");
    }

    /** A name that is new to the Python of every session. */
    private String name() {
        return "cell_" + cells + "_" + kills;
    }

    private void cutDuring(int session) throws Exception {
        cells++;
        String request = clients[session].execute(Counting.code(name(), 1, random.nextInt(500)));
        for (int i = 0; i < 3; i++) {
            Thread.sleep(random.nextInt(300)); // the random moment
            proxy.cut();
            cuts++;
        }
        check(clients[session].untilDone(request, List.of(), LONG), request);
    }

    private void clientLeaves(int session) throws Exception {
        cells++;
        String request = clients[session].execute(Counting.code(name(), 1, random.nextInt(500)));
        clients[session].until(message -> message.parentId().equals(request), LONG);
        Thread.sleep(random.nextInt(700)); // the random moment
        clients[session].abort();
        connect(session);
        clients[session].until(message -> message.parentId().equals(request) && message.isState("idle"), LONG);
    }

    private void interrupted(int session) throws Exception {
        cells++;
        String request = clients[session].execute("while True:\n    print('.' * 100)");
        clients[session].until(
                message -> message.parentId().equals(request) && message.type().equals("stream"), LONG);
        gateway.request("POST", "/api/kernels/" + kernels.get(session) + "/interrupt", "");
        assertThat(KernelClient.text(clients[session].untilIdle(request, LONG))).contains("KeyboardInterrupt");
    }

    private void eventStream(int session) throws Exception {
        try (EventReader reader = EventReader.open(gateway, "/hearth/sessions/" + kernels.get(session) + "/events")) {
            cells++;
            String request = clients[session].execute("'seen by ' 'both'");
            reader.until("seen by both", LONG);
            clients[session].untilIdle(request, LONG);
        }
    }

    private void killDriver(int session) throws Exception {
        kills++;
        ProcessHandle driver = ProcessHandle.of(driverOf(session)).orElseThrow();
        clients[session].execute("while True:\n    print('.' * 100)");
        Thread.sleep(random.nextInt(500)); // the random moment
        driver.destroyForcibly();
        clients[session].until(message -> message.isState("dead"), LONG);
        gateway.request("POST", "/api/kernels/" + kernels.get(session) + "/restart", "");
        clients[session].close();
        connect(session);
        assertThat(KernelClient.text(clients[session].run("6 * 7", LONG))).contains("42");
    }

    private void killGateway(int session, Path data) throws Exception {
        kills++;
        cells++;
        String request = clients[session].execute(Counting.code(name(), 1, random.nextInt(500)));
        List<Received> all = new ArrayList<>(
                clients[session].until(message -> message.parentId().equals(request), LONG));
        Thread.sleep(random.nextInt(700)); // the random moment
        int port = gateway.port();
        gateway.kill();
        for (KernelClient client : clients) {
            List<Received> rest = client.untilClosed(LONG);
            if (client == clients[session]) {
                all.addAll(rest);
            }
        }
        begin(data, port);
        all.addAll(clients[session].untilDone(request, all, LONG));
        check(Counting.once(all), request);
    }

    private static void check(List<Received> messages, String request) {
        Counting.check(messages.stream()
                .filter(message -> message.parentId().equals(request))
                .toList());
    }
}
