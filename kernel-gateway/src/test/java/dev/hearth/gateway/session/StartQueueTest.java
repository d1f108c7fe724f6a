package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.TestClient.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More starts than there is room for. */
class StartQueueTest {
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

    private void start(int atOnce) throws Exception {
        bench.settings(each -> each.with(new SessionSettings.Limits(100, atOnce, 64, 64, 1 << 20, 64 << 10)))
                .start();
    }

    private List<Session> create(int count) {
        List<Session> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(bench.create());
        }
        return made;
    }

    private void awaitDrivers(int count) throws Exception {
        Workbench.await(() -> bench.launcher().drivers.size() >= count);
        assertThat(bench.launcher().drivers).hasSize(count);
    }

    @Test
    void fiftyStartsAtOnce_areAnsweredAtOnce_keepTheLimit_sayWhatTheyWaitFor_andNoneIsLost() throws Exception {
        start(2);
        AtomicInteger most = new AtomicInteger();
        CompletableFuture<Void> go = new CompletableFuture<>();
        bench.launcher().onStart(driver -> {
            int launched =
                    bench.launcher().drivers.size(); // before the others are counted, who may get ready meanwhile
            long ready = bench.sessions().list().stream()
                    .filter(each -> each.view().state() == SessionState.RUNNING)
                    .count();
            most.accumulateAndGet((int) (launched - ready), Math::max);
            go.thenRunAsync(driver::dial);
        });
        long from = System.nanoTime();
        List<Session> all = create(50);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
        awaitDrivers(2);
        for (int i = 2; i < 50; i++) {
            assertThat(all.get(i).view().reason())
                    .isEqualTo("waits for " + i + " other starts; at most 2 at once (limits.concurrent-starts)");
        }
        go.complete(null);
        for (Session each : all) {
            Workbench.await(each, view -> view.state() == SessionState.RUNNING);
            assertThat(each.view().reason()).isEmpty();
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(bench.launcher().drivers).hasSize(50);
    }

    @Test
    void aStartThatWaits_isOnTheLog_andItsPhasesAreMeasuredFromTheRequest() throws Exception {
        start(1);
        bench.launcher().onStart(driver -> {});
        List<Session> both = create(2);
        awaitDrivers(1);
        Session second = both.get(1);
        assertThat(second.view().start().phases()).containsOnlyKeys("waiting");
        bench.launcher().onStart(SyntheticDriver::dial);
        bench.launcher().newest().dial();
        Workbench.await(second, view -> view.state() == SessionState.RUNNING);
        try (TestClient reader = new TestClient(second, "r", ReadFrom.sinceNumber(0))) {
            List<Seen> events = reader.drain().stream()
                    .filter(each -> each.type().equals("hearth_phase"))
                    .toList();
            assertThat(events)
                    .extracting(Seen::content)
                    .satisfiesExactly(
                            waiting -> assertThat(waiting).isEqualTo("{\"phase\":\"waiting\",\"starts_before\":1}"),
                            launch -> assertThat(launch).matches("\\{\"phase\":\"launch\",\"millis\":\\d+}"));
            assertThat(events).allMatch(each -> each.number() > 0);
        }
        assertThat(second.view().start().phases()).containsKeys("waiting", "launch", "launched", "hello", "ready");
        var phases = second.view().start().phases();
        assertThat(List.of(phases.get("waiting"), phases.get("launch"), phases.get("hello"), phases.get("ready")))
                .isSorted();
        long sinceRequest =
                System.currentTimeMillis() - second.view().createdAt().toEpochMilli();
        assertThat(phases.values()).allMatch(each -> each >= 0 && each <= sinceRequest);
    }

    @Test
    void aSessionThatIsDeletedOrEndedWhileItWaits_leavesTheQueue() throws Exception {
        start(1);
        bench.launcher().onStart(driver -> {});
        List<Session> all = create(4);
        awaitDrivers(1);
        all.get(1).delete(false);
        Workbench.await(all.get(1), view -> view.state() == SessionState.DELETED);
        all.get(2).end("nobody wants it");
        Workbench.await(all.get(2), view -> view.state() == SessionState.DEAD);
        assertThat(all.get(3).view().reason()).startsWith("waits for 1 other start;");
        bench.launcher().onStart(SyntheticDriver::dial);
        bench.launcher().newest().dial();
        Workbench.await(all.get(3), view -> view.state() == SessionState.RUNNING);
        assertThat(bench.launcher().drivers)
                .extracting(each -> each.descriptor().session())
                .containsExactly(all.get(0).id(), all.get(3).id());
    }

    @Test
    void aRestartThatWaits_isSharedAndEndsInTheQueuesOrder() throws Exception {
        start(1);
        Session first = bench.ready();
        bench.launcher().onStart(driver -> {});
        Session slow = bench.create();
        awaitDrivers(2);
        CompletableFuture<Void> restarted = first.restart();
        Workbench.await(first, view -> view.reason().startsWith("waits for 1 other start;"));
        assertThat(first.view().start().phases()).containsKey("waiting").doesNotContainKey("ready");
        bench.launcher().onStart(SyntheticDriver::dial);
        bench.launcher().newest().dial();
        restarted.get(10, TimeUnit.SECONDS);
        assertThat(slow.view().state()).isEqualTo(SessionState.RUNNING);
    }

    @Test
    void startsThatWaited_goOnInTheirOrder_behindThoseUnderWay_whenTheGatewayComesBack() throws Exception {
        start(1);
        bench.launcher().onStart(driver -> {});
        List<Session> all = create(6);
        awaitDrivers(1);
        bench.kill();
        bench.start();
        Session last = bench.sessions().find(all.get(5).id()).orElseThrow();
        assertThat(last.view().reason()).startsWith("waits for 5 other starts;");
        assertThat(bench.launcher().drivers).hasSize(1);
        bench.launcher().onStart(SyntheticDriver::dial);
        bench.launcher().newest().dial();
        Workbench.await(last, view -> view.state() == SessionState.RUNNING);
        assertThat(bench.launcher().drivers)
                .extracting(each -> each.descriptor().session())
                .containsExactlyElementsOf(all.stream().map(Session::id).toList());
        assertThat(bench.launcher().drivers)
                .allMatch(each -> each.descriptor().linkUrl().equals(bench.linkUrl()));
    }
}
