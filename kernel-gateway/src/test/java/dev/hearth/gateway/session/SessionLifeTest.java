package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.journal.Durability;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Language;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, restarts and ends. */
class SessionLifeTest {
    @TempDir
    Path root;

    private Workbench bench;

    @BeforeEach
    void begin() {
        bench = new Workbench(root);
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private static SessionSettings.Timeouts start(SessionSettings.Timeouts was, Duration start) {
        return new SessionSettings.Timeouts(
                start,
                was.stop(),
                was.hello(),
                was.heartbeat(),
                was.interruptWithoutLink(),
                was.lastWords(),
                was.lostDriver(),
                was.tick());
    }

    private static SessionSettings.Retention keep(Duration listed, Duration kept, Duration idle) {
        return new SessionSettings.Retention(
                1 << 30,
                1 << 30,
                1 << 30,
                1 << 20,
                listed,
                kept,
                Duration.ZERO,
                idle == null ? null : new SessionSettings.Idle(idle, false, false),
                Duration.ZERO,
                Durability.BUFFERED);
    }

    @Test
    void create_writesTheRowBeforeTheLaunch() throws Exception {
        AtomicReference<SessionRow> atLaunch = new AtomicReference<>();
        bench.start();
        bench.launcher()
                .onStart(driver ->
                        atLaunch.set(bench.store().row(driver.descriptor().session())));
        Session session = bench.create();
        Workbench.await(() -> atLaunch.get() != null);
        assertThat(atLaunch.get().state()).isEqualTo(SessionState.STARTING);
        assertThat(atLaunch.get().deadline()).isNotNull();
        assertThat(atLaunch.get().secretHash()).hasSize(64);
        assertThat(session.view().executionState()).isEqualTo(ExecutionState.STARTING);
    }

    @Test
    void create_withATakenId_isRefused() throws Exception {
        bench.start();
        Session session = bench.create();
        assertThatThrownBy(() -> bench.sessions()
                        .create(new NewSession(
                                "o",
                                null,
                                Workbench.PROFILE,
                                Language.SQL,
                                java.util.Map.of(),
                                session.id(),
                                null,
                                null,
                                null)))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_TAKEN));
        assertThatThrownBy(() -> bench.sessions().create(NewSession.of("o", "none", Language.SQL)))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROFILE_NOT_FOUND));
    }

    @Test
    void launch_thatFails_leavesADeadSessionWithReasonAndLog() throws Exception {
        bench.start();
        bench.launcher().fail("no Java here");
        Session session = bench.create();
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(session.view().reason()).contains("no Java here");
        assertThat(session.view().logTail()).containsExactly("first line", "last line");
        assertThat(bench.sessions().list()).containsExactly(session);
        try (TestClient client = new TestClient(session, "a", ReadFrom.sinceNumber(0))) {
            assertThat(client.drain()).extracting(Seen::what).containsExactly("status:starting", "status:dead");
            assertThatThrownBy(() -> client.execute("r", "x"))
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SESSION_DEAD));
        }
    }

    @Test
    void driver_thatNeverCallsBack_isGivenUpAtTheDeadline() throws Exception {
        bench.settings(each -> each.with(start(each.timeouts(), Duration.ofMillis(300))))
                .start();
        bench.launcher().onStart(driver -> {});
        Session session = bench.create();
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(session.view().reason()).contains("did not call back");
        assertThat(bench.launcher().newest().isEnded()).isTrue();
    }

    @Test
    void sessions_beyondTheLimit_areRefused() throws Exception {
        bench.settings(each -> each.with(new SessionSettings.Limits(1, 1, 64, 64, 1 << 20, 64 << 10)))
                .start();
        Session only = bench.ready();
        assertThatThrownBy(bench::create).isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.TOO_MANY_SESSIONS));
        only.delete(false);
        Workbench.await(only, view -> view.state() == SessionState.DELETED);
        assertThat(bench.create()).isNotNull();
    }

    @Test
    void sessions_beyondTheLimitOfTheirProfile_areRefused_alsoWhenADeadOneIsRestarted() throws Exception {
        bench.profileSessions(2).start();
        Session dead = bench.ready();
        bench.launcher().newest().end(1);
        Workbench.await(dead, view -> view.state() == SessionState.DEAD);
        Session live = bench.ready();
        bench.create();
        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable each :
                List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(bench::create, dead::restart)) {
            assertThatThrownBy(each).isInstanceOfSatisfying(GatewayException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_SESSIONS);
                assertThat(e.sentence()).contains("profile \"test\" has 2 live sessions");
            });
        }
        live.restart().get(10, TimeUnit.SECONDS); // takes no place besides its own
        live.delete(false);
        dead.restart().get(10, TimeUnit.SECONDS);
    }

    @Test
    void sessions_createdAtOnce_neverExceedTheLimit() throws Exception {
        bench.profileSessions(3).start();
        bench.launcher().onStart(driver -> {});
        List<CompletableFuture<Boolean>> tries = new java.util.ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tries.add(CompletableFuture.supplyAsync(() -> {
                try {
                    bench.create();
                    return true;
                } catch (GatewayException e) {
                    return false;
                }
            }));
        }
        assertThat(tries.stream().filter(CompletableFuture::join).count()).isEqualTo(3);
    }

    @Test
    void driver_thatDies_answersBegunWithAnErrorAndQueuedAsAborted() throws Exception {
        bench.start();
        Session session = bench.ready();
        AtomicReference<Attachment.Reason> left = new AtomicReference<>();
        session.attach("a").onLeave((reason, last) -> left.set(reason));
        try (TestClient client = TestClient.live(session, "a")) {
            bench.launcher().newest().reconnect(false);
            client.execute("begun", "hang");
            client.execute("queued", "x");
            client.await(each -> each.type().equals("execute_input"));
            long from = System.nanoTime();
            bench.launcher().newest().end(1);
            client.await(each -> each.what().equals("status:dead"));
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(2));
            assertThat(client.of("begun"))
                    .containsExactly("status:busy", "execute_input", "error", "execute_reply", "status:idle");
            assertThat(client.of("queued")).containsExactly("status:busy", "execute_reply", "status:idle");
            assertThat(client.seen().stream().filter(each -> each.type().equals("execute_reply")))
                    .extracting(Seen::content)
                    .satisfiesExactly(
                            failed -> assertThat(failed).contains("\"status\":\"error\"", "\"ename\":\"DriverDied\""),
                            aborted -> assertThat(aborted).contains("\"status\":\"aborted\""));
            Seen reply = client.seen().stream()
                    .filter(each -> each.type().equals("execute_reply"))
                    .findFirst()
                    .orElseThrow();
            assertThat(reply.message().readParentHeader().msgId()).isEqualTo("begun");
            assertThat(reply.message().readHeader().session())
                    .isEqualTo(session.view().headerSession());
        }
        Workbench.await(() -> left.get() == Attachment.Reason.DEAD);
        assertThat(session.view().reason()).contains("code 1");
        assertThat(session.view().logTail()).containsExactly("tail");
    }

    @Test
    void driver_thatSaysWhyItEnds_isQuoted() throws Exception {
        bench.start();
        Session session = bench.ready();
        bench.launcher().newest().event("hearth_ending", "{\"reason\":\"spark.stop() was called\"}");
        Workbench.await(session, view -> true);
        Thread.sleep(50); // the event is in no log that could be waited for
        bench.launcher().newest().end(0);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(session.view().reason()).isEqualTo("spark.stop() was called");
    }

    @Test
    void restart_beginsTheNextIncarnationAndAbortsWhatWasOpen() throws Exception {
        bench.start();
        Session session = bench.ready();
        String before = session.view().headerSession();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("old", "hang");
            client.execute("queued", "x");
            client.await(each -> each.type().equals("execute_input"));
            SyntheticDriver first = bench.launcher().newest();
            CompletableFuture<Void> restarted = session.restart();
            assertThat(session.view().state()).isEqualTo(SessionState.RESTARTING);
            assertThat(session.restart()).isNotNull();
            client.execute("new", "after");
            restarted.get(10, TimeUnit.SECONDS);
            client.awaitIdle("new");
            assertThat(first.isEnded()).isTrue();
            assertThat(bench.launcher().drivers).hasSize(2);
            assertThat(bench.launcher().newest().taken)
                    .extracting(each -> each.messageId())
                    .containsExactly("new");
            assertThat(client.of("old"))
                    .endsWith("execute_reply", "status:idle")
                    .doesNotContain("error");
            assertThat(client.of("queued")).containsExactly("status:busy", "execute_reply", "status:idle");
            assertThat(client.seen().stream()
                            .filter(each -> each.envelope().parentId().isEmpty()))
                    .extracting(Seen::what)
                    .containsExactly("status:restarting", "status:starting", "status:idle");
            assertThat(session.view().incarnation()).isEqualTo(2);
            assertThat(session.view().headerSession()).isNotEqualTo(before);
            assertThat(client.seen()
                            .get(client.seen().size() - 1)
                            .message()
                            .readHeader()
                            .session())
                    .isEqualTo(session.view().headerSession());
        }
    }

    @Test
    void restart_leavesOutCommsOfTheOlderIncarnationInAReplay() throws Exception {
        bench.start();
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("c1", "comm");
            client.awaitIdle("c1");
            session.restart().get(10, TimeUnit.SECONDS);
            client.execute("c2", "comm");
            client.awaitIdle("c2");
        }
        try (TestClient later = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            assertThat(later.drain().stream().filter(each -> each.type().equals("comm_open")))
                    .extracting(each -> each.envelope().parentId())
                    .containsExactly("c2");
        }
    }

    @Test
    void restart_ofADeadSession_bringsItBack() throws Exception {
        bench.start();
        Session session = bench.ready();
        bench.launcher().newest().end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        session.restart().get(10, TimeUnit.SECONDS);
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "x");
            client.awaitIdle("r1");
        }
    }

    @Test
    void restart_whoseDriverFails_failsItsFuture() throws Exception {
        bench.start();
        Session session = bench.ready();
        bench.launcher().fail("out of memory");
        assertThatThrownBy(() -> session.restart().get(10, TimeUnit.SECONDS)).hasMessageContaining("out of memory");
        assertThat(session.view().state()).isEqualTo(SessionState.DEAD);
    }

    @Test
    void shutdownRequest_ofAClient_endsTheSessionInOrder() throws Exception {
        bench.start();
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.send(Channel.CONTROL, "shutdown_request", "bye", "{\"restart\":false}");
            client.await(each -> each.what().equals("status:dead"));
            assertThat(client.of("bye")).containsExactly("status:busy", "shutdown_reply", "status:idle");
        }
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(session.view().reason()).isEqualTo("a client has shut it down");
    }

    @Test
    void shutdownRequest_withRestart_restarts() throws Exception {
        bench.start();
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            client.send(Channel.CONTROL, "shutdown_request", "again", "{\"restart\":true}");
            client.await(each -> each.what().equals("status:starting"));
            Workbench.await(session, view -> view.state() == SessionState.RUNNING && view.incarnation() == 2);
            assertThat(client.of("again")).contains("shutdown_reply", "status:idle");
        }
    }

    @Test
    void delete_takesItOffTheListsAndKeepsTheJournal() throws Exception {
        bench.start();
        Session session = bench.ready();
        AtomicReference<Attachment.Reason> left = new AtomicReference<>();
        session.attach("a").onLeave((reason, last) -> left.set(reason));
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "hang");
            client.await(each -> each.type().equals("execute_input"));
            session.delete(false);
            assertThat(bench.sessions().list()).isEmpty();
            assertThat(bench.sessions().find(session.id())).isEmpty();
            client.await(each -> each.what().equals("status:dead"));
        }
        Workbench.await(() -> left.get() == Attachment.Reason.DELETED);
        assertThat(bench.launcher().newest().isEnded()).isTrue();
        Session kept = bench.sessions().findKept(session.id()).orElseThrow();
        try (TestClient reader = new TestClient(kept, "b", ReadFrom.sinceNumber(0))) {
            assertThat(reader.drain()).isNotEmpty();
        }
        assertThatThrownBy(() -> kept.attach("c")).isInstanceOf(GatewayException.class);
    }

    @Test
    void delete_withPurge_leavesNothing() throws Exception {
        bench.start();
        Session session = bench.ready();
        session.delete(true);
        Workbench.await(() -> bench.sessions().findKept(session.id()).isEmpty());
        Workbench.await(() -> !Files.exists(root.resolve(session.id().toString())));
        Workbench.await(() -> bench.store().all().isEmpty());
    }

    @Test
    void deadSession_isListedForAWhileThenKeptThenGone() throws Exception {
        bench.settings(each -> each.with(keep(Duration.ofMillis(400), Duration.ofMillis(900), null)))
                .start();
        Session session = bench.ready();
        bench.launcher().newest().end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(bench.sessions().find(session.id())).isPresent();
        Workbench.await(() -> bench.sessions().find(session.id()).isEmpty());
        assertThat(bench.sessions().findKept(session.id())).isPresent();
        Workbench.await(() -> bench.sessions().findKept(session.id()).isEmpty());
        Workbench.await(() -> bench.store().all().isEmpty());
    }

    @Test
    void idleSession_isCulledUnlessSomebodyIsThereOrACellRuns() throws Exception {
        bench.settings(each -> each.with(keep(Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(400))))
                .start();
        Session idle = bench.ready();
        Session watched = bench.ready();
        Attachment attached = watched.attach("a");
        Session busy = bench.ready();
        busy.ingest(TestClient.message(Channel.SHELL, "execute_request", "r", "{\"code\":\"hang\"}"), "a");
        Workbench.await(idle, view -> view.state() == SessionState.DEAD);
        assertThat(idle.view().reason()).contains("idle");
        assertThat(List.of(watched.view().state(), busy.view().state())).containsOnly(SessionState.RUNNING);
        attached.close();
        Workbench.await(watched, view -> view.state() == SessionState.DEAD);
        assertThat(busy.view().state()).isEqualTo(SessionState.RUNNING);
    }

    @Test
    void stopLocal_endsTheDriversInOrder() throws Exception {
        bench.start();
        Session session = bench.ready();
        assertThat(bench.sessions().stopLocal(Duration.ofSeconds(5))).isTrue();
        assertThat(session.view().state()).isEqualTo(SessionState.DEAD);
        assertThat(bench.launcher().newest().isEnded()).isTrue();
        assertThatThrownBy(bench::create).isInstanceOf(GatewayException.class);
    }
}
