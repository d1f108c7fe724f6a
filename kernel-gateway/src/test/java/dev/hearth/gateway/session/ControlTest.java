package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.journal.Durability;
import dev.hearth.protocol.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts, shutdowns and ends of drivers, where something else is in their way. */
class ControlTest {
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

    @Test
    void shutdownRequest_withRestart_whileARestartIsUnderWay_isShared() throws Exception {
        bench.start();
        Session session = bench.ready();
        bench.launcher().newest().mute(); // and so does not go at once
        CompletableFuture<Void> restarted = session.restart();
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.send(Channel.CONTROL, "shutdown_request", "again", "{\"restart\":true}"))
                    .isEqualTo(Ingested.ANSWERED);
            client.awaitIdle("again");
            assertThat(client.of("again")).containsExactly("status:busy", "shutdown_reply", "status:idle");
            restarted.get(10, TimeUnit.SECONDS);
            client.execute("r", "x");
            client.awaitIdle("r");
        }
        assertThat(session.view().incarnation()).isEqualTo(2);
        assertThat(bench.launcher().newest().taken)
                .extracting(each -> each.messageId())
                .containsExactly("r");
    }

    @Test
    void interrupts_ofADriverThatTakesNone_areBounded_andItCanStillBeEnded() throws Exception {
        bench.start();
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        driver.mute();
        for (int i = 0; i < 8; i++) {
            session.interrupt();
        }
        assertThatThrownBy(session::interrupt).isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.QUEUE_FULL));
        session.delete(false);
        Workbench.await(
                () -> driver.taken.stream().anyMatch(each -> each.messageType().equals("shutdown_request")));
        Workbench.await(() -> bench.store().row(session.id()).endedAt() != null);
    }

    @Test
    void questions_beyondTheirBound_areRefused_butAClientCanStillConnect() throws Exception {
        bench.settings(each -> each.with(new SessionSettings.Limits(100, 2, 1, 1000, 1 << 20, 1 << 20)))
                .start();
        Session session = bench.ready();
        bench.launcher().newest().mute();
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.send(Channel.SHELL, "is_complete_request", "q1", "{\"code\":\"\"}"))
                    .isEqualTo(Ingested.ACCEPTED);
            assertThatThrownBy(() -> client.send(Channel.SHELL, "is_complete_request", "q2", "{\"code\":\"\"}"))
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL));
            assertThat(client.send(Channel.SHELL, "kernel_info_request", "info", "{}"))
                    .isEqualTo(Ingested.ANSWERED);
            client.awaitIdle("info");
            assertThat(client.of("info")).containsExactly("status:busy", "kernel_info_reply", "status:idle");
        }
    }

    @Test
    void counts_ofSessionsAndClients_waitForNoSessionsLock() throws Exception {
        bench.start();
        Session session = bench.ready();
        session.core().enter(); // as somebody does who appends to a slow disk
        try {
            assertThat(CompletableFuture.supplyAsync(() -> bench.sessions().count(SessionState.RUNNING)
                                    + bench.sessions().attachments())
                            .get(5, TimeUnit.SECONDS))
                    .isEqualTo(1);
        } finally {
            session.core().leave();
        }
    }

    @Test
    void driver_thatNoLauncherKnows_isGivenUpSoLongAfterItsLastLossOfTheLink() throws Exception {
        Duration patience = Duration.ofSeconds(3);
        bench.settings(each -> each.with(new SessionSettings.Timeouts(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100),
                        patience,
                        Duration.ofMillis(100))))
                .start();
        Session session = bench.ready();
        SyntheticDriver driver = bench.launcher().newest();
        bench.kill();
        bench.store()
                .update(bench.store().row(session.id()).change().handle(null).make());
        bench.start();
        long began = System.nanoTime();
        Session after = bench.sessions().find(session.id()).orElseThrow();
        Workbench.await(after, SessionView::linked);
        sleepUntil(began, 900);
        long cut = System.nanoTime();
        driver.cut(true);
        Workbench.await(after, view -> view.state() == SessionState.DEAD);
        assertThat(after.view().reason()).contains("no launcher knows");
        assertThat(System.nanoTime() - cut).isGreaterThan(patience.toNanos());
    }

    private static void sleepUntil(long began, long millis) throws InterruptedException {
        Thread.sleep(Math.max(0, millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
    }

    @Test
    void driver_thatDies_isSeen_whileRetentionOfOthersTakesItsTime() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger busy = new AtomicInteger();
        bench.events(new SessionEvents() {
                    @Override
                    public void recordsDropped(java.util.UUID session, long records, long bytes) {
                        busy.incrementAndGet();
                        try {
                            goOn.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                })
                .settings(each -> each.with(new SessionSettings.Retention(
                        32 << 10,
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
        try {
            Session dies = bench.ready();
            SyntheticDriver driver = bench.launcher().newest();
            List<Session> chatty = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                chatty.add(bench.ready());
            }
            for (Session each : chatty) {
                try (TestClient client = TestClient.live(each, "a")) {
                    client.execute("r", "print 300");
                    client.awaitIdle("r");
                }
            }
            Workbench.await(() -> busy.get() > 1);
            long began = System.nanoTime();
            driver.end(1);
            Workbench.await(dies, view -> view.state() == SessionState.DEAD);
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(2));
        } finally {
            goOn.countDown();
        }
    }
}
