package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.protocol.ExecutionState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that goes away without a word, and another one on the same directory. */
class GatewayRestartTest {
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

    private Session again(Session session) throws Exception {
        bench.kill();
        bench.start();
        return bench.sessions().find(session.id()).orElseThrow();
    }

    @Test
    void recover_takesUpTheDriverAndLosesNothingAndGivesNoNumberTwice() throws Exception {
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        long seen;
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "hang");
            client.execute("r2", "queued");
            client.await(each -> each.type().equals("execute_input"));
            seen = client.reader().position();
        }
        Session after = again(session);
        assertThat(after.view().executionState()).isEqualTo(ExecutionState.BUSY);
        assertThat(after.view().unfinished()).isEqualTo(2);
        Workbench.await(after, SessionView::linked);
        after.interrupt();
        try (TestClient client = new TestClient(after, "a", ReadFrom.sinceNumber(seen))) {
            client.awaitIdle("r2");
            assertThat(client.of("r1")).contains("execute_reply", "status:idle");
            assertThat(client.seen().stream().filter(each -> each.number() > 0)).allMatch(each -> each.number() > seen);
            client.execute("r3", "more");
            client.awaitIdle("r3");
        }
        assertThat(driver.taken)
                .extracting(each -> each.messageId())
                .doesNotHaveDuplicates()
                .contains("r1", "r2", "r3");
        assertThat(after.statements()).isEqualTo(3);
        try (TestClient whole = new TestClient(after, "b", ReadFrom.sinceNumber(0))) {
            List<Long> numbers = whole.drain().stream()
                    .map(Seen::number)
                    .filter(number -> number > 0)
                    .toList();
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
            assertThat(whole.of("r1").stream().filter(each -> each.equals("execute_input")))
                    .hasSize(1);
        }
    }

    @Test
    void phasesAndFacts_areKnownToTheNextGateway_alsoOfADeadSession() throws Exception {
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        driver.event("hearth_phase", "{\"phase\":\"spark\",\"millis_since_start\":3}");
        driver.event("hearth_facts", "{\"application\":\"app-1\"}");
        Workbench.await(() -> bench.store()
                .row(session.id())
                .start()
                .facts()
                .getOrDefault("application", "")
                .equals("app-1"));
        StartReport known = session.view().start();
        assertThat(known.phases()).containsKeys("launch", "launched", "hello", "ready", "spark");
        assertThat(known.facts()).containsEntry("spark", "4.0.0").containsEntry("java", "17");
        driver.cut(true);
        Session after = again(session);
        assertThat(after.view().start()).isEqualTo(known);
        driver.cut(false);
        Workbench.await(after, SessionView::linked);
        Workbench.await(after, view -> {
            // An event is lost as long as the driver does not know that it is linked.
            driver.event("hearth_phase", "{\"phase\":\"spark\",\"millis_since_start\":99999}");
            driver.event("hearth_phase", "{\"phase\":\"sql\",\"millis_since_start\":4}");
            return view.start().phases().containsKey("sql");
        });
        assertThat(after.view().start().phases()).containsAllEntriesOf(known.phases());
        driver.end(1);
        Workbench.await(after, view -> view.state() == SessionState.DEAD);
        Session dead = again(after);
        assertThat(dead.view().start().phases()).containsKey("sql").containsAllEntriesOf(known.phases());
        assertThat(dead.view().start().facts()).isEqualTo(known.facts());
    }

    @Test
    void recover_takesWhatTheDriverSaidMeanwhile() throws Exception {
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        session.ingest(
                TestClient.message(dev.hearth.protocol.Channel.SHELL, "execute_request", "r1", "{\"code\":\"x\"}"),
                "a");
        Workbench.await(() -> session.view().unfinished() == 0 && session.statements() == 1);
        driver.cut(true);
        bench.kill();
        for (int i = 0; i < 10; i++) {
            driver.emit(
                    dev.hearth.protocol.link.RecordClass.OUTPUT,
                    dev.hearth.protocol.Channel.IOPUB,
                    "stream",
                    null,
                    "{\"name\":\"stdout\",\"text\":\"alone " + i + "\"}",
                    null);
        }
        bench.start();
        driver.cut(false);
        Session after = bench.sessions().find(session.id()).orElseThrow();
        try (TestClient client = new TestClient(after, "a", ReadFrom.sinceNumber(0))) {
            client.await(each -> each.content().contains("alone 9"));
            assertThat(client.seen().stream().filter(each -> each.content().contains("alone")))
                    .hasSize(10);
        }
    }

    @Test
    void recover_ofADriverThatDiedMeanwhile_endsTheSession() throws Exception {
        Session session = bench.ready();
        session.ingest(
                TestClient.message(dev.hearth.protocol.Channel.SHELL, "execute_request", "r1", "{\"code\":\"hang\"}"),
                "a");
        Workbench.await(() -> bench.launcher().newest().taken.size() == 1);
        bench.kill();
        bench.launcher().newest().end(1);
        bench.start();
        Session after = bench.sessions().find(session.id()).orElseThrow();
        Workbench.await(after, view -> view.state() == SessionState.DEAD);
        try (TestClient client = new TestClient(after, "a", ReadFrom.sinceNumber(0))) {
            client.drain();
            assertThat(client.of("r1")).endsWith("execute_reply", "status:idle");
        }
    }

    @Test
    void recover_ofAStartingSession_waitsForItsDriver() throws Exception {
        bench.launcher().onStart(driver -> {});
        Session session = bench.create();
        Workbench.await(() -> bench.launcher().drivers.size() == 1);
        Session after = again(session);
        assertThat(after.view().state()).isEqualTo(SessionState.STARTING);
        bench.launcher().newest().dial();
        Workbench.await(after, view -> view.state() == SessionState.RUNNING);
        assertThat(bench.launcher().drivers).hasSize(1);
    }

    @Test
    void recover_ofAStartingSessionWhoseDriverNeverDials_givesItUpAtTheDeadline() throws Exception {
        bench.close();
        bench = new Workbench(root.resolve("short"))
                .settings(each -> each.with(new SessionSettings.Timeouts(
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1))))
                .start();
        bench.launcher().onStart(driver -> {});
        Session session = bench.create();
        Workbench.await(() -> bench.store().row(session.id()).handle() != null);
        Session after = again(session);
        Workbench.await(after, view -> view.state() == SessionState.DEAD);
        assertThat(after.view().reason()).contains("did not call back");
        assertThat(bench.launcher().newest().isEnded()).isTrue();
    }

    @Test
    void recover_whileRestarting_abortsAndLaunchesTheNext() throws Exception {
        Session session = bench.ready();
        SyntheticDriver first = bench.launcher().newest();
        session.ingest(
                TestClient.message(dev.hearth.protocol.Channel.SHELL, "execute_request", "r1", "{\"code\":\"hang\"}"),
                "a");
        Workbench.await(() -> first.taken.size() == 1);
        first.mute();
        session.restart();
        assertThat(session.view().state()).isEqualTo(SessionState.RESTARTING);
        Session after = again(session);
        Workbench.await(after, view -> view.state() == SessionState.RUNNING);
        assertThat(after.view().incarnation()).isEqualTo(2);
        assertThat(first.refusal.get(5, java.util.concurrent.TimeUnit.SECONDS).reason())
                .isEqualTo(dev.hearth.protocol.link.Refusal.Reason.SUPERSEDED);
        try (TestClient client = new TestClient(after, "a", ReadFrom.sinceNumber(0))) {
            client.drain();
            assertThat(client.of("r1")).endsWith("execute_reply", "status:idle");
        }
    }

    @Test
    void recover_ofDeadAndDeletedSessions_keepsThemAsTheyWere() throws Exception {
        Session dead = bench.ready();
        bench.launcher().newest().end(1);
        Workbench.await(dead, view -> view.state() == SessionState.DEAD);
        Session deleted = bench.ready();
        deleted.delete(false);
        Workbench.await(() -> bench.store().row(deleted.id()).endedAt() != null);
        Session after = again(dead);
        assertThat(after.view().state()).isEqualTo(SessionState.DEAD);
        assertThat(after.view().reason()).contains("code 1");
        assertThat(bench.sessions().list()).containsExactly(after);
        Session kept = bench.sessions().findKept(deleted.id()).orElseThrow();
        try (TestClient client = new TestClient(kept, "a", ReadFrom.sinceNumber(0))) {
            assertThat(client.drain()).isNotEmpty();
        }
        after.restart().get(10, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(after.view().incarnation()).isEqualTo(2);
    }

    @Test
    void cursor_ofASessionId_survives() throws Exception {
        Session session = bench.ready();
        session.attach("a");
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r1", "print 10");
            Seen third = client.await(each -> each.content().contains("line 3"));
            session.confirm("a", third.number());
            client.awaitIdle("r1");
        }
        Session after = again(session);
        try (TestClient client = new TestClient(after, "a", ReadFrom.cursorOf("a"))) {
            client.drain();
            assertThat(client.seen().get(0).content()).contains("line 4");
        }
        try (TestClient stranger = new TestClient(after, "x", ReadFrom.cursorOf("x"))) {
            assertThat(stranger.drain().stream().filter(each -> each.number() > 0))
                    .isEmpty();
        }
    }
}
