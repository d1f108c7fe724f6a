package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTest {
    @Test
    void announcedParent_thatEnds_isNoticed() throws Exception {
        Process parent = new ProcessBuilder("sleep", "60").start();
        CountDownLatch gone = new CountDownLatch(1);

        ParentWatch.watch(String.valueOf(parent.pid()), gone::countDown);
        assertThat(gone.await(50, TimeUnit.MILLISECONDS)).isFalse();
        parent.destroyForcibly();

        assertThat(gone.await(15, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void announcedParent_thatHasEndedAlready_isNoticedAtOnce() throws Exception {
        Process parent = new ProcessBuilder("true").start();
        parent.waitFor();
        CountDownLatch gone = new CountDownLatch(1);

        ParentWatch.watch(String.valueOf(parent.pid()), gone::countDown);

        assertThat(gone.await(15, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noAnnouncedParent_orNonsense_leavesTheRealOne() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);

        ParentWatch.watch("", gone::countDown);
        ParentWatch.watch("not a number", gone::countDown);

        assertThat(gone.await(50, TimeUnit.MILLISECONDS)).isFalse();
    }
}
