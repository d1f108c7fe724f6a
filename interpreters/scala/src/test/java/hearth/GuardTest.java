package hearth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks in a driver's JVM. */
class GuardTest {
    @BeforeAll
    static void thisIsADriver() {
        Guard.inDriver();
    }

    @Test
    void check_aTaskIsKilledWhileTheSecondOfTwoStillWatches_endsIt() throws Exception {
        Guard.watch();
        Guard.watch();
        Guard.unwatch();
        try {
            Thread task = looping("Executor task launch worker for a test");
            task.interrupt();
            task.join(10_000);
            assertThat(task.isAlive()).isFalse();
        } finally {
            Guard.unwatch();
        }
    }

    @Test
    void check_whileSomebodyWatches_endsTheNamedThreadAndNoOther() throws Exception {
        Thread named = looping("named");
        Thread other = looping("other");
        Guard.watch();
        Guard.stop(named);
        try {
            other.interrupt();
            named.join(10_000);
            assertThat(named.isAlive()).isFalse();
            assertThat(other.isAlive()).isTrue();
            Guard.stop(other);
            other.join(10_000);
            assertThat(other.isAlive()).isFalse();
        } finally {
            Guard.release(named);
            Guard.release(other);
            Guard.unwatch();
        }
    }

    private static Thread looping(String name) throws InterruptedException {
        CountDownLatch loops = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        loops.countDown();
                        Guard.check();
                    }
                },
                name);
        thread.setUncaughtExceptionHandler((ended, how) -> {});
        thread.setDaemon(true);
        thread.start();
        loops.await();
        return thread;
    }
}
