package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import dev.hearth.protocol.wire.V1Layout;
import dev.hearth.tests.KernelClient.Received;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One gateway with little memory, an honest session, and beside it drivers that lie and clients that sleep. */
class HostileIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final long MAY_GROW = 32L << 20;

    @TempDir
    static Path folder;

    private static final Map<String, Consumer<StubDrivers.Line>> LIES = new TreeMap<>();
    private static final Map<UUID, String> LIARS = new ConcurrentHashMap<>();
    private static final AtomicLong FLOODED = new AtomicLong();
    private static volatile String victim;
    private static StubDrivers stubs;
    private static GatewayProcess gateway;
    private static String honest;

    @BeforeAll
    static void start() throws Exception {
        LIES.put("a length beyond the frame", line -> line.send(lengths(line, 1 << 20)));
        LIES.put("a negative length", line -> line.send(lengths(line, -5)));
        LIES.put("another session's id", line -> line.send(StubDrivers.frame(ofVictim(line))));
        LIES.put("an unknown kind of frame", line -> line.send(ByteBuffer.wrap(new byte[] {99, 1, 2, 3})));
        LIES.put(
                "a type that no kernel says",
                line -> line.send(StubDrivers.frame(line.record(2, RecordClass.DURABLE, "execute_request", "{}"))));
        LIES.put(
                "a record of a gigabyte",
                line -> line.send(new LinkFrame.PieceFrame(1, 1 << 30, 0, ByteBuffer.allocate(100_000)).encode()));
        LIES.put("a frame of a megabyte", line -> line.send(ByteBuffer.allocate(1 << 20)));
        LIES.put("z flood", HostileIT::flood);
        Path data = folder.resolve("data");
        AtomicInteger next = new AtomicInteger();
        List<String> order = List.copyOf(LIES.keySet());
        stubs = new StubDrivers(folder, Seed.of("HostileIT")).fatal(1000).onWelcome(line -> {
            String lie = order.get(next.getAndIncrement());
            LIARS.put(line.descriptor().session(), lie);
            LIES.get(lie).accept(line);
        });
        Configurations.write(
                data,
                Configurations.pythonAlone("")
                        .replace(
                                "timeouts:",
                                "  stub: { python: %s, java-home: %s }\ntimeouts:"
                                        .formatted(Environment.python(), stubs.javaHome())));
        gateway = GatewayProcess.start(data, 0, "-Xmx160m");
        honest = KernelClient.startKernel(gateway, "hearth-python");
        victim = honest;
        try (KernelClient client = KernelClient.connect(gateway, honest, "begin")) {
            client.run("1", LONG);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        stubs.close();
    }

    private static ByteBuffer lengths(StubDrivers.Line line, int said) {
        ByteBuffer good = StubDrivers.frame(line.record(2, RecordClass.OUTPUT, "stream", stream("x")));
        return good.putInt(1, said);
    }

    private static String stream(String text) {
        return "{\"name\":\"stdout\",\"text\":\"" + text + "\"}";
    }

    private static LinkRecord ofVictim(StubDrivers.Line line) {
        LinkRecord own = line.record(2, RecordClass.OUTPUT, "stream", stream("I am your neighbour"));
        Envelope said = own.envelope();
        return new LinkRecord(
                new Envelope(
                        UUID.fromString(victim),
                        1,
                        100_000,
                        said.recordClass(),
                        said.channel(),
                        said.messageType(),
                        said.messageId(),
                        "",
                        "",
                        null,
                        false,
                        false,
                        0),
                own.message());
    }

    /** Events and output that nothing is wrong with, as fast as the gateway takes them. */
    private static void flood(StubDrivers.Line line) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        String text = stream("x".repeat(60_000));
        for (long i = 2; System.nanoTime() < end; i++) {
            if (!line.send(StubDrivers.frame(line.record(i, RecordClass.OUTPUT, "stream", text)))) {
                return;
            }
            for (int event = 0; event < 20; event++) {
                line.send(StubDrivers.frame(line.record(0, RecordClass.EVENT, "hearth_progress", "{}")));
            }
            FLOODED.addAndGet(60_000);
        }
    }

    @Test
    void driversThatLie_harmTheirOwnSessionOnly() throws Exception {
        Footprint before = Footprint.of(gateway.handle().pid());
        try (KernelClient client = KernelClient.connect(gateway, honest, "beside")) {
            String counting = client.execute(Counting.code("beside", 6, 200));
            for (int i = 0; i < LIES.size(); i++) {
                String kernel = KernelClient.startKernel(gateway, "hearth-python-stub");
                gateway.awaitSession(kernel, view -> LIARS.containsKey(UUID.fromString(kernel)), LONG);
                if (LIARS.get(UUID.fromString(kernel)).contains("flood")) {
                    gateway.awaitSession(
                            kernel, view -> view.path("last_number").asLong() > 10 || FLOODED.get() > 1_000_000, LONG);
                    continue;
                }
                gateway.awaitSession(
                        kernel,
                        each -> each.path("reason").asText().contains("link was closed")
                                && !each.at("/link/up").asBoolean(),
                        LONG);
                assertThat(gateway.session(honest).at("/link/up").asBoolean())
                        .as("behind " + LIARS.get(UUID.fromString(kernel)))
                        .isTrue();
            }
            List<Received> all = client.untilDone(counting, List.of(), LONG);
            int numbers = Counting.check(all.stream()
                    .filter(message -> message.parentId().equals(counting))
                    .toList());
            assertThat(all.toString()).doesNotContain("I am your neighbour");
            long asked = System.nanoTime();
            assertThat(KernelClient.text(client.run("6 * 7", LONG))).isEqualTo("42");
            System.out.println("HostileIT: " + numbers + " numbers beside " + LIES.size() + " lies, "
                    + (FLOODED.get() >> 20) + " MiB of flood; a cell within "
                    + Duration.ofNanos(System.nanoTime() - asked).toMillis() + " ms");
        }
        assertThat(LIARS.values()).containsExactlyInAnyOrderElementsOf(LIES.keySet());
        assertThat(FLOODED.get()).isGreaterThan(1_000_000);
        assertThat(Footprint.of(gateway.handle().pid()).heapBytes()).isLessThan(before.heapBytes() + MAY_GROW);
    }

    @Test
    void clientThatSleeps_slowsNobody_andCostsLittle() throws Exception {
        Footprint before = Footprint.of(gateway.handle().pid());
        URI uri = URI.create(gateway.url().replace("http", "ws") + "/api/kernels/" + honest
                + "/channels?session_id=sleeps&token=" + gateway.token());
        WebSocket asleep = gateway.http()
                .newWebSocketBuilder()
                .subprotocols(V1Layout.SUBPROTOCOL)
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        // It asks for nothing, ever.
                    }
                })
                .get(20, TimeUnit.SECONDS);
        int lines = 1000;
        try (KernelClient client = KernelClient.connect(gateway, honest, "awake")) {
            String cell = client.execute("for i in range(%d):\n    print(i, '.' * 60000)".formatted(lines));
            List<Received> all = client.untilDone(cell, List.of(), LONG);
            String text = KernelClient.text(all.stream()
                    .filter(message -> message.parentId().equals(cell))
                    .toList());
            assertThat(text.lines()
                            .map(line -> line.substring(0, Math.max(0, line.indexOf(' '))))
                            .map(Integer::valueOf)
                            .toList())
                    .isEqualTo(
                            java.util.stream.IntStream.range(0, lines).boxed().toList());
            assertThat(text.length()).isGreaterThan(lines * 60_000);
            // On the link and in the journal no text is longer than 64 KiB, however it was printed.
            client.run("import sys; sys.stdout.write('é' * 500_000); None", LONG).stream()
                    .filter(message -> message.type().equals("stream"))
                    .forEach(message -> assertThat(message.content()
                                    .path("text")
                                    .asText()
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .hasSizeLessThanOrEqualTo(64 * 1024));
        }
        Footprint after = Footprint.of(gateway.handle().pid());
        System.out.println("HostileIT: beside a client that sleeps: " + before + ", then " + after);
        assertThat(after.heapBytes()).isLessThan(before.heapBytes() + MAY_GROW);
        JsonNode model = Json.read(
                RawJson.of(gateway.request("GET", "/api/kernels/" + honest, "").body()));
        assertThat(model.path("execution_state").asText()).isEqualTo("idle");
        asleep.abort();
    }
}
