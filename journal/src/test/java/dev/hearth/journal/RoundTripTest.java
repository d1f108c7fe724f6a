package dev.hearth.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RoundTripTest {
    private record Kept(long number, Entry entry, ByteBuffer payload) {}

    private static Entry random(Random random, List<byte[]> payloads) {
        int size = random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(300);
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        payloads.add(payload);
        byte[] key = new byte[random.nextInt(8) == 0 ? 255 : random.nextInt(2)];
        if (key.length > 0) {
            key[0] = (byte) random.nextInt(5);
        }
        List<ByteBuffer> parts = new ArrayList<>();
        int from = 0;
        while (from < size) {
            int count = 1 + random.nextInt(size - from);
            ByteBuffer part = ByteBuffer.wrap(payload, from, count);
            parts.add(random.nextBoolean() ? part : direct(part));
            from += count;
        }
        return new Entry(random.nextInt(256), key, parts);
    }

    private static ByteBuffer direct(ByteBuffer part) {
        return ByteBuffer.allocateDirect(part.remaining()).put(part.duplicate()).flip();
    }

    @Property(tries = 60)
    void anyEntries_overReopeningsAndGaps_comeBackAsTheyWere(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 50_000) int bufferBytes) throws Exception {
        Random random = new Random(seed);
        Path folder = Files.createTempDirectory("journal");
        JournalSettings settings = new JournalSettings(
                4096 << random.nextInt(6), 1 << 20, random.nextBoolean() ? Durability.BUFFERED : Durability.FORCED);
        List<Kept> kept = new ArrayList<>();
        long next = 1;
        for (int opening = 0; opening < 3; opening++) {
            try (Journal journal = Journal.open(folder, settings)) {
                assertThat(journal.recovery().clean()).isTrue();
                assertThat(journal.nextNumber()).isEqualTo(next);
                for (int batch = random.nextInt(12); batch > 0; batch--) {
                    if (random.nextInt(6) == 0) {
                        next += random.nextInt(100);
                        journal.skipTo(next);
                    }
                    List<Entry> entries = new ArrayList<>();
                    List<byte[]> payloads = new ArrayList<>();
                    for (int each = 0; each <= random.nextInt(9); each++) {
                        entries.add(random(random, payloads));
                        kept.add(new Kept(next + each, entries.get(each), ByteBuffer.wrap(payloads.get(each))));
                    }
                    assertThat(journal.appendAll(entries)).isEqualTo(next);
                    next += entries.size();
                }
                check(journal, kept, random.nextLong(), bufferBytes);
            }
        }
        try (Journal journal = Journal.open(folder, settings)) {
            check(journal, kept, random.nextLong(), bufferBytes);
            journal.delete();
        }
        assertThat(folder).doesNotExist();
    }

    private static void check(Journal journal, List<Kept> kept, long seed, int bufferBytes) throws Exception {
        int start = kept.isEmpty() ? 0 : new Random(seed).nextInt(kept.size());
        long from = kept.isEmpty() ? 1 : kept.get(start).number;
        try (Cursor cursor = journal.cursor(from, bufferBytes)) {
            for (Kept each : kept.subList(start, kept.size())) {
                JournalRecord record = Sample.next(cursor);
                assertThat(record.number()).isEqualTo(each.number);
                assertThat(record.recordClass()).isEqualTo(each.entry.recordClass());
                assertThat(record.key()).isEqualTo(each.entry.key());
                assertThat(record.payload()).isEqualTo(each.payload);
                ByteBuffer copy = ByteBuffer.allocate(record.size());
                record.read(0, copy);
                assertThat(copy.flip()).isEqualTo(each.payload);
            }
            assertThat(cursor.next()).isNull();
        }
        Map<ByteBuffer, List<Long>> byKey = new HashMap<>();
        for (Kept each : kept) {
            byKey.computeIfAbsent(ByteBuffer.wrap(each.entry.key()), key -> new ArrayList<>())
                    .add(each.number);
        }
        for (Map.Entry<ByteBuffer, List<Long>> each : byKey.entrySet()) {
            byte[] key = new byte[each.getKey().remaining()];
            each.getKey().duplicate().get(key);
            assertThat(journal.numbersFor(key))
                    .containsExactly(
                            key.length == 0 ? new Long[0] : each.getValue().toArray(Long[]::new));
        }
    }
}
