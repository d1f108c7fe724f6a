package dev.hearth.journal;

import static dev.hearth.journal.Sample.all;
import static dev.hearth.journal.Sample.entry;
import static dev.hearth.journal.Sample.key;
import static dev.hearth.journal.Sample.next;
import static dev.hearth.journal.Sample.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrimTest {
    private static final int OUTPUT = 1;
    private static final int REPLY = 2;
    private static final int MARK = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private int files() throws IOException {
        try (var all = Files.list(folder.resolve("j"))) {
            return (int) all.count();
        }
    }

    private Journal open() throws IOException {
        return Journal.open(folder.resolve("j"), Sample.SMALL);
    }

    /** Cells of ten outputs and a reply, keyed by the cell. */
    private static void cells(Journal journal, int count) throws IOException {
        for (int cell = 0; cell < count; cell++) {
            for (int each = 0; each < 10; each++) {
                journal.append(entry(OUTPUT, "cell" + cell, "output of 100 bytes".repeat(5)));
            }
            journal.append(entry(REPLY, "cell" + cell, "reply"));
        }
    }

    private static List<Mark> mark(List<RecordInfo> run) {
        List<Mark> marks = new ArrayList<>();
        for (RecordInfo info : run) {
            Mark last = marks.isEmpty() ? null : marks.get(marks.size() - 1);
            if (last == null || !Arrays.equals(last.key(), info.key())) {
                marks.add(new Mark(info.number(), MARK, info.key(), ByteBuffer.wrap(key("trimmed"))));
            }
        }
        return marks;
    }

    private static TrimRequest toSize(long keepBytes) {
        return new TrimRequest(each -> each == OUTPUT, keepBytes, TrimRequest.ANY_AGE, info -> true, TrimTest::mark);
    }

    @Test
    void trim_toSize_dropsTheOldestOfTheClassAndLeavesMarks() throws Exception {
        List<String> kept;
        try (Journal journal = open()) {
            cells(journal, 20);
            long replies = journal.sizeBytes(REPLY);
            long before = journal.sizeBytes();
            TrimReport report = journal.trim(toSize(10_000));
            assertThat(journal.sizeBytes(OUTPUT))
                    .isEqualTo(report.remainingBytes())
                    .isBetween(9_800L, 10_000L);
            assertThat(journal.sizeBytes(REPLY)).isEqualTo(replies);
            assertThat(before - journal.sizeBytes()).isEqualTo(report.freedBytes());
            assertThat(report.droppedRecords()).isGreaterThan(100);
            assertThat(all(journal)).first().isEqualTo("1:trimmed");
            assertThat(all(journal).stream().filter(each -> each.endsWith(":reply")))
                    .hasSize(20);
            assertThat(all(journal).stream().filter(each -> each.endsWith(":trimmed")))
                    .hasSize(report.marks());
            assertThat(journal.numbersFor(key("cell0"))).containsExactly(1, 11);
            assertThat(journal.nextNumber()).isEqualTo(221);
            kept = all(journal);
        }
        try (Journal again = open()) {
            assertThat(again.recovery().clean()).isTrue();
            assertThat(all(again)).isEqualTo(kept);
            assertThat(again.nextNumber()).isEqualTo(221);
            assertThat(again.numbersFor(key("cell0"))).containsExactly(1, 11);
            assertThat(again.trim(toSize(10_000)).droppedRecords()).isZero();
        }
    }

    @Test
    void trim_toNothing_sealsTheActiveSegmentAndGoesOnAppending() throws Exception {
        try (Journal journal = open()) {
            cells(journal, 3);
            TrimReport report = journal.trim(TrimRequest.toSize(each -> true, 0));
            assertThat(report.droppedRecords()).isEqualTo(33);
            assertThat(report.remainingBytes()).isZero();
            assertThat(all(journal)).isEmpty();
            assertThat(journal.firstNumber()).isEqualTo(34);
            assertThat(journal.append(entry(OUTPUT, "", "on"))).isEqualTo(34);
        }
        try (Journal journal = open()) {
            assertThat(all(journal)).containsExactly("34:on");
        }
    }

    @Test
    void trim_byAge_dropsWhatIsOlder() throws Exception {
        Path place = folder.resolve("aged");
        for (long time = 1000; time <= 5000; time += 1000) {
            Clock clock = Clock.fixed(Instant.ofEpochMilli(time), ZoneOffset.UTC);
            try (Journal journal = Journal.open(place, Sample.SMALL, clock)) {
                journal.append(entry(OUTPUT, "", "x".repeat(1500)));
                journal.append(entry(REPLY, "", "y"));
            }
        }
        try (Journal journal = Journal.open(place, Sample.SMALL)) {
            TrimReport report = journal.trim(TrimRequest.olderThan(each -> each == OUTPUT, 4000));
            assertThat(report.droppedRecords()).isEqualTo(3);
            assertThat(all(journal)).hasSize(7).startsWith("2:y", "4:y", "6:y", "7:" + "x".repeat(1500));
        }
    }

    @Test
    void trim_mayDropRefuses_keepsThoseAndTakesYounger() throws Exception {
        try (Journal journal = open()) {
            cells(journal, 10);
            TrimRequest request = new TrimRequest(
                    each -> each == OUTPUT,
                    0,
                    TrimRequest.ANY_AGE,
                    info -> !Arrays.equals(info.key(), key("cell4")),
                    run -> List.of());
            journal.trim(request);
            assertThat(journal.numbersFor(key("cell4"))).hasSize(11);
            assertThat(journal.numbersFor(key("cell9"))).hasSize(1);
            int segments = files();
            journal.trim(request);
            journal.trim(request);
            assertThat(files()).isEqualTo(segments);
        }
    }

    @Test
    void trim_markAtANumberThatStays_isRefusedAndChangesNothing() throws Exception {
        try (Journal journal = open()) {
            cells(journal, 4);
            List<String> before = all(journal);
            TrimRequest request = new TrimRequest(
                    each -> each == OUTPUT,
                    0,
                    TrimRequest.ANY_AGE,
                    info -> true,
                    run -> List.of(new Mark(11, MARK, new byte[0], ByteBuffer.allocate(0))));
            assertThatThrownBy(() -> journal.trim(request)).isInstanceOf(IllegalArgumentException.class);
            assertThat(all(journal)).isEqualTo(before);
        }
    }

    @Test
    void trim_underOpenCursors_theyGoOnAtRetainedRecords() throws Exception {
        try (Journal journal = open();
                Cursor slow = journal.cursor(1, 1024);
                Cursor large = journal.cursor(1, 1024)) {
            journal.append(entry(OUTPUT, "", "z".repeat(3000)));
            cells(journal, 20);
            assertThat(next(slow).number()).isEqualTo(1);
            assertThat(next(slow).number()).isEqualTo(2);
            JournalRecord open = next(large);
            journal.trim(TrimRequest.toSize(each -> each == OUTPUT, 2000));
            assertThat(text(open)).as("the old file is still there").isEqualTo("z".repeat(3000));
            assertThat(all(journal)).first().isEqualTo("12:reply");
            long last = 2;
            JournalRecord record = slow.next();
            int replies = 0;
            while (record != null) {
                assertThat(record.number()).isGreaterThan(last);
                last = record.number();
                replies += record.recordClass() == REPLY ? 1 : 0;
                record = slow.next();
            }
            assertThat(replies).isEqualTo(20);
            assertThat(last).isEqualTo(221);
            assertThat(next(large).number()).isGreaterThan(1);
        }
    }

    @Test
    void trim_leavesLittleOfManySegments_mergesThem() throws Exception {
        List<String> kept;
        try (Journal journal = open();
                Cursor cursor = journal.cursor(1, 1024)) {
            cells(journal, 100);
            int segments = files();
            next(cursor);
            journal.trim(TrimRequest.toSize(each -> each == OUTPUT, 0));
            assertThat(files()).isLessThan(segments / 4);
            kept = all(journal);
            assertThat(kept).hasSize(100);
            for (int cell = 0; cell < 100; cell++) {
                assertThat(journal.numbersFor(key("cell" + cell))).containsExactly(cell * 11 + 11);
                while (next(cursor).recordClass() != REPLY) {
                    assertThat(cursor.position()).as("still in the buffer").isLessThan(11);
                }
                assertThat(cursor.position()).isEqualTo(cell * 11 + 12);
                try (Cursor other = journal.cursor(cell * 11 + 1)) {
                    assertThat(next(other).number()).isEqualTo(cell * 11 + 11);
                }
            }
            assertThat(journal.nextNumber()).isEqualTo(1101);
        }
        try (Journal journal = open()) {
            assertThat(journal.recovery().clean()).isTrue();
            assertThat(all(journal)).isEqualTo(kept);
        }
    }

    @Test
    void open_afterACrashBetweenMergingAndRemoving_dropsTheOldOnes() throws Exception {
        List<Path> old;
        List<byte[]> bytes = new ArrayList<>();
        List<String> kept;
        try (Journal journal = open()) {
            cells(journal, 100);
            try (var all = Files.list(folder.resolve("j"))) {
                old = all.filter(each -> each.toString().endsWith(".log"))
                        .sorted()
                        .toList();
            }
            for (Path each : old) {
                bytes.add(Files.readAllBytes(each));
            }
            journal.trim(TrimRequest.toSize(each -> each == OUTPUT, 0));
            kept = all(journal);
        }
        int left = 0;
        for (int each = 3; each < 8; each++) {
            if (Files.notExists(old.get(each))) {
                Files.write(old.get(each), bytes.get(each));
                left++;
            }
        }
        assertThat(left).isGreaterThan(2);
        try (Journal journal = open()) {
            assertThat(journal.recovery().removedFiles()).isEqualTo(left);
            assertThat(all(journal)).isEqualTo(kept);
        }
    }

    @Test
    void trim_whileOthersAppendAndRead_losesNothingThatIsToStay() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        CountDownLatch appended = new CountDownLatch(1);
        try (Journal journal = open()) {
            Future<?> appender = threads.submit(() -> {
                cells(journal, 300);
                appended.countDown();
                return null;
            });
            Future<Integer> reader = threads.submit(() -> {
                int replies = 0;
                long last = 0;
                try (Cursor cursor = journal.cursor(1, 2048)) {
                    while (last < 3300) {
                        JournalRecord record = cursor.next();
                        if (record != null) {
                            assertThat(record.number()).isGreaterThan(last);
                            last = record.number();
                            replies += record.recordClass() == REPLY ? 1 : 0;
                        }
                    }
                }
                return replies;
            });
            while (appended.getCount() > 0) {
                journal.trim(toSize(5_000));
                journal.numbersFor(key("cell7"));
            }
            appender.get(30, TimeUnit.SECONDS);
            assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(300);
            journal.trim(toSize(5_000));
            assertThat(journal.sizeBytes(OUTPUT)).isLessThanOrEqualTo(5_000);
            assertThat(all(journal).stream().filter(each -> each.endsWith(":reply")))
                    .hasSize(300);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void open_afterACrashWhileRewriting_removesWhatItLeft() throws Exception {
        List<String> before;
        try (Journal journal = open()) {
            cells(journal, 20);
            before = all(journal);
        }
        Path segment = folder.resolve("j/00000000000000000001.log");
        byte[] half = Arrays.copyOf(Files.readAllBytes(segment), 2000);
        Files.write(JournalDirectory.temporary(segment), half);
        Files.write(folder.resolve("j/00000000000000000001.idx.tmp"), half);
        Files.write(folder.resolve("j/00000000000000000002.idx"), half);
        Files.write(folder.resolve("j/notes.txt"), half);
        try (Journal journal = open()) {
            assertThat(journal.recovery().removedFiles()).isEqualTo(3);
            assertThat(all(journal)).isEqualTo(before);
            journal.delete();
        }
        assertThat(folder.resolve("j")).isDirectoryContaining(each -> each.endsWith("notes.txt"));
    }

    @Test
    void open_afterACrashBetweenNewSegmentAndItsSidecar_makesTheSidecarAnew() throws Exception {
        Path sidecar = folder.resolve("j/00000000000000000001.idx");
        byte[] old;
        List<String> after;
        try (Journal journal = open()) {
            cells(journal, 20);
            old = Files.readAllBytes(sidecar);
            journal.trim(toSize(1000));
            after = all(journal);
        }
        Files.write(sidecar, old);
        try (Journal journal = open()) {
            assertThat(journal.recovery().rebuiltIndexes()).isEqualTo(1);
            assertThat(all(journal)).isEqualTo(after);
            assertThat(journal.numbersFor(key("cell0"))).containsExactly(1, 11);
        }
    }

    @Test
    void dropOldest_belowANumber_deletesWholeSegmentsBelowIt() throws Exception {
        try (Journal journal = open();
                Cursor cursor = journal.cursor(1)) {
            cells(journal, 20);
            next(cursor);
            long size = journal.sizeBytes();
            assertThat(journal.dropOldest(size, 200)).isZero();
            assertThat(journal.dropOldest(size - 1, 200)).isPositive();
            long first = journal.firstNumber();
            assertThat(first).isBetween(2L, 60L);
            journal.dropOldest(0, 150);
            assertThat(journal.firstNumber()).isBetween(first + 1, 150L);
            assertThat(journal.numbersFor(key("cell19"))).hasSize(11);
            assertThat(journal.numbersFor(key("cell0"))).isEmpty();
            journal.dropOldest(0, Long.MAX_VALUE);
            assertThat(journal.lastNumber()).isEqualTo(220);
            assertThat(files()).isEqualTo(1);
            JournalRecord record = cursor.next();
            while (record != null) {
                record = cursor.next();
            }
            assertThat(cursor.position()).isEqualTo(221);
        }
    }
}
