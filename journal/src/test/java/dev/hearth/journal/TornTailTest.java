package dev.hearth.journal;

import static dev.hearth.journal.Sample.all;
import static dev.hearth.journal.Sample.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornTailTest {
    private static final String SEGMENT = "00000000000000000001.log";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private byte[] threeRecords() throws Exception {
        Path whole = folder.resolve("whole");
        try (Journal journal = Journal.open(whole, JournalSettings.defaults())) {
            journal.appendAll(List.of(entry(1, "k", "one"), entry(2, "", "two"), entry(3, "key", "three")));
        }
        return Files.readAllBytes(whole.resolve(SEGMENT));
    }

    private static int wholeRecords(int length) {
        int[] ends = {96 + 32 + 1 + 3, 96 + 32 + 1 + 3 + 32 + 3, 96 + 32 + 1 + 3 + 32 + 3 + 32 + 3 + 5};
        int count = 0;
        for (int end : ends) {
            count += length >= end ? 1 : 0;
        }
        return count;
    }

    @Test
    void open_tornAtAnyByte_keepsWholeRecordsAndContinuesNumbers() throws Exception {
        byte[] bytes = threeRecords();
        List<String> records = List.of("1:one", "2:two", "3:three");
        for (int length = 0; length <= bytes.length; length++) {
            Path torn = Files.createDirectory(folder.resolve("torn" + length));
            Files.write(torn.resolve(SEGMENT), Arrays.copyOf(bytes, length));
            int whole = wholeRecords(length);
            try (Journal journal = Journal.open(torn, JournalSettings.defaults())) {
                assertThat(all(journal)).as("torn at %d", length).isEqualTo(records.subList(0, whole));
                assertThat(journal.append(entry(1, "", "next"))).isEqualTo(whole + 1);
            }
            try (Journal journal = Journal.open(torn, JournalSettings.defaults())) {
                assertThat(journal.recovery().clean()).isTrue();
                assertThat(all(journal)).hasSize(whole + 1).endsWith(whole + 1 + ":next");
            }
        }
    }

    @Test
    void open_lastRecordHalfOverwritten_isCutOff() throws Exception {
        byte[] bytes = threeRecords();
        for (int at = bytes.length - 40; at < bytes.length; at++) {
            Path torn = Files.createDirectory(folder.resolve("zero" + at));
            byte[] damaged = bytes.clone();
            Arrays.fill(damaged, at, damaged.length, (byte) 0);
            Files.write(torn.resolve(SEGMENT), damaged);
            try (Journal journal = Journal.open(torn, JournalSettings.defaults())) {
                assertThat(all(journal)).containsExactly("1:one", "2:two");
                assertThat(journal.recovery().truncatedBytes()).isEqualTo(40);
                assertThat(journal.recovery().corruptRecords()).isZero();
            }
        }
    }

    @Test
    void open_damageBeforeWholeRecords_isSkippedAndCounted() throws Exception {
        byte[] bytes = threeRecords();
        bytes[96 + 32 + 1 + 3 + 10] ^= 1;
        Path damaged = Files.createDirectory(folder.resolve("damaged"));
        Files.write(damaged.resolve(SEGMENT), bytes);
        try (Journal journal = Journal.open(damaged, JournalSettings.defaults())) {
            assertThat(journal.recovery().corruptRecords()).isEqualTo(1);
            assertThat(journal.recovery().truncatedBytes()).isZero();
            assertThat(all(journal)).containsExactly("1:one", "3:three");
            assertThat(journal.damagedRecords()).isEqualTo(1);
            assertThat(journal.nextNumber()).isEqualTo(4);
        }
    }

    @Test
    void open_laterFormat_isRefusedWithItsVersion() throws Exception {
        byte[] bytes = threeRecords();
        for (int copy = 0; copy < 96; copy += 48) {
            bytes[copy + 9] = 2;
            CRC32C crc = new CRC32C();
            crc.update(bytes, copy, 44);
            ByteBuffer.wrap(bytes).putInt(copy + 44, (int) crc.getValue());
        }
        Path later = Files.createDirectory(folder.resolve("later"));
        Files.write(later.resolve(SEGMENT), bytes);
        assertThatThrownBy(() -> Journal.open(later, JournalSettings.defaults()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2");
        assertThat(later.resolve(SEGMENT)).hasBinaryContent(bytes);
    }
}
