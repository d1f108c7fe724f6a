package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.journal.Durability;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of a request: client, requests log, driver, journal, readers. */
class SessionFlowTest {
    @TempDir
    Path root;

    private Workbench bench;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root).start();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void execute_onAReadySession_givesBusyInputOutputReplyIdleInOrder() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.execute("r1", "hello")).isEqualTo(Ingested.ACCEPTED);
            client.awaitIdle("r1");
            assertThat(client.of("r1"))
                    .containsExactly("status:busy", "execute_input", "stream", "execute_reply", "status:idle");
            assertThat(client.seen()).extracting(Seen::number).isSorted().doesNotHaveDuplicates();
        }
        assertThat(session.view().executionState()).isEqualTo(ExecutionState.IDLE);
        assertThat(session.view().unfinished()).isZero();
    }

    @Test
    void execute_ofTwoOrigins_givesAllToBothAndNamesWhoAsked() throws Exception {
        Session session = bench.ready();
        try (TestClient one = TestClient.live(session, "a");
                TestClient two = TestClient.live(session, "b")) {
            one.execute("same-id", "first");
            two.execute("same-id", "second");
            one.await(each -> each.what().equals("status:idle")
                    && each.envelope().origin().equals("b"));
            two.await(each -> each.what().equals("status:idle")
                    && each.envelope().origin().equals("b"));
            assertThat(one.seen())
                    .extracting(Seen::number)
                    .isEqualTo(two.seen().stream().map(Seen::number).toList());
            assertThat(one.seen().stream().filter(each -> each.type().equals("execute_reply")))
                    .extracting(each -> each.envelope().origin())
                    .containsExactly("a", "b");
        }
    }

    @Test
    void ingest_ofTheSameIdAgain_logsNothingAndSendsTheReplyAgain() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "hello");
            client.awaitIdle("r1");
            Seen reply = client.seen().stream()
                    .filter(each -> each.type().equals("execute_reply"))
                    .findFirst()
                    .orElseThrow();
            assertThat(client.execute("r1", "hello")).isEqualTo(Ingested.DUPLICATE);
            Seen again = client.await(each -> each.type().equals("execute_reply"));
            assertThat(again.number()).isEqualTo(reply.number());
            assertThat(again.envelope().messageId()).isEqualTo(reply.envelope().messageId());
            assertThat(bench.launcher().newest().taken).hasSize(1);
            assertThat(session.statements()).isEqualTo(1);
        }
    }

    @Test
    void ingest_ofTheSameIdAfterARestart_isStillADuplicate() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "hello");
            client.awaitIdle("r1");
            session.restart().get(10, TimeUnit.SECONDS);
            assertThat(client.execute("r1", "hello")).isEqualTo(Ingested.DUPLICATE);
            assertThat(client.execute("r2", "hello")).isEqualTo(Ingested.ACCEPTED);
        }
    }

    @Test
    void question_toALinkedDriver_isAnsweredInOrderAndNeverReplayed() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "print 3");
            assertThat(client.ask("complete_request", "q1")).isEqualTo(Ingested.ACCEPTED);
            client.awaitIdle("q1");
            assertThat(client.of("q1")).containsExactly("status:busy", "complete_reply", "status:idle");
            assertThat(client.of("r1")).hasSize(7);
        }
        try (TestClient later = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            assertThat(later.drain()).noneMatch(each -> each.type().equals("complete_reply"));
        }
    }

    @Test
    void kernelInfo_beforeTheHello_isAnsweredByTheGatewayAtOnce() throws Exception {
        bench.launcher().onStart(driver -> {});
        Session session = bench.create();
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.ask("kernel_info_request", "k")).isEqualTo(Ingested.ANSWERED);
            client.awaitIdle("k");
            assertThat(client.of("k")).containsExactly("status:busy", "kernel_info_reply", "status:idle");
            assertThat(client.seen().get(1).content())
                    .contains("\"name\":\"scala\"", "\"status\":\"ok\"", "[\"debugger\",\"kernel subshells\"]");
            assertThat(client.seen().get(1).message().readHeader().session())
                    .isEqualTo(session.view().headerSession());
            assertThat(session.view().executionState()).isEqualTo(ExecutionState.STARTING);
            assertThat(client.ask("complete_request", "q")).isEqualTo(Ingested.ANSWERED);
            client.awaitIdle("q");
            assertThat(client.seen())
                    .anyMatch(each -> each.type().equals("complete_reply")
                            && each.content().contains("the session is starting"));
        }
    }

    /** Jupyter's console warns of any other answer, and decides by itself upon this one. */
    @Test
    void completeness_beforeTheHello_isUnknown() throws Exception {
        bench.launcher().onStart(driver -> {});
        Session session = bench.create();
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.ask("is_complete_request", "q")).isEqualTo(Ingested.ANSWERED);
            client.awaitIdle("q");
            assertThat(client.of("q")).containsExactly("status:busy", "is_complete_reply", "status:idle");
            assertThat(client.seen().get(1).content()).isEqualTo("{\"status\":\"unknown\"}");
        }
    }

    /** Asked of a driver that then goes: the question gets the same answer as without one. */
    @Test
    void completeness_askedOfADriverThatDies_isUnknown() throws Exception {
        Session session = bench.ready();
        bench.launcher().newest().mute();
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.ask("is_complete_request", "q")).isEqualTo(Ingested.ACCEPTED);
            bench.launcher().newest().cut(true);
            client.awaitIdle("q");
            assertThat(client.seen())
                    .filteredOn(each -> each.type().equals("is_complete_reply"))
                    .extracting(Seen::content)
                    .containsExactly("{\"status\":\"unknown\"}");
        }
    }

    @Test
    void execute_beforeTheHello_waitsAndRuns() throws Exception {
        bench.launcher().onStart(driver -> {});
        Session session = bench.create();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "early");
            Workbench.await(() -> !bench.launcher().drivers.isEmpty());
            bench.launcher().newest().dial();
            client.awaitIdle("r1");
            assertThat(client.of("r1")).contains("stream", "execute_reply");
        }
    }

    @Test
    void records_largerThanAFrame_goInPiecesBothWays() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            String code = "bytes 3000000 " + "y".repeat(2_000_000);
            client.execute("r1", code);
            client.send(Channel.CONTROL, "debug_request", "d1", "{}");
            client.awaitIdle("r1");
            Seen stream = client.seen().stream()
                    .filter(each -> each.type().equals("stream"))
                    .findFirst()
                    .orElseThrow();
            assertThat(stream.content()).hasSize(3_000_000 + "{'name':'stdout','text':''}".length());
            assertThat(session.request(session.statement(0).orElseThrow())
                            .orElseThrow()
                            .contentJson()
                            .toString())
                    .contains(code);
            assertThat(bench.launcher().newest().taken)
                    .extracting(each -> each.messageType())
                    .contains("debug_request", "execute_request");
        }
    }

    @Test
    void replay_whileACellRuns_endsWithBusy() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "hang");
            client.await(each -> each.type().equals("execute_input"));
            client.ask("kernel_info_request", "k"); // waits behind the cell in this driver
            client.send(Channel.CONTROL, "debug_request", "d1", "{}");
            client.awaitIdle("d1");
            try (TestClient later = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
                Seen last = later.drain().get(later.seen().size() - 1);
                assertThat(last.what()).isEqualTo("status:busy");
                assertThat(last.number()).isZero();
                assertThat(later.reader().caughtUp()).isTrue();
            }
            session.interrupt();
            client.awaitIdle("r1");
        }
    }

    @Test
    void statements_areNumberedFromZeroAndFound() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("s0", "one");
            client.send(Channel.SHELL, "execute_request", "quiet", "{\"code\":\"x\",\"silent\":true}");
            client.execute("s1", "two");
            client.awaitIdle("s1");
            assertThat(session.statements()).isEqualTo(2);
            Statement second = session.statement(1).orElseThrow();
            assertThat(second.requestId()).isEqualTo("s1");
            assertThat(second.origin()).isEqualTo("a");
            assertThat(session.recordsOf("s1")).hasSize(5);
            assertThat(session.statement(2)).isEmpty();
        }
    }

    @Test
    void statements_thatAreAborted_keepTheirNumber_andTheNextGoOnBehindThem() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("s0", "hang");
            client.execute("s1", "queued");
            client.await(each -> each.type().equals("execute_input"));
            bench.launcher().newest().end(1);
            Workbench.await(session, view -> view.state() == SessionState.DEAD);
            session.restart().get(10, TimeUnit.SECONDS);
            client.execute("s2", "x");
            client.awaitIdle("s2");
            assertThat(client.of("s1")).containsExactly("status:busy", "execute_reply", "status:idle");
            assertThat(client.seen())
                    .anyMatch(each -> each.envelope().parentId().equals("s1")
                            && each.content().contains("\"status\":\"aborted\""));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(session.statement(i).orElseThrow().requestId()).isEqualTo("s" + i);
        }
        assertThat(session.statements()).isEqualTo(3);
    }

    @Test
    void ingest_beyondTheQueue_isRefused() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r0", "hang");
            for (int i = 1; i < 8; i++) {
                client.execute("r" + i, "x");
            }
            assertThatThrownBy(() -> client.execute("r8", "x"))
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL));
            client.await(each -> each.type().equals("execute_input"));
            session.interrupt(); // control has room of its own
            client.awaitIdle("r7");
            assertThat(client.execute("r8", "x")).isEqualTo(Ingested.ACCEPTED);
        }
    }

    @Test
    void ingest_ofWhatNoClientSends_isRefused() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            for (var bad : java.util.List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                    () -> client.ask("execute_reply", "x"),
                    () -> client.ask("status", "x"),
                    () -> client.ask("execute_request", ""),
                    () -> client.ask("execute_request", "x".repeat(600)),
                    () -> client.send(Channel.IOPUB, "comm_msg", "x", "{}"),
                    () -> client.send(Channel.SHELL, "execute_request", "x", "[1]"))) {
                assertThatThrownBy(bad).isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.MALFORMED_MESSAGE));
            }
        }
    }

    @Test
    void input_isAskedOfTheOriginAndItsAnswerIsStamped() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a");
                TestClient other = TestClient.live(session, "b")) {
            client.execute("r1", "input");
            Seen question = client.await(each -> each.type().equals("input_request"));
            assertThat(question.envelope().origin()).isEqualTo("a");
            assertThat(other.send(Channel.STDIN, "input_reply", "i0", "{\"value\":\"mine\"}"))
                    .isEqualTo(Ingested.UNWANTED);
            assertThat(client.send(Channel.STDIN, "input_reply", "i1", "{\"value\":\"hunter2\"}"))
                    .isEqualTo(Ingested.ACCEPTED);
            assertThat(client.send(Channel.STDIN, "input_reply", "i2", "{\"value\":\"late\"}"))
                    .isEqualTo(Ingested.UNWANTED);
            client.awaitIdle("r1");
            SyntheticDriver driver = bench.launcher().newest();
            assertThat(driver.inputs).containsExactly("hunter2");
            assertThat(driver.inputParents).containsExactly(question.envelope().messageId());
            try (TestClient later = new TestClient(session, "a", ReadFrom.sinceNumber(0))) {
                assertThat(later.drain()).noneMatch(each -> each.type().equals("input_request"));
            }
        }
        bench.kill();
        try (var files = java.nio.file.Files.walk(root)) {
            for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
                assertThat(new String(
                                java.nio.file.Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("hunter2");
            }
        }
    }

    @Test
    void events_reachReadersAndTheViewButNotTheJournal() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            bench.launcher().newest().event("hearth_phase", "{\"phase\":\"spark\",\"millis_since_start\":42}");
            client.await(each -> each.type().equals("hearth_phase"));
            assertThat(session.view().start().phases()).containsKey("spark");
            assertThat(session.view().start().facts()).containsEntry("spark", "4.0.0");
        }
        try (TestClient later = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            assertThat(later.drain()).noneMatch(each -> each.type().startsWith("hearth_"));
        }
    }

    @Test
    void attach_ofTheSameOriginTwice_asksTheFirstToLeave() throws Exception {
        Session session = bench.ready();
        AtomicReference<Attachment.Reason> why = new AtomicReference<>();
        Attachment first = session.attach("a");
        first.onLeave((reason, last) -> why.set(reason));
        Attachment second = session.attach("a");
        assertThat(why.get()).isEqualTo(Attachment.Reason.STALE);
        first.close();
        assertThat(session.view().connections()).isEqualTo(1);
        second.close();
        assertThat(session.view().connections()).isZero();
    }

    @Test
    void attach_thatWasAskedForBeforeOneOfTheSameOrigin_isItselfAskedToLeave() throws Exception {
        Session session = bench.ready();
        long now = System.nanoTime();
        List<String> left = new CopyOnWriteArrayList<>();
        Attachment later = session.attach("a", now);
        later.onLeave((reason, last) -> left.add("later"));
        Attachment earlier = session.attach("a", now - 1);
        earlier.onLeave((reason, last) -> left.add("earlier: " + reason));
        assertThat(left).containsExactly("earlier: STALE");
        earlier.close();
        assertThat(session.view().connections()).isEqualTo(1);
        later.close();
        assertThat(session.view().connections()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void execute_withForcedLogs_isOnTheDiskItself_otherwiseNothingIsForced(Durability durability) throws Exception {
        bench.close();
        bench = new Workbench(root.resolve("forced"))
                .settings(settings -> settings.with(new SessionSettings.Retention(
                        1 << 30,
                        1 << 30,
                        1 << 30,
                        1 << 20,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ZERO,
                        null,
                        Duration.ZERO,
                        durability)))
                .start();
        Session session = bench.ready();
        List<String> forced;
        try (Recording recording = new Recording();
                TestClient client = TestClient.live(session, "a")) {
            recording.enable("jdk.FileForce").withoutThreshold().withoutStackTrace();
            recording.start();
            client.execute("r1", "print 5");
            client.ask("complete_request", "q1");
            client.awaitIdle("q1");
            assertThat(client.of("r1")).hasSize(9);
            recording.stop();
            Path file = root.resolve("forces.jfr");
            recording.dump(file);
            forced = RecordingFile.readAllEvents(file).stream()
                    .map(event -> event.getString("path"))
                    .filter(path -> path.contains(session.id().toString()))
                    .toList();
        }
        if (durability == Durability.FORCED) {
            assertThat(forced)
                    .anyMatch(path -> path.contains("/journal/"))
                    .anyMatch(path -> path.contains("/requests/"));
        } else {
            assertThat(forced).isEmpty();
        }
    }

    @Test
    void slowReader_losesTheOldestOfWhatIsInMemoryAndNothingElse() throws Exception {
        bench.close();
        bench = new Workbench(root)
                .settings(settings -> settings.with(new SessionSettings.Limits(10, 2, 64, 8, 1 << 20, 64 << 10)))
                .start();
        Session session = bench.ready();
        try (TestClient slow = TestClient.live(session, "a");
                TestClient quick = TestClient.live(session, "b")) {
            for (int i = 0; i < 20; i++) {
                bench.launcher().newest().event("hearth_progress", "{\"n\":" + i + "}");
            }
            quick.execute("r1", "print 50");
            quick.awaitIdle("r1");
            slow.drain();
            assertThat(slow.of("r1")).hasSize(54);
            assertThat(slow.seen().stream().filter(each -> each.type().equals("hearth_progress")))
                    .hasSize(8);
            assertThat(slow.reader().missed()).isEqualTo(12);
        }
    }
}
