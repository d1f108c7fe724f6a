package dev.hearth.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilterTest {
    private static long hash(String key) {
        return Sidecar.hash(ByteBuffer.wrap(Sample.key(key)));
    }

    private static String id(String what, int number) {
        return UUID.nameUUIDFromBytes(Sample.key(what + number)).toString();
    }

    @Test
    void keysThatWereAdded_areAlwaysThere_othersSeldom() {
        for (int keys : new int[] {1, 3, 1024, 30_000}) {
            KeyFilter filter = new KeyFilter(keys);
            for (int i = 0; i < keys; i++) {
                filter.add(hash(id("in", i)));
            }
            for (int i = 0; i < keys; i++) {
                assertThat(filter.mayHave(hash(id("in", i)))).isTrue();
            }
            int wrong = 0;
            for (int i = 0; i < 10_000; i++) {
                wrong += filter.mayHave(hash(id("out", i))) ? 1 : 0;
            }
            assertThat(wrong).as("%d keys", keys).isLessThan(100);
        }
    }

    @Test
    void filterOfNoKeys_hasNone() {
        assertThat(new KeyFilter(0).mayHave(hash("x"))).isFalse();
    }

    @Test
    void manyKeys_sealSegments_andAllAreFound(@TempDir Path folder) throws Exception {
        int keys = 3 * SegmentIndex.MAX_KEYS;
        JournalSettings settings = new JournalSettings(1 << 26, 1 << 26, Durability.BUFFERED);
        try (Journal journal = Journal.open(folder.resolve("j"), settings)) {
            for (int i = 0; i < 2 * keys; i++) {
                journal.append(Sample.entry(0, id("in", i % keys), "x"));
            }
            for (int turn = 0; turn < 2; turn++) { // the second with filters
                for (int i = 0; i < keys; i += 101) {
                    assertThat(journal.numbersFor(Sample.key(id("in", i)))).containsExactly(i + 1, i + 1 + keys);
                    assertThat(journal.numbersFor(Sample.key(id("out", i)))).isEmpty();
                }
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("j"))) {
            assertThat(files.filter(each -> each.toString().endsWith(".idx"))).hasSize(5);
        }
    }
}
