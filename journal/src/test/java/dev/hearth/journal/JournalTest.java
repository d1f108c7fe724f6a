package dev.hearth.journal;

import static dev.hearth.journal.Sample.entry;
import static dev.hearth.journal.Sample.key;
import static dev.hearth.journal.Sample.next;
import static dev.hearth.journal.Sample.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void append_thenCursor_returnsWhatWasAppended() throws Exception {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults(), clock);
                Cursor cursor = journal.cursor(1)) {
            assertThat(cursor.next()).isNull();
            assertThat(journal.append(entry(7, "parent", "one ", "two"))).isEqualTo(1);
            JournalRecord record = next(cursor);
            assertThat(record.number()).isEqualTo(1);
            assertThat(record.recordClass()).isEqualTo(7);
            assertThat(record.key()).isEqualTo(key("parent"));
            assertThat(record.timeMillis()).isEqualTo(1234);
            assertThat(record.size()).isEqualTo(7);
            assertThat(text(record)).isEqualTo("one two");
            assertThat(cursor.position()).isEqualTo(2);
            assertThat(cursor.next()).isNull();
        }
    }

    @Test
    void open_afterClose_continuesNumbersAndKeepsRecords() throws Exception {
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults())) {
            journal.appendAll(List.of(entry(1, "", "a"), entry(2, "k", "b")));
        }
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults());
                Cursor cursor = journal.cursor(2)) {
            assertThat(journal.recovery().clean()).isTrue();
            assertThat(journal.firstNumber()).isEqualTo(1);
            assertThat(journal.lastNumber()).isEqualTo(2);
            assertThat(journal.append(entry(1, "k", "c"))).isEqualTo(3);
            assertThat(text(next(cursor))).isEqualTo("b");
            assertThat(text(next(cursor))).isEqualTo("c");
            assertThat(journal.numbersFor(key("k"))).containsExactly(2, 3);
        }
    }

    @Test
    void open_newDirectory_isPrivate() throws Exception {
        try (Journal journal = Journal.open(folder.resolve("a/j"), JournalSettings.defaults())) {
            journal.append(entry(1, "", "a"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a/j"))))
                .isEqualTo("rwx------");
        try (var files = Files.list(folder.resolve("a/j"))) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void whenAppended_beforeAndAfter_runsOnce() throws Exception {
        try (Journal journal = Journal.open(folder.resolve("j"), JournalSettings.defaults())) {
            AtomicInteger first = new AtomicInteger();
            AtomicInteger second = new AtomicInteger();
            AtomicInteger cancelled = new AtomicInteger();
            journal.whenAppended(1, first::incrementAndGet);
            journal.whenAppended(3, second::incrementAndGet);
            Registration registration = journal.whenAppended(1, cancelled::incrementAndGet);
            assertThat(registration.cancel()).isTrue();
            assertThat(registration.cancel()).isFalse();
            journal.append(entry(1, "", "a"));
            journal.append(entry(1, "", "a"));
            assertThat(first).hasValue(1);
            assertThat(second).hasValue(0);
            journal.append(entry(1, "", "a"));
            assertThat(second).hasValue(1);
            AtomicInteger late = new AtomicInteger();
            assertThat(journal.whenAppended(2, late::incrementAndGet).cancel()).isFalse();
            assertThat(late).hasValue(1);
            assertThat(journal.awaitNumber(3, Duration.ZERO)).isTrue();
            assertThat(journal.awaitNumber(4, Duration.ofMillis(1))).isFalse();
        }
    }

    @Test
    void segments_smallOnes_rollAndReadThrough() throws Exception {
        try (Journal journal = Journal.open(folder.resolve("j"), Sample.SMALL)) {
            for (int each = 1; each <= 1000; each++) {
                assertThat(journal.append(entry(each % 3, "k" + each % 10, "x".repeat(each))))
                        .isEqualTo(each);
            }
        }
        try (Journal journal = Journal.open(folder.resolve("j"), Sample.SMALL);
                Cursor cursor = journal.cursor(0, 1024)) {
            assertThat(journal.recovery().clean()).isTrue();
            for (int each = 1; each <= 1000; each++) {
                JournalRecord record = next(cursor);
                assertThat(record.number()).isEqualTo(each);
                assertThat(text(record)).isEqualTo("x".repeat(each));
            }
            assertThat(cursor.next()).isNull();
            assertThat(journal.numbersFor(key("k3")))
                    .hasSize(100)
                    .startsWith(3, 13, 23)
                    .isSorted();
            assertThat(journal.sizeBytes(0) + journal.sizeBytes(1) + journal.sizeBytes(2))
                    .isBetween(journal.sizeBytes() - 200 * 96, journal.sizeBytes());
            for (int from = 1; from <= 1000; from += 37) {
                try (Cursor other = journal.cursor(from)) {
                    assertThat(next(other).number()).isEqualTo(from);
                }
            }
        }
    }
}
