package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is stopped in order leaves no local driver behind. */
class OrderlyStopTest {
    @TempDir
    Path root;

    private Workbench bench;

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    /** Rows in memory; the first insert waits. */
    private static final class SlowStore implements SessionStore {
        private final InMemorySessionStore rows = new InMemorySessionStore();
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public SessionRow insert(SessionRow draft) {
            inside.countDown();
            try {
                goOn.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return rows.insert(draft);
        }

        @Override
        public void update(SessionRow row) {
            rows.update(row);
        }

        @Override
        public void remove(UUID session) {
            rows.remove(session);
        }

        @Override
        public List<SessionRow> all() {
            return rows.all();
        }

        @Override
        public long reserveNumbers(UUID session, long count) {
            return rows.reserveNumbers(session, count);
        }
    }

    private static <T> FutureTask<T> aside(java.util.concurrent.Callable<T> what) {
        FutureTask<T> task = new FutureTask<>(what);
        Thread thread = new Thread(task, "orderly-stop-test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static void isNotServed(ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.NOT_SERVING));
    }

    @Test
    void stopLocal_waitsForASessionThatIsBeingCreated_andEndsItToo() throws Exception {
        SlowStore store = new SlowStore();
        bench = new Workbench(root).rows(store).start();
        FutureTask<Session> created = aside(bench::create);
        assertThat(store.inside.await(10, TimeUnit.SECONDS)).isTrue();
        FutureTask<Boolean> stopped = aside(() -> bench.sessions().stopLocal(Duration.ofSeconds(10)));
        Workbench.await(bench.sessions()::isStopping);
        isNotServed(bench::create);
        store.goOn.countDown();
        assertThat(stopped.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(created.get(10, TimeUnit.SECONDS).view().state()).isEqualTo(SessionState.DEAD);
        assertThat(bench.launcher().drivers).allMatch(SyntheticDriver::isEnded);
        assertThat(store.rows.all()).allMatch(row -> row.endedAt() != null);
    }

    @Test
    void deadSession_isNotRestarted_onceTheStopHasBegun() throws Exception {
        bench = new Workbench(root).start();
        Session session = bench.ready();
        bench.launcher().newest().end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(bench.sessions().stopLocal(Duration.ofSeconds(10))).isTrue();
        isNotServed(session::restart);
        assertThat(bench.launcher().drivers).hasSize(1);
    }
}
