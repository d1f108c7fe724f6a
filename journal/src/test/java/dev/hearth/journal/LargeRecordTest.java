package dev.hearth.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeRecordTest {
    private static final int SIZE = 8 << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final byte[] payload = new byte[SIZE];

    private Journal withLargeRecord() throws IOException {
        new Random(1).nextBytes(payload);
        Journal journal = Journal.open(folder, new JournalSettings(4 << 20, SIZE, Durability.BUFFERED));
        journal.append(Sample.entry(1, "", "before"));
        journal.append(new Entry(
                2, Sample.key("k"), List.of(ByteBuffer.wrap(payload, 0, 10), ByteBuffer.wrap(payload, 10, SIZE - 10))));
        journal.append(Sample.entry(3, "", "after"));
        return journal;
    }

    @Test
    void read_inPieces_givesThePayload() throws Exception {
        try (Journal journal = withLargeRecord();
                Cursor cursor = journal.cursor(1, 256 << 10)) {
            assertThat(Sample.next(cursor).buffered()).isTrue();
            JournalRecord large = Sample.next(cursor);
            assertThat(large.buffered()).isFalse();
            assertThat(large.isSound()).isTrue();
            assertThat(large.size()).isEqualTo(SIZE);
            byte[] found = new byte[SIZE];
            for (int at = 0; at < SIZE; at += 256 << 10) {
                large.read(at, ByteBuffer.wrap(found, at, 256 << 10));
            }
            assertThat(found).isEqualTo(payload);
            assertThat(large.payload()).isEqualTo(ByteBuffer.wrap(payload));
            assertThatThrownBy(() -> large.read(SIZE - 1, ByteBuffer.allocate(2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(Sample.text(Sample.next(cursor))).isEqualTo("after");
            assertThatThrownBy(large::payload).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void append_andPayload_keepNoMemoryOutsideTheHeapForAsMuchAsTheRecord() throws Exception {
        CompletableFuture<Long> kept = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try (Journal journal = withLargeRecord();
                    Cursor cursor = journal.cursor(2)) {
                assertThat(Sample.next(cursor).payload()).isEqualTo(ByteBuffer.wrap(payload));
                kept.complete(direct());
            } catch (IOException | RuntimeException | AssertionError e) {
                kept.completeExceptionally(e);
            }
        });
        long before = direct();
        writer.start();
        assertThat(kept.get(20, TimeUnit.SECONDS) - before).isLessThan(3 << 20);
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void read_damagedPayload_isFoundWithTheLastPiece() throws Exception {
        try (Journal journal = withLargeRecord()) {
            try (FileChannel file =
                    FileChannel.open(folder.resolve("00000000000000000002.log"), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {(byte) (payload[SIZE / 2] ^ 1)}), 96 + 32 + 1 + SIZE / 2);
            }
            try (Cursor cursor = journal.cursor(2)) {
                JournalRecord large = Sample.next(cursor);
                assertThat(large.isSound()).isFalse();
                large.read(0, ByteBuffer.allocate(SIZE / 2));
                assertThatThrownBy(() -> large.read(SIZE / 2, ByteBuffer.allocate(SIZE / 2)))
                        .isInstanceOf(CorruptRecordException.class);
                assertThatThrownBy(large::payload).isInstanceOf(CorruptRecordException.class);
                assertThat(Sample.text(Sample.next(cursor))).isEqualTo("after");
            }
        }
    }

    @Test
    void append_beyondTheLimit_isRefused() throws Exception {
        try (Journal journal = withLargeRecord()) {
            Entry tooLarge = Entry.of(1, ByteBuffer.allocate(SIZE + 1));
            assertThatThrownBy(() -> journal.append(tooLarge)).isInstanceOf(IllegalArgumentException.class);
            assertThat(journal.nextNumber()).isEqualTo(4);
        }
        try (Journal smaller = Journal.open(folder, new JournalSettings(4096, 4096, Durability.BUFFERED));
                Cursor cursor = smaller.cursor(2)) {
            JournalRecord large = Sample.next(cursor);
            assertThatThrownBy(large::payload).isInstanceOf(IOException.class).hasMessageContaining("settings");
            large.read(0, ByteBuffer.allocate(1000));
        }
    }

    @Test
    void payload_thatLooksLikeRecords_isNotTakenForOne() throws Exception {
        try (Journal journal = Journal.open(folder, JournalSettings.defaults())) {
            ByteBuffer forged = ByteBuffer.allocate(1000);
            while (forged.remaining() > 40) {
                new RecordHeader(5000, 1, 1, false, new byte[0], 4, 0).encode(forged, 0);
                forged.putInt(0);
            }
            journal.append(Entry.of(1, forged.flip()));
            journal.append(Sample.entry(1, "", "next"));
        }
        try (FileChannel file =
                FileChannel.open(folder.resolve("00000000000000000001.log"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 96);
        }
        try (Journal journal = Journal.open(folder, JournalSettings.defaults())) {
            assertThat(Sample.all(journal)).containsExactly("2:next");
        }
    }
}
