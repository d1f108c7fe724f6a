package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.http.RequestTimes;
import dev.hearth.gateway.session.SessionEvents;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a gateway that kernels started ends. The clock is the test's own; the timer is real. */
@SuppressWarnings("try") // a resource that is only closed
class IdleEndTest {
    private static final Duration AFTER = Duration.ofMillis(20);
    private static final UUID SESSION = new UUID(1, 2);

    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean nobodyIsThere = new AtomicBoolean(true);
    private final Semaphore looks = new Semaphore(0);
    private final CountDownLatch told = new CountDownLatch(1);

    private IdleEnd started() {
        IdleEnd idle = new IdleEnd(AFTER, now::get);
        idle.start(this::isIdle);
        idle.whenIdle(told::countDown);
        return idle;
    }

    private boolean isIdle() {
        looks.release();
        return nobodyIsThere.get();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static boolean soon(CountDownLatch latch) throws InterruptedException {
        return latch.await(30, TimeUnit.SECONDS);
    }

    @Test
    void nothingHappens_forSoLong_tells() throws Exception {
        try (IdleEnd idle = started()) {
            pass(AFTER);
            assertThat(soon(told)).isTrue();
        }
    }

    @Test
    void somebodyIsThere_isNotToldThen_butOnceTheyHaveGone() throws Exception {
        nobodyIsThere.set(false);
        try (IdleEnd idle = started()) {
            pass(AFTER);
            assertThat(looks.tryAcquire(1, 30, TimeUnit.SECONDS)).isTrue();
            nobodyIsThere.set(true);
            while (told.getCount() > 0) { // the time begins anew with each look
                pass(AFTER);
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "ended", "attached", "detached", "asked"})
    void whatHappens_beginsTheTimeAnew(String what) throws Exception {
        try (IdleEnd idle = started()) {
            pass(AFTER.minusMillis(1));
            event(what, idle).accept(SESSION);
            pass(AFTER.minusMillis(1));
            // By the real time the timer has rung twice and more, and found the test's clock not far enough.
            assertThat(told.await(AFTER.toMillis() * 3, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(looks.availablePermits()).isZero();
            pass(Duration.ofMillis(1));
            assertThat(soon(told)).isTrue();
        }
    }

    private static Consumer<UUID> event(String what, IdleEnd idle) {
        SessionEvents events = idle;
        return switch (what) {
            case "created" -> session -> events.created(session, "default");
            case "ended" -> session -> events.ended(session, "");
            case "attached" -> events::attached;
            case "detached" -> events::detached;
            default -> session -> idle.over(RequestTimes.NONE).answered("GET", "/api", 200, Duration.ZERO);
        };
    }

    @Test
    void zero_isNever() throws Exception {
        try (IdleEnd idle = new IdleEnd(Duration.ZERO, now::get)) {
            idle.start(this::isIdle);
            idle.whenIdle(told::countDown);
            pass(Duration.ofDays(1000));
            assertThat(told.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void whoComesLate_isToldAtOnce() throws Exception {
        try (IdleEnd idle = started()) {
            pass(AFTER);
            assertThat(soon(told)).isTrue();
            CountDownLatch late = new CountDownLatch(1);
            idle.whenIdle(late::countDown);
            assertThat(late.getCount()).isZero();
        }
    }

    @Test
    void closed_tellsNothing_andTwiceIsHarmless() throws Exception {
        IdleEnd idle = started();
        idle.close();
        idle.close();
        pass(AFTER);
        assertThat(told.await(AFTER.toMillis() * 3, TimeUnit.MILLISECONDS)).isFalse();
    }
}
