package dev.hearth.journal;

import static dev.hearth.journal.Sample.all;
import static dev.hearth.journal.Sample.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DiskFaultTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final FaultyChannel.Disk disk = new FaultyChannel.Disk();

    private Journal open(JournalSettings settings) throws IOException {
        return Journal.open(folder.resolve("j"), settings, Clock.systemUTC(), disk);
    }

    @Test
    void append_diskFullAtAnyByte_leavesNothingAndWorksAgainLater() throws Exception {
        List<String> expected = new ArrayList<>();
        int batchBytes = 32 + 1 + 3 + 32 + 20_000;
        try (Journal journal = open(JournalSettings.defaults());
                Cursor cursor = journal.cursor(1)) {
            for (int room = 0; room < batchBytes; room = room < 100 ? room + 1 : room + 997) {
                disk.room.set(room);
                List<Entry> batch = List.of(entry(1, "k", "one"), entry(1, "", "x".repeat(20_000)));
                assertThatThrownBy(() -> journal.appendAll(batch))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("No space left");
                assertThat(cursor.next()).isNull();
                disk.room.set(Long.MAX_VALUE);
                long number = journal.append(entry(1, "", "again"));
                expected.add(number + ":again");
                assertThat(Sample.text(Sample.next(cursor))).isEqualTo("again");
            }
            assertThat(all(journal)).isEqualTo(expected);
            assertThat(journal.numbersFor(Sample.key("k"))).isEmpty();
        }
        try (Journal journal = open(JournalSettings.defaults())) {
            assertThat(journal.recovery().clean()).isTrue();
            assertThat(all(journal)).isEqualTo(expected);
        }
    }

    @Test
    void append_diskFullWhileASegmentBegins_goesOnWhenThereIsRoom() throws Exception {
        try (Journal journal = open(Sample.SMALL)) {
            journal.append(entry(1, "", "x".repeat(4000)));
            disk.room.set(10);
            assertThatThrownBy(() -> journal.append(entry(1, "", "y"))).isInstanceOf(IOException.class);
            disk.room.set(200);
            assertThat(journal.append(entry(1, "", "z"))).isEqualTo(2);
            disk.room.set(Long.MAX_VALUE);
            assertThat(journal.append(entry(1, "", "w"))).isEqualTo(3);
        }
        try (Journal journal = open(Sample.SMALL)) {
            assertThat(all(journal)).hasSize(3).endsWith("2:z", "3:w");
        }
    }

    @Test
    void trim_appendBeganASegmentMeanwhileAndFailed_leavesThatSegmentAlone() throws Exception {
        try (Journal journal = open(Sample.SMALL)) {
            journal.append(entry(1, "", "x".repeat(4000)));
            AtomicBoolean first = new AtomicBoolean(true);
            TrimRequest request = new TrimRequest(
                    recordClass -> true,
                    0,
                    TrimRequest.ANY_AGE,
                    info -> {
                        if (first.getAndSet(false)) {
                            disk.room.set(SegmentHeader.BYTES);
                            assertThatThrownBy(() -> journal.append(entry(1, "", "y")))
                                    .isInstanceOf(IOException.class);
                        }
                        return true;
                    },
                    run -> List.of());

            journal.trim(request); // there is no room to begin a segment, and no need
            disk.room.set(Long.MAX_VALUE);

            assertThat(journal.append(entry(1, "", "z"))).isEqualTo(2);
        }
        try (Journal journal = open(Sample.SMALL)) {
            assertThat(all(journal)).containsExactly("2:z");
        }
    }

    @Test
    void append_rollBackFailsToo_isRepeatedBeforeTheNextAppend() throws Exception {
        try (Journal journal = open(JournalSettings.defaults())) {
            disk.room.set(5);
            disk.failTruncates = true;
            assertThatThrownBy(() -> journal.append(entry(1, "", "a"))).isInstanceOf(IOException.class);
            disk.room.set(Long.MAX_VALUE);
            assertThatThrownBy(() -> journal.append(entry(1, "", "b"))).isInstanceOf(IOException.class);
            disk.failTruncates = false;
            assertThat(journal.append(entry(1, "", "c"))).isEqualTo(1);
        }
        try (Journal journal = open(JournalSettings.defaults())) {
            assertThat(journal.recovery().clean()).isTrue();
            assertThat(all(journal)).containsExactly("1:c");
        }
    }

    @Test
    void append_forcedByManyAtOnce_sharesForcesAndShowsNothingBefore() throws Exception {
        CountDownLatch inForce = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService appenders = Executors.newFixedThreadPool(8);
        try (Journal journal = open(JournalSettings.defaults().with(Durability.FORCED));
                Cursor cursor = journal.cursor(1)) {
            disk.forces.set(0);
            disk.beforeForce = () -> {
                inForce.countDown();
                try {
                    goOn.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            };
            List<Future<Long>> numbers = new ArrayList<>();
            numbers.add(appenders.submit(() -> journal.append(entry(1, "", "a"))));
            inForce.await();
            for (int each = 0; each < 7; each++) {
                numbers.add(appenders.submit(() -> journal.append(entry(1, "", "b"))));
            }
            while (journal.nextNumber() < 9) {
                Thread.onSpinWait();
            }
            assertThat(cursor.next()).isNull();
            assertThat(journal.lastNumber()).isZero();
            goOn.countDown();
            for (Future<Long> number : numbers) {
                assertThat(number.get(30, TimeUnit.SECONDS)).isBetween(1L, 8L);
            }
            assertThat(disk.forces).hasValue(2);
            assertThat(journal.lastNumber()).isEqualTo(8);
            assertThat(all(journal)).hasSize(8);
        } finally {
            appenders.shutdownNow();
        }
    }

    @Test
    void append_forceFails_isAnErrorAndLaterOnesWork() throws Exception {
        try (Journal journal = open(JournalSettings.defaults().with(Durability.FORCED))) {
            disk.failForces = true;
            assertThatThrownBy(() -> journal.append(entry(1, "", "a"))).isInstanceOf(IOException.class);
            assertThat(journal.lastNumber()).isZero();
            disk.failForces = false;
            assertThat(journal.append(entry(1, "", "b"))).isEqualTo(2);
            assertThat(journal.lastNumber()).isEqualTo(2);
        }
    }
}
