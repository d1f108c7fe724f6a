package dev.hearth.journal;

import static dev.hearth.journal.Sample.entry;
import static dev.hearth.journal.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;

class DamageTest {
    private static final int RECORDS = 150;

    private static String payload(int number) {
        return (number + " ").repeat(number % 60 + 1);
    }

    private static Path written(int records) throws IOException {
        Path folder = Files.createTempDirectory("journal");
        try (Journal journal = Journal.open(folder, Sample.SMALL)) {
            for (int number = 1; number <= records; number++) {
                journal.append(entry(1, "k" + number % 7, payload(number)));
            }
        }
        return folder;
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(each -> each.toString().endsWith(suffix)).sorted().toList();
        }
    }

    /** Numbers read, each held against what was written. */
    private static List<Integer> read(Path folder, int bufferBytes) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (Journal journal = Journal.open(folder, Sample.SMALL);
                Cursor cursor = journal.cursor(1, bufferBytes)) {
            JournalRecord record = cursor.next();
            while (record != null) {
                int number = (int) record.number();
                assertThat(Sample.text(record)).isEqualTo(payload(number));
                numbers.add(number);
                record = cursor.next();
            }
            assertThat(journal.nextNumber()).isGreaterThan(numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1));
            for (int key = 0; key < 7; key++) {
                assertThat(journal.numbersFor(key("k" + key))).isSorted();
            }
            long number = journal.append(entry(1, "k", "goes on"));
            assertThat(journal.numbersFor(key("k"))).containsExactly(number);
        }
        return numbers;
    }

    @Property(tries = 80)
    void anyByteOfASegment_damaged_leavesTheRecordsBeforeAndTheOtherSegments(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Path folder = written(RECORDS);
        List<Path> segments = files(folder, ".log");
        int which = random.nextInt(segments.size());
        byte[] bytes = Files.readAllBytes(segments.get(which));
        int at = random.nextInt(bytes.length);
        int count = random.nextInt(3) == 0 ? random.nextInt(200) : 1;
        for (int each = at; each < Math.min(bytes.length, at + count); each++) {
            bytes[each] ^= (byte) (1 + random.nextInt(255));
        }
        Files.write(segments.get(which), bytes);
        List<Integer> numbers = Assertions.assertTimeout(Duration.ofSeconds(20), () -> read(folder, 4096));
        int first = (int) JournalDirectory.base(segments.get(which));
        int next = which + 1 < segments.size() ? (int) JournalDirectory.base(segments.get(which + 1)) : RECORDS + 1;
        int end = 96;
        List<Integer> expected = new ArrayList<>();
        for (int number = 1; number <= RECORDS; number++) {
            if (number >= first && number < next) {
                end += 32 + 2 + payload(number).length();
                if (at < end && (at >= 96 || at + count > 48)) {
                    continue;
                }
            }
            expected.add(number);
        }
        assertThat(numbers).containsAll(expected).isSorted().doesNotHaveDuplicates();
        if (count == 1) {
            assertThat(numbers).hasSizeGreaterThanOrEqualTo(RECORDS - 1);
        }
        Journal.open(folder, Sample.SMALL).delete();
    }

    @Property(tries = 30)
    void anySegment_madeOfRandomBytes_isNeverACrash(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Path folder = written(60);
        List<Path> segments = files(folder, ".log");
        Path victim = segments.get(random.nextInt(segments.size()));
        byte[] bytes = new byte[random.nextInt(9000)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            System.arraycopy(Files.readAllBytes(victim), 0, bytes, 0, Math.min(bytes.length, 96));
        }
        Files.write(victim, bytes);
        assertThat(Assertions.assertTimeout(Duration.ofSeconds(20), () -> read(folder, 1024)))
                .isSorted();
        deleteAll(folder);
    }

    @Property(tries = 60)
    void anyByteOfASidecar_damaged_isMendedFromTheSegment(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Path folder = written(RECORDS);
        for (Path sidecar : files(folder, ".idx")) {
            byte[] bytes = Files.readAllBytes(sidecar);
            switch (random.nextInt(3)) {
                case 0 -> Files.delete(sidecar);
                case 1 -> Files.write(sidecar, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                default -> {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
                    Files.write(sidecar, bytes);
                }
            }
        }
        try (Journal journal = Journal.open(folder, Sample.SMALL)) {
            for (int key = 0; key < 7; key++) {
                List<Long> expected = new ArrayList<>();
                for (int number = 1; number <= RECORDS; number++) {
                    if (number % 7 == key) {
                        expected.add((long) number);
                    }
                }
                assertThat(journal.numbersFor(key("k" + key))).containsExactly(expected.toArray(Long[]::new));
            }
            for (int from = 1; from <= RECORDS; from += 11) {
                try (Cursor cursor = journal.cursor(from)) {
                    assertThat(Sample.next(cursor).number()).isEqualTo(from);
                }
            }
        }
        try (Journal journal = Journal.open(folder, Sample.SMALL)) {
            assertThat(journal.recovery().clean())
                    .as(String.format(Locale.ROOT, "mended for good, seed %d", seed))
                    .isTrue();
            journal.delete();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        Journal.open(folder, Sample.SMALL).delete();
    }
}
