package dev.hearth.journal;

import static dev.hearth.journal.Sample.entry;
import static dev.hearth.journal.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.fuzz.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of a journal as no journal writes them. The first byte of an input says which file of the fixture the rest takes the
 * place of, whether its checksums are made good first, as whoever can write the file may do, and whether retention runs.
 */
class JournalFuzzTest {
    private static final List<String> FILES =
            List.of("00000000000000000001.log", "00000000000000000001.idx", "00000000000000000031.log");
    private static final int MENDED = 4;
    private static final int TRIMMED = 0x48; // two bits, since trimming waits for the disk

    private Path folder;

    @BeforeEach
    void use(@TempDir Path temporary) {
        folder = temporary.resolve("journal");
    }

    @Test
    void anyFiles_areAJournalThatGoesOnOrOneClearError() throws Exception {
        new Fuzz("journal", 4 << 20, 128).run(this::read);
    }

    private String read(byte[] input) throws IOException {
        place(input);
        StringBuilder outcome = new StringBuilder();
        try (Journal journal = Journal.open(folder, Sample.SMALL)) {
            outcome.append(found(journal.recovery()));
            long next = journal.nextNumber();
            outcome.append("r".repeat(walk(journal, 1024))).append("R".repeat(walk(journal, 64 * 1024)));
            outcome.append("k".repeat(journal.numbersFor(key("k1")).length));
            assertThat(journal.firstNumber()).isBetween(1L, next);
            long given = journal.append(entry(1, "k1", "goes on"));
            assertThat(given).isEqualTo(next);
            assertThat(journal.numbersFor(key("k1"))).isSorted();
            if (!isForgedSidecar(input)) {
                assertThat(journal.numbersFor(key("k1"))).endsWith(given);
            }
            if (input.length > 0 && (input[0] & TRIMMED) == TRIMMED) {
                outcome.append(journal.trim(TrimRequest.toSize(each -> each == 1, 100)));
                walk(journal, 1024);
            }
            assertThat(journal.sizeBytes()).isNotNegative();
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("segment of format version");
            outcome.append(e.getMessage());
        }
        try (Journal journal = Journal.open(folder, Sample.SMALL)) {
            journal.delete();
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("segment of format version");
        }
        return outcome.toString();
    }

    private static String found(RecoveryReport report) {
        return (report.truncatedBytes() > 0 ? "truncated " : "")
                + (report.corruptRecords() > 0 ? "corrupt " : "")
                + (report.rebuiltIndexes() > 0 ? "rebuilt " : "")
                + (report.unreadableSegments() > 0 ? "unreadable " : "")
                + (report.removedFiles() > 0 ? "removed " : "");
    }

    /** Its checksums are good, so that what it says of its keys is believed. */
    private static boolean isForgedSidecar(byte[] input) {
        return input.length > 0 && (input[0] & 3) == 1 && (input[0] & MENDED) != 0;
    }

    private static int walk(Journal journal, int bufferBytes) throws IOException {
        int count = 0;
        long last = 0;
        try (Cursor cursor = journal.cursor(1, bufferBytes)) {
            JournalRecord record = cursor.next();
            while (record != null) {
                assertThat(record.number()).isGreaterThan(last).isLessThan(journal.nextNumber());
                last = record.number();
                try {
                    assertThat(record.payload().remaining()).isEqualTo(record.size());
                    count++;
                } catch (CorruptRecordException damaged) {
                    assertThat(record.buffered()).isFalse();
                }
                record = cursor.next();
            }
        }
        return count;
    }

    private void place(byte[] input) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        Path fixture = Path.of("src", "test", "resources", "fuzz", "fixture");
        int which = input.length == 0 ? 0 : (input[0] & 3) % FILES.size();
        boolean mended = input.length > 0 && (input[0] & MENDED) != 0;
        for (int each = 0; each < FILES.size(); each++) {
            Path file = folder.resolve(FILES.get(each));
            if (each != which) {
                Files.copy(fixture.resolve(FILES.get(each)), file);
                continue;
            }
            ByteBuffer content =
                    input.length == 0 ? ByteBuffer.allocate(0) : ByteBuffer.wrap(input, 1, input.length - 1);
            ByteBuffer bytes = content.slice();
            if (mended && FILES.get(each).endsWith(JournalDirectory.SIDECAR)) {
                mendSidecar(bytes);
            } else if (mended) {
                mendSegment(bytes);
            }
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(0, copy);
            Files.write(file, copy);
        }
    }

    private static void mendSegment(ByteBuffer bytes) {
        int end = bytes.limit();
        for (int copy = 0; copy + 48 <= Math.min(96, end); copy += 48) {
            bytes.putInt(copy + 44, checksum(bytes, copy, copy + 44));
        }
        int at = SegmentHeader.BYTES;
        while (at + RecordHeader.BYTES <= end) {
            int keyEnd = at + RecordHeader.BYTES + (bytes.get(at + 29) & 0xFF);
            long payloadEnd = keyEnd + (long) bytes.getInt(at + 4);
            if (keyEnd > end) {
                return;
            }
            if (payloadEnd >= keyEnd && payloadEnd <= end) {
                bytes.putInt(at + 8, checksum(bytes, keyEnd, (int) payloadEnd));
            }
            bytes.putInt(at, checksum(bytes, at + 4, keyEnd) ^ bytes.getInt(32));
            if (payloadEnd < keyEnd || payloadEnd > end) {
                return;
            }
            at = (int) payloadEnd;
        }
    }

    private static void mendSidecar(ByteBuffer bytes) {
        if (bytes.limit() < 96) {
            return;
        }
        long body = 96 + 16L * bytes.getInt(36);
        if (body >= 96 && body <= bytes.limit()) {
            bytes.putInt(88, checksum(bytes, (int) body, bytes.limit())).putInt(Sidecar.CHECKSUM_AT, 0);
            bytes.putInt(Sidecar.CHECKSUM_AT, checksum(bytes, 0, (int) body));
        }
    }

    private static int checksum(ByteBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, to - from));
        return (int) crc.getValue();
    }
}
