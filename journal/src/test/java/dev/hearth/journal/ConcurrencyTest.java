package dev.hearth.journal;

import static dev.hearth.journal.Sample.entry;
import static dev.hearth.journal.Sample.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConcurrencyTest {
    private static final int EACH = 3000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Integer readAll(Journal journal, long last) throws Exception {
        int count = 0;
        try (Cursor cursor = journal.cursor(1, 4096)) {
            while (count < last) {
                JournalRecord record = cursor.next();
                if (record == null) {
                    assertThat(journal.awaitNumber(cursor.position(), Duration.ofSeconds(20)))
                            .isTrue();
                } else {
                    count++;
                    assertThat(record.number()).isEqualTo(count);
                    assertThat(Sample.text(record)).startsWith("appender ");
                }
            }
        }
        return count;
    }

    @Test
    void manyAppendersAndCursors_atOnce_seeEveryNumberInOrder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(7);
        JournalSettings settings = new JournalSettings(64 << 10, 1 << 20, Durability.BUFFERED);
        try (Journal journal = Journal.open(folder.resolve("j"), settings)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String text = "appender " + thread + " ".repeat(thread * 40);
                all.add(threads.submit(() -> {
                    for (int each = 0; each < EACH; each++) {
                        journal.append(entry(1, text, text));
                    }
                    return null;
                }));
            }
            for (int thread = 0; thread < 3; thread++) {
                all.add(threads.submit(() -> readAll(journal, 4 * EACH)));
            }
            for (Future<?> each : all) {
                each.get(50, TimeUnit.SECONDS);
            }
            assertThat(journal.numbersFor(Sample.key("appender 0"))).hasSize(EACH);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void interrupts_ofAppendersAndReaders_harmNobody() throws Exception {
        JournalSettings settings = new JournalSettings(256 << 10, 1 << 20, Durability.FORCED);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger appended = new AtomicInteger();
        try (Journal journal = Journal.open(folder.resolve("j"), settings)) {
            AtomicInteger failures = new AtomicInteger();
            List<Thread> victims = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                victims.add(new Thread(() -> {
                    try {
                        while (!stop.get()) {
                            journal.append(entry(1, "", "appender " + "x".repeat(500)));
                            appended.incrementAndGet();
                        }
                    } catch (Exception | AssertionError e) {
                        failures.incrementAndGet();
                        e.printStackTrace();
                    }
                }));
                victims.add(new Thread(() -> {
                    try (Cursor cursor = journal.cursor(1, 1024)) {
                        while (!stop.get()) {
                            if (cursor.next() == null) {
                                Thread.onSpinWait();
                            }
                        }
                    } catch (Exception | AssertionError e) {
                        failures.incrementAndGet();
                        e.printStackTrace();
                    }
                }));
            }
            victims.forEach(Thread::start);
            while (appended.get() < 1500 && failures.get() == 0) {
                victims.forEach(Thread::interrupt);
                TimeUnit.MICROSECONDS.sleep(200);
            }
            stop.set(true);
            for (Thread victim : victims) {
                victim.join(20_000);
            }
            assertThat(failures).hasValue(0);
            assertThat(readAll(journal, appended.get())).isEqualTo(appended.get());
            assertThat(journal.nextNumber()).isEqualTo(appended.get() + 1);
        }
    }

    @Test
    void append_byAnInterruptedThread_worksAndStaysInterrupted() throws Exception {
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults());
                Cursor cursor = journal.cursor(1)) {
            Thread.currentThread().interrupt();
            journal.append(entry(1, "k", "a"));
            assertThat(next(cursor).number()).isEqualTo(1);
            assertThat(journal.numbersFor(Sample.key("k"))).containsExactly(1);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whenAppended_manyWaiters_runOnceEachWithoutALock() throws Exception {
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults())) {
            AtomicInteger runs = new AtomicInteger();
            for (int each = 0; each < 1000; each++) {
                journal.whenAppended(1, () -> {
                    runs.incrementAndGet();
                    // Another thread can use the journal while an action runs.
                    Thread other = new Thread(() -> journal.whenAppended(1, () -> {}));
                    if (runs.get() == 1) {
                        other.start();
                        join(other);
                        assertThat(other.isAlive()).isFalse();
                    }
                });
            }
            journal.append(entry(1, "", "a"));
            journal.append(entry(1, "", "b"));
            assertThat(runs).hasValue(1000);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whenAppended_actionFails_theAppendAndTheOthersDoNot() throws Exception {
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults())) {
            AtomicInteger others = new AtomicInteger();
            List<Throwable> reported = new ArrayList<>();
            Thread appender = new Thread(() -> {
                try {
                    journal.append(entry(1, "", "a"));
                    others.incrementAndGet();
                } catch (Exception e) {
                    reported.add(e);
                }
            });
            appender.setUncaughtExceptionHandler((thread, e) -> reported.add(e));
            journal.whenAppended(1, () -> {
                throw new IllegalStateException("a reader's mistake");
            });
            journal.whenAppended(1, others::incrementAndGet);
            appender.start();
            appender.join();
            assertThat(others).hasValue(2);
            assertThat(reported).hasSize(1);
        }
    }

    @Test
    void close_withWaitersAndCursors_wakesThemAndSaysSo() throws Exception {
        Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults());
        Cursor cursor = journal.cursor(1);
        CountDownLatch woken = new CountDownLatch(1);
        journal.whenAppended(1, woken::countDown);
        journal.close();
        journal.close();
        assertThat(woken.getCount()).isZero();
        assertThat(journal.awaitNumber(1, Duration.ofSeconds(30))).isFalse();
        assertThatThrownBy(cursor::next).isInstanceOf(JournalClosedException.class);
        assertThatThrownBy(() -> journal.append(entry(1, "", "a"))).isInstanceOf(JournalClosedException.class);
        cursor.close();
        cursor.close();
    }
}
