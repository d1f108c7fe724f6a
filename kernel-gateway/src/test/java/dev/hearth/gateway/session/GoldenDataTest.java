package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.jupyter.JupyterSession;
import dev.hearth.gateway.security.TokenKind;
import dev.hearth.gateway.security.TokenRow;
import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.gateway.store.DataDirectory;
import dev.hearth.gateway.store.Store;
import dev.hearth.journal.Durability;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data directory as a gateway of version 0.1 left it, store, tokens and logs, is opened by the present one, and nothing in
 * it is lost. It lies in {@code src/test/resources/golden/data-0.1}, beside it {@code data-0.1.json} says what was in it.
 *
 * <p>Made by {@link #make}, once for each released format, with {@code -Dtest=GoldenDataTest#make -Dhearth.golden.write=true},
 * and never again: where a later version writes otherwise, the next folder is added to these.
 */
class GoldenDataTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String NAME = "data-0.1";
    private static final JupyterSession DOCUMENT = new JupyterSession(
            UUID.fromString("00000000-0000-0000-0000-00000000000a"),
            "hearth",
            UUID.fromString("00000000-0000-0000-0000-000000000001"),
            "wörk/first.ipynb",
            "first.ipynb",
            "notebook");
    private static final TokenRow TOKEN = new TokenRow(
            "t1",
            TokenKind.PATH,
            "hearth",
            "for VS Code",
            "0123456789abcdef".repeat(4),
            Instant.parse("2026-01-31T10:00:00.123456Z"),
            Optional.empty(),
            Optional.of(Instant.parse("2026-02-01T10:00:00Z")));

    @TempDir
    Path folder;

    private Workbench bench;
    private DataDirectory data;
    private Store store;

    private Path copy() throws Exception {
        Path golden = GOLDEN.resolve(NAME);
        try (Stream<Path> files = Files.walk(golden)) {
            for (Path each : files.toList()) {
                Path to = folder.resolve(NAME).resolve(golden.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(each, to);
                }
            }
        }
        return folder.resolve(NAME);
    }

    @AfterEach
    void end() throws Exception {
        if (bench != null) {
            bench.close();
            store.close();
            data.close();
        }
    }

    private void open(Path root) throws Exception {
        open(root, 1 << 30);
    }

    private void open(Path root, long outputBytes) throws Exception {
        data = DataDirectory.open(root);
        store = Store.open(data.store());
        bench = new Workbench(data.sessions())
                .rows(store.sessions())
                .settings(settings -> settings.with(new SessionSettings.Retention(
                        outputBytes,
                        1 << 20,
                        1 << 20,
                        8 << 10,
                        Duration.ofDays(36_500),
                        Duration.ofDays(36_500),
                        Duration.ZERO,
                        null,
                        Duration.ZERO,
                        Durability.BUFFERED)));
    }

    @Test
    void store_tokensAndRows_areThere() throws Exception {
        JsonNode was = was();
        open(copy());

        assertThat(data.ownToken()).isEqualTo("the-token-of-the-golden-directory");
        assertThat(store.tokens().list("hearth")).containsExactly(TOKEN);
        assertThat(store.documents().all()).containsExactly(DOCUMENT);
        assertThat(store.nextEpoch())
                .isEqualTo(new GatewayIdentity(was.path("gateway").asText(), 2));
        List<SessionRow> rows = store.sessions().all();
        assertThat(rows).extracting(SessionRow::number).containsExactly(0, 1);
        SessionRow live = rows.get(0);
        assertThat(live.id()).isEqualTo(DOCUMENT.kernel());
        assertThat(live.owner()).isEqualTo("hearth");
        assertThat(live.proxyUser()).isEqualTo("ann");
        assertThat(live.language()).isEqualTo(Language.PYTHON);
        assertThat(live.environment()).containsExactly(Map.entry("KERNEL_X", "ü \" \\"));
        assertThat(live.path()).isEqualTo("wörk/first.ipynb");
        assertThat(live.incarnation()).isEqualTo(2);
        assertThat(live.state()).isEqualTo(SessionState.RUNNING);
        assertThat(live.start().facts()).containsEntry("spark", "4.0.0");
        SessionRow dead = rows.get(1);
        assertThat(dead.state()).isEqualTo(SessionState.DEAD);
        assertThat(dead.reason()).contains("the driver ended with code 1");
        assertThat(dead.logTail()).containsExactly("tail");
        assertThat(dead.createdAt())
                .isEqualTo(Instant.parse(was.path("deadCreatedAt").asText()));
    }

    @Test
    void journal_isReadWhole_andTheDriverOfBeforeGoesOn() throws Exception {
        JsonNode was = was();
        open(copy());
        SyntheticDriver driver = new SyntheticDriver(LaunchDescriptor.decode(Json.writeBytes(was.path("descriptor"))))
                .resume(
                        was.path("key").asText(),
                        was.path("outputLast").asLong(),
                        was.path("requestsLast").asLong());
        bench.launcher().runs(was.path("handle").asText(), driver, folder);
        bench.start();
        Session session = bench.sessions().find(DOCUMENT.kernel()).orElseThrow();

        assertThat(session.view().executionState()).isEqualTo(ExecutionState.BUSY);
        assertThat(session.view().unfinished()).isEqualTo(2);
        assertThat(session.statements()).isEqualTo(6);
        assertThat(session.statement(0).orElseThrow().requestId()).isEqualTo("first-life");
        assertThat(session.statement(5).orElseThrow().requestId()).isEqualTo("queued");
        assertThat(session.request(session.statement(4).orElseThrow())
                        .orElseThrow()
                        .contentJson()
                        .toString())
                .isEqualTo("{\"code\":\"hang\"}");
        assertThat(replay(session)).isEqualTo(texts(was.path("records")));
        try (TestClient back = new TestClient(session, "away", ReadFrom.cursorOf("away"))) {
            assertThat(back.drain().get(0).number())
                    .isEqualTo(was.path("awayAt").asLong() + 1);
        }

        driver.dialAt(bench.linkUrl());
        Workbench.await(session, SessionView::linked);
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.execute("again", "x")).isEqualTo(Ingested.ACCEPTED);
            assertThat(client.execute("printed", "print 3")).isEqualTo(Ingested.DUPLICATE);
            client.awaitIdle("again");
            assertThat(client.seen().stream()
                            .filter(each -> each.envelope().parentId().equals("again")))
                    .extracting(Seen::number)
                    .allMatch(number -> number > was.path("lastNumber").asLong());
        }
        assertThat(driver.taken).extracting(each -> each.messageId()).containsExactly("again");
    }

    @Test
    void deadSession_isReadWhole() throws Exception {
        JsonNode was = was();
        open(copy());
        bench.start();
        Session dead = bench.sessions()
                .find(UUID.fromString(was.path("dead").asText()))
                .orElseThrow();
        assertThat(replay(dead)).isEqualTo(texts(was.path("deadRecords")));
        assertThat(replay(dead)).anyMatch(each -> each.contains("DriverDied"));
    }

    private static JsonNode was() throws Exception {
        return Json.read(RawJson.of(Files.readString(GOLDEN.resolve(NAME + ".json"))));
    }

    private static List<String> texts(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                .map(i -> array.get(i).asText())
                .toList();
    }

    /** What a reader is given from the beginning, up to what the gateway makes up at the end. */
    private static List<String> replay(Session session) throws Exception {
        try (TestClient reader = new TestClient(session, "r", ReadFrom.sinceNumber(0))) {
            return reader.drain().stream()
                    .filter(each -> each.number() > 0)
                    .map(each -> each.number() + " " + each.envelope().messageId() + " "
                            + each.envelope().parentId() + " " + each.what() + " "
                            + RawJson.copyOf(each.message().metadata()) + " " + each.content())
                    .toList();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "hearth.golden.write", matches = "true")
    void make() throws Exception {
        Path root = folder.resolve("made");
        open(root, 24 << 10);
        Files.writeString(data.root().resolve("token"), "the-token-of-the-golden-directory\n");
        store.tokens().add(TOKEN);
        store.documents().put(DOCUMENT);
        ObjectNode was = Json.object();
        was.put("gateway", store.nextEpoch().instance());
        bench.start();
        Session session = bench.sessions()
                .create(new NewSession(
                        "hearth",
                        "ann",
                        Workbench.PROFILE,
                        Language.PYTHON,
                        Map.of("KERNEL_X", "ü \" \\"),
                        DOCUMENT.kernel(),
                        DOCUMENT.name(),
                        DOCUMENT.path(),
                        DOCUMENT.type()));
        live(session, was);
        dead(was);
        SyntheticDriver driver = bench.launcher().drivers.get(1);
        driver.cut(true);
        bench.kill();
        ObjectNode descriptor = was.putObject("descriptor");
        descriptor.setAll((ObjectNode) Json.read(RawJson.of(driver.descriptor().encode())));
        descriptor.put("directory", "/data/driver-2").put("logFile", "/data/driver-2/driver.log");
        was.put("key", driver.key());
        was.put("outputLast", driver.outputLast());
        was.put("requestsLast", driver.requestsLast());
        was.put("handle", store.sessions().all().get(0).handle());
        store.close();
        data.close();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Path to = GOLDEN.resolve(NAME).resolve(root.relativize(each).toString());
                Files.createDirectories(to.getParent());
                Files.copy(each, to);
            }
        }
        Files.writeString(GOLDEN.resolve(NAME + ".json"), was.toPrettyString() + "\n");
    }

    /** Two lives of a session: in the second a cell was trimmed, one had asked for input, one runs and one waits. */
    private void live(Session session, ObjectNode was) throws Exception {
        Workbench.await(session, view -> view.state() == SessionState.RUNNING);
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("first-life", "one");
            client.awaitIdle("first-life");
            session.restart().get(10, TimeUnit.SECONDS);
            Workbench.await(session, view -> view.state() == SessionState.RUNNING);
            client.execute("printed", "print 3");
            client.execute("many", "print 120");
            client.awaitIdle("many");
            client.execute("asked", "input");
            client.await(each -> each.type().equals("input_request"));
            client.send(Channel.STDIN, "input_reply", "i", "{\"value\":\"never on disk\"}");
            client.awaitIdle("asked");
            long away = client.reader().position();
            session.attach("away").close();
            session.confirm("away", away);
            client.execute("open", "hang");
            client.await(each -> each.type().equals("execute_input"));
            client.execute("queued", "x");
            Workbench.await(() -> bench.launcher().newest().taken.size() >= 5);
            was.put("awayAt", away);
            was.put("lastNumber", client.reader().position());
        }
        Workbench.await(() -> replayed(session).stream().anyMatch(each -> each.contains("hearth_missing")));
        TimeUnit.SECONDS.sleep(1); // retention may be at it still
        put(was, "records", replay(session));
    }

    private void dead(ObjectNode was) throws Exception {
        Session session = bench.sessions().create(NewSession.of("hearth", Workbench.PROFILE, Language.SQL));
        Workbench.await(session, view -> view.state() == SessionState.RUNNING);
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("dies", "die");
            Workbench.await(session, view -> view.state() == SessionState.DEAD);
        }
        was.put("dead", session.id().toString());
        was.put("deadCreatedAt", store.sessions().all().get(1).createdAt().toString());
        put(was, "deadRecords", replay(session));
    }

    private static void put(ObjectNode was, String name, List<String> lines) {
        ArrayNode array = was.putArray(name);
        lines.forEach(array::add);
    }

    private static List<String> replayed(Session session) {
        try {
            return replay(session);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
