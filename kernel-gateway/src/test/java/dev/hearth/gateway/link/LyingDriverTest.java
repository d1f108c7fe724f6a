package dev.hearth.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.ReadFrom;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.gateway.session.TestClient;
import dev.hearth.gateway.session.Workbench;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkFrame;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Drivers that lie harm their own session only. */
class LyingDriverTest {
    @TempDir
    Path root;

    private Workbench bench;
    private Session session;
    private Session neighbour;
    private SyntheticDriver driver;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root).start();
        neighbour = bench.ready();
        session = bench.ready();
        driver = bench.launcher().newest();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    /** Makes a lie of the session's and its neighbour's ids. */
    interface Lie extends BiFunction<UUID, UUID, LinkRecord> {}

    private static LinkRecord record(
            UUID session,
            int incarnation,
            long sequence,
            RecordClass recordClass,
            Channel channel,
            String type,
            ExecutionState state) {
        Header header = Header.make(type, "s", "u", Clock.systemUTC());
        Envelope envelope = new Envelope(
                session,
                incarnation,
                sequence,
                recordClass,
                channel,
                type,
                header.msgId(),
                "",
                "",
                state,
                false,
                false,
                0);
        return LinkRecord.of(envelope, RawMessage.of(channel, header, RawJson.EMPTY_OBJECT, RawJson.EMPTY_OBJECT));
    }

    private static LinkRecord broken(LinkRecord good, ByteBuffer message) {
        return new LinkRecord(good.envelope(), message);
    }

    private static LinkRecord huge() {
        LinkRecord like = record(new UUID(0, 0), 1, 0, RecordClass.TRANSIENT, Channel.SHELL, "complete_reply", null);
        Header header = Header.make("complete_reply", "s", "u", Clock.systemUTC());
        RawJson text = RawJson.of("{\"text\":\"" + "x".repeat(LinkRecord.MAX_TRANSIENT_BYTES) + "\"}");
        return LinkRecord.of(like.envelope(), RawMessage.of(Channel.SHELL, header, RawJson.EMPTY_OBJECT, text));
    }

    static Stream<Arguments> lies() {
        RecordClass durable = RecordClass.DURABLE;
        Channel iopub = Channel.IOPUB;
        return Stream.of(
                lie("another session", (own, other) -> record(other, 1, 9, durable, iopub, "stream", null)),
                lie("another incarnation", (own, other) -> record(own, 2, 9, durable, iopub, "stream", null)),
                lie("a secret", (own, other) -> record(own, 1, 0, RecordClass.SECRET, iopub, "stream", null)),
                lie("no sequence", (own, other) -> record(own, 1, 0, durable, iopub, "stream", null)),
                lie("a sequence", (own, other) -> record(own, 1, 9, RecordClass.EVENT, iopub, "hearth_x", null)),
                lie("far ahead", (own, other) -> record(own, 1, 1L << 40, durable, iopub, "stream", null)),
                lie("a request", (own, other) -> record(own, 1, 9, durable, Channel.SHELL, "execute_request", null)),
                lie("a broadcast on shell", (own, other) -> record(own, 1, 9, durable, Channel.SHELL, "stream", null)),
                lie("a reply on iopub", (own, other) -> record(own, 1, 9, durable, iopub, "execute_reply", null)),
                lie("on stdin", (own, other) -> record(own, 1, 9, durable, Channel.STDIN, "input_reply", null)),
                lie("a heartbeat", (own, other) -> record(own, 1, 9, durable, Channel.HEARTBEAT, "x", null)),
                lie(
                        "a huge answer",
                        (own, other) -> broken(
                                record(own, 1, 0, RecordClass.TRANSIENT, Channel.SHELL, "complete_reply", null),
                                huge().message())),
                lie("dead", (own, other) -> record(own, 1, 9, durable, iopub, "status", ExecutionState.DEAD)),
                lie("no state", (own, other) -> record(own, 1, 9, durable, iopub, "status", null)),
                lie("output", (own, other) -> record(own, 1, 9, RecordClass.OUTPUT, iopub, "execute_input", null)),
                lie("no event", (own, other) -> record(own, 1, 0, RecordClass.EVENT, iopub, "stream", null)),
                lie("a logged event", (own, other) -> record(own, 1, 9, durable, iopub, "hearth_phase", null)),
                lie(
                        "no layout",
                        (own, other) -> broken(
                                record(own, 1, 9, durable, iopub, "stream", null), ByteBuffer.wrap(new byte[100]))),
                lie(
                        "another channel",
                        (own, other) -> broken(
                                record(own, 1, 9, durable, iopub, "stream", null),
                                record(own, 1, 9, durable, Channel.SHELL, "x_reply", null)
                                        .message())),
                lie("no JSON", (own, other) -> {
                    LinkRecord good = record(own, 1, 9, durable, iopub, "stream", null);
                    ByteBuffer bytes =
                            ByteBuffer.allocate(good.message().remaining()).put(good.message());
                    bytes.put(bytes.position() - 1, (byte) 'x');
                    return broken(good, bytes.flip());
                }));
    }

    private static Arguments lie(String name, Lie lie) {
        return Arguments.of(name, lie);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void lie_closesTheLinkAndMarksTheSession(String name, Lie lie) throws Exception {
        driver.reconnect(false);
        long before = session.view().lastNumber();
        driver.send(lie.apply(session.id(), neighbour.id()));
        Workbench.await(session, view -> !view.linked());
        assertThat(session.view().reason()).contains("its driver's link was closed");
        assertThat(session.view().lastNumber()).isEqualTo(before);
        assertThat(neighbour.view().linked()).isTrue();
        assertThat(neighbour.view().lastNumber()).isEqualTo(2);
    }

    @Test
    void frame_thatCannotBeRead_closesTheLink() throws Exception {
        driver.reconnect(false);
        driver.send(ByteBuffer.wrap(new byte[] {99, 1, 2, 3}));
        Workbench.await(session, view -> !view.linked());
        assertThat(session.view().state()).isEqualTo(SessionState.RUNNING);
    }

    @Test
    void frame_thatIsTooLarge_closesTheLink() throws Exception {
        driver.reconnect(false);
        driver.send(ByteBuffer.allocate(LinkFrame.MAX_FRAME_BYTES + 1));
        Workbench.await(session, view -> !view.linked());
    }

    @Test
    void pieces_ofMoreRecordsThanMayBeKept_closeTheLink() throws Exception {
        driver.reconnect(false);
        for (int id = 1; id <= 5; id++) {
            driver.send(new LinkFrame.PieceFrame(id, 60 << 20, 0, ByteBuffer.allocate(1000)).encode());
        }
        Workbench.await(session, view -> !view.linked());
    }

    @Test
    void pieces_whoseOtherPiecesAreGone_areForgotten() throws Exception {
        driver.reconnect(false);
        long before = session.view().lastNumber();
        ByteBuffer piece = ByteBuffer.allocate(LinkFrame.MAX_BODY_BYTES);
        for (int lost = 100; lost < 110; lost++) {
            LinkRecord record = record(session.id(), 1, lost, RecordClass.DURABLE, Channel.IOPUB, "stream", null);
            piece.clear().put(record.envelope().encode()).rewind();
            driver.send(new LinkFrame.PieceFrame(lost, 10 << 20, 0, piece).encode());
            driver.send(new LinkFrame.GapFrame(lost, lost).encode());
        }
        Workbench.await(session, view -> view.lastNumber() >= before + 10 || !view.linked());
        assertThat(session.view().linked()).isTrue();
    }

    @Test
    void data_beyondItsCredit_closesTheLink() throws Exception {
        driver.reconnect(false);
        driver.mute();
        session.openLog(0);
        for (int i = 0; i < 5; i++) {
            driver.send(new LinkFrame.DataFrame(1, ByteBuffer.allocate(100_000)).encode());
        }
        Workbench.await(session, view -> !view.linked());
    }

    @Test
    void driver_thatGoesOnHonestly_isHeardAgain() throws Exception {
        driver.send(record(session.id(), 1, 9, RecordClass.DURABLE, Channel.SHELL, "execute_request", null));
        Workbench.await(session, view -> !view.linked());
        Workbench.await(session, view -> view.linked());
        try (TestClient client = new TestClient(session, "a", ReadFrom.live())) {
            client.execute("r1", "x");
            client.awaitIdle("r1");
        }
    }

    /** Nothing is wrong with any of its records: there are too many. */
    @Test
    void flood_ofValidEventsAndOutput_leavesANeighbourAlone() throws Exception {
        int events = 5_000;
        long begun = System.nanoTime();
        CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < events; i++) {
                driver.event("hearth_progress", "{\"n\":" + i + "}");
                if (i % 20 == 0) {
                    driver.emit(
                            RecordClass.OUTPUT,
                            Channel.IOPUB,
                            "stream",
                            null,
                            "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(20_000) + "\"}",
                            null);
                }
            }
        });
        long seen = 0;
        try (TestClient watcher = new TestClient(session, "w", ReadFrom.live());
                TestClient beside = new TestClient(neighbour, "b", ReadFrom.live())) {
            int cells = 0;
            while (!flood.isDone() || cells < 20) {
                String id = "r" + cells++;
                long asked = System.nanoTime();
                beside.execute(id, "x");
                beside.awaitIdle(id);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
                seen = watcher.drain().stream()
                        .filter(each -> each.type().equals("hearth_progress"))
                        .count();
            }
            flood.join();
            Workbench.await(session, view -> view.lastNumber() >= 2 + events / 20);
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertThat(seen).as("events that were passed on").isBetween(1L, 1_000 * (seconds + 2));
        }
        assertThat(session.view().linked()).isTrue();
        assertThat(neighbour.view().linked()).isTrue();
    }
}
