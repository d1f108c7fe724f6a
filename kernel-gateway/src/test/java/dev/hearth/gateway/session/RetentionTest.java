package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.journal.Durability;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trimmed, and what is left in its place. */
class RetentionTest {
    @TempDir
    Path root;

    private Workbench bench;

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private Session begin() throws Exception {
        bench = new Workbench(root)
                .settings(each -> each.with(new SessionSettings.Retention(
                        64 << 10,
                        1 << 20,
                        1 << 20,
                        16 << 10,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ZERO,
                        null,
                        Duration.ZERO,
                        Durability.BUFFERED)))
                .start();
        return bench.ready();
    }

    private static JsonNode missing(Seen mark) throws Exception {
        return Json.read(RawJson.copyOf(mark.message().metadata())).path("hearth_missing");
    }

    private static List<Seen> marks(Session session) throws Exception {
        try (TestClient reader = new TestClient(session, "r", ReadFrom.sinceNumber(0))) {
            return reader.drain().stream()
                    .filter(each -> new String(
                                    RawJson.copyOf(each.message().metadata()).utf8(),
                                    java.nio.charset.StandardCharsets.UTF_8)
                            .contains("hearth_missing"))
                    .toList();
        }
    }

    @Test
    void output_beyondItsBound_goesOldestFirstAndLeavesMarks() throws Exception {
        Session session = begin();
        try (TestClient client = TestClient.live(session, "a")) {
            for (int i = 0; i < 20; i++) {
                client.execute("r" + i, "print 40");
                client.awaitIdle("r" + i);
            }
        }
        Workbench.await(() -> {
            try {
                return marks(session).stream()
                        .anyMatch(each -> each.envelope().parentId().equals("r2"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Seen mark = marks(session).get(0);
        assertThat(mark.type()).isEqualTo("stream");
        assertThat(mark.content()).contains("\"name\":\"stderr\"", "no longer kept");
        assertThat(mark.message().readParentHeader().msgId())
                .isEqualTo(mark.envelope().parentId())
                .isEqualTo("r0");
        JsonNode missing = missing(mark);
        assertThat(missing.path("from").asLong())
                .isPositive()
                .isLessThanOrEqualTo(missing.path("to").asLong());
        assertThat(missing.path("bytes").asLong())
                .isGreaterThan(missing.path("records").asLong() * 300);
        assertThat(missingOf(session, "r0")).isEqualTo(40);
        try (TestClient reader = new TestClient(session, "r", ReadFrom.sinceNumber(0))) {
            reader.drain();
            assertThat(reader.of("r0")).contains("status:busy", "execute_input", "execute_reply", "status:idle");
            assertThat(reader.of("r19")).hasSize(44);
            assertThat(reader.seen()).extracting(Seen::number).isSorted();
        }
        bench.kill();
        bench.start();
        Session after = bench.sessions().find(session.id()).orElseThrow();
        Workbench.await(after, SessionView::linked);
        try (TestClient client = TestClient.live(after, "a")) {
            client.execute("last", "x");
            client.awaitIdle("last");
            assertThat(client.seen())
                    .allMatch(each -> each.envelope().parentId().equals("last"));
        }
    }

    @Test
    void output_ofACellThatRuns_isBoundedToo_andTheCellIsStillKnownToTheNextGateway() throws Exception {
        Session session = begin();
        SyntheticDriver driver = bench.launcher().newest();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("open", "hang");
            client.await(each -> each.type().equals("execute_input"));
            var open = driver.taken.get(0);
            for (int i = 0; i < 500; i++) {
                driver.emit(
                        dev.hearth.protocol.link.RecordClass.OUTPUT,
                        dev.hearth.protocol.Channel.IOPUB,
                        "stream",
                        open,
                        "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(200) + " " + i + "\"}",
                        null);
            }
            client.await(each -> each.content().contains("x 499"));
            Workbench.await(() -> of(session, "open").stream()
                            .filter(each -> each.equals("stream"))
                            .count()
                    < 250);
            assertThat(missingOf(session, "open")).isPositive();
            Workbench.await(
                    () -> kept(session, "open") + missingOf(session, "open") == 500); // of no mark the count is lost
        }
        assertThat(of(session, "open")).contains("status:busy", "execute_input");
        bench.kill();
        bench.start();
        Session after = bench.sessions().find(session.id()).orElseThrow();
        assertThat(after.view().unfinished()).isEqualTo(1);
        assertThat(after.view().executionState()).isEqualTo(dev.hearth.protocol.ExecutionState.BUSY);
        Workbench.await(after, SessionView::linked);
        try (TestClient client = TestClient.live(after, "a")) {
            after.interrupt();
            client.awaitIdle("open");
            assertThat(client.of("open")).containsExactly("execute_reply", "status:idle");
        }
        assertThat(after.view().unfinished()).isZero();
    }

    @Test
    void everythingElse_beyondABoundOfItsOwn_goesOldestFirst_andOutputStays() throws Exception {
        bench = new Workbench(root)
                .settings(each -> each.with(new SessionSettings.Retention(
                        1 << 20,
                        64 << 10,
                        24 << 10,
                        16 << 10,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ZERO,
                        null,
                        Duration.ZERO,
                        Durability.BUFFERED)))
                .start();
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            for (int i = 0; i < 120; i++) {
                client.execute("r" + i, "x");
                client.awaitIdle("r" + i);
            }
        }
        Workbench.await(() -> missingOf(session, "r20") > 0);
        assertThat(missingOf(session, "r0")).isEqualTo(4);
        assertThat(marks(session).get(0).content()).contains("\"name\":\"stderr\"", "no longer kept");
        assertThat(of(session, "r0")).as("marks and the output").containsOnly("stream");
        assertThat(kept(session, "r0")).isEqualTo(1);
        assertThat(of(session, "r119"))
                .containsExactly("status:busy", "execute_input", "stream", "execute_reply", "status:idle");
        long outputs = 0;
        long others = 0;
        try (TestClient reader = new TestClient(session, "r", ReadFrom.sinceNumber(0))) {
            for (Seen each : reader.drain()) {
                if (each.envelope().recordClass() != dev.hearth.protocol.link.RecordClass.OUTPUT) {
                    others += each.number() > 0 ? sizeOf(each) : 0;
                } else if (!each.content().contains("no longer kept")) {
                    outputs++;
                }
            }
        }
        assertThat(outputs).isEqualTo(120);
        assertThat(others).as("bytes").isBetween(4L << 10, (64L << 10) + (16 << 10));
        Workbench.await(() -> session.statement(0).isEmpty());
        assertThat(session.request(session.statement(119).orElseThrow())).isPresent();
    }

    @Test
    void manySmallCells_beyondBothBounds_theYoungestStayWhole_howeverLateItLooks() throws Exception {
        bench = new Workbench(root)
                .settings(each -> each.with(bounds(1 << 20, 1 << 20)))
                .start();
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            for (int i = 0; i < 200; i++) {
                client.execute("r" + i, "x");
                client.awaitIdle("r" + i);
            }
        }
        assertThat(marks(session)).as("nothing to drop yet").isEmpty();
        bench.kill();
        bench.settings(each -> each.with(bounds(32 << 10, 32 << 10))).start();
        Session after = bench.sessions().find(session.id()).orElseThrow();
        Workbench.await(after, SessionView::linked);
        for (int round = 0; round < 3; round++) {
            try (TestClient client = TestClient.live(after, "a")) {
                for (int i = 0; i < 10; i++) {
                    client.execute("r" + round + "." + i, "x");
                    client.awaitIdle("r" + round + "." + i);
                }
            }
            Workbench.await(() -> of(after, "r0").isEmpty());
            assertThat(of(after, "r" + round + ".9"))
                    .containsExactly("status:busy", "execute_input", "stream", "execute_reply", "status:idle");
        }
        Workbench.await(() -> of(after, "r150").isEmpty());
        Workbench.await(() -> bytesOf(after) < (64 << 10) + 2 * (16 << 10));
    }

    private static SessionSettings.Retention bounds(long output, long other) {
        return new SessionSettings.Retention(
                output,
                other,
                1 << 20,
                16 << 10,
                Duration.ofDays(1),
                Duration.ofDays(1),
                Duration.ZERO,
                null,
                Duration.ZERO,
                Durability.BUFFERED);
    }

    /** Bytes of a message, without what frames and names it. */
    private static long sizeOf(Seen each) {
        var message = each.message();
        return Stream.of(message.header(), message.parentHeader(), message.metadata(), message.content())
                .mapToLong(ByteBuffer::remaining)
                .sum();
    }

    /** Bytes of all messages that are kept. */
    private static long bytesOf(Session session) {
        try (TestClient reader = new TestClient(session, "r", ReadFrom.sinceNumber(0))) {
            return reader.drain().stream().mapToLong(RetentionTest::sizeOf).sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** How much output of a request is still there. */
    private static long kept(Session session, String request) {
        try (TestClient reader = new TestClient(session, "r", ReadFrom.sinceNumber(0))) {
            return reader.drain().stream()
                    .filter(each -> each.type().equals("stream")
                            && each.envelope().parentId().equals(request)
                            && !each.content().contains("no longer kept"))
                    .count();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many records of a request are gone, as the marks say. */
    private static long missingOf(Session session, String request) {
        long gone = 0;
        try {
            for (Seen each : marks(session)) {
                gone += each.envelope().parentId().equals(request)
                        ? missing(each).path("records").asLong()
                        : 0;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return gone;
    }

    @Test
    void whatIsTooOld_goesWithItsRequests_alsoOfADeadSession_butNotOfARequestThatRuns() throws Exception {
        bench = new Workbench(root)
                .settings(each -> each.with(new SessionSettings.Retention(
                        1 << 30,
                        1 << 30,
                        1 << 30,
                        1 << 20,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofMillis(700),
                        null,
                        Duration.ZERO,
                        Durability.BUFFERED)))
                .start();
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("old", "print 5");
            client.awaitIdle("old");
            client.execute("runs", "hang");
            client.await(each -> each.type().equals("execute_input"));
        }
        Workbench.await(() -> of(session, "old").isEmpty());
        assertThat(of(session, "runs")).contains("status:busy", "execute_input");
        assertThat(marks(session)).isEmpty();
        assertThat(session.request(session.statement(1).orElseThrow())).isPresent();
        assertThat(session.statement(0)).isEmpty();
        bench.kill();
        bench.start();
        Session after = bench.sessions().find(session.id()).orElseThrow();
        assertThat(after.view().unfinished()).isEqualTo(1);
        Workbench.await(after, SessionView::linked);
        bench.launcher().newest().end(1);
        Workbench.await(after, view -> view.state() == SessionState.DEAD);
        Workbench.await(() -> of(after, "runs").isEmpty() && after.statement(1).isEmpty());
    }

    @Test
    void aCellOfWhichSomethingIsYoungEnough_getsAMark() throws Exception {
        StepClock clock = new StepClock();
        bench = new Workbench(root)
                .settings(each -> each.with(new SessionSettings.Retention(
                        1 << 30,
                        1 << 30,
                        1 << 30,
                        1 << 20,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofMinutes(15),
                        null,
                        Duration.ZERO,
                        Durability.BUFFERED)))
                .clock(clock)
                .start();
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("long", "hang");
            client.await(each -> each.type().equals("execute_input"));
            var open = bench.launcher().newest().taken.get(0);
            bench.launcher()
                    .newest()
                    .emit(
                            dev.hearth.protocol.link.RecordClass.OUTPUT,
                            dev.hearth.protocol.Channel.IOPUB,
                            "stream",
                            open,
                            "{\"name\":\"stdout\",\"text\":\"early\"}",
                            null);
            client.await(each -> each.content().contains("early"));
            clock.step(Duration.ofMinutes(10));
            session.interrupt();
            client.awaitIdle("long");
        }
        clock.step(Duration.ofMinutes(7));
        List<Seen> marks = new ArrayList<>();
        Workbench.await(() -> marks.addAll(marksNow(session)));
        assertThat(marks).allMatch(each -> each.envelope().parentId().equals("long"));
        clock.step(Duration.ofMinutes(30));
        Workbench.await(() -> of(session, "long").isEmpty());
    }

    /** Goes as all clocks do, and forward when it is told to. Thread-safe. */
    private static final class StepClock extends Clock {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        void step(Duration by) {
            ahead.updateAndGet(before -> before.plus(by));
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static List<Seen> marksNow(Session session) {
        try {
            return marks(session);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> of(Session session, String request) {
        try (TestClient reader = new TestClient(session, "r", ReadFrom.sinceNumber(0))) {
            reader.drain();
            return reader.of(request);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
