package dev.hearth.journal;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Prints how fast a journal takes in batches of 256 KiB while one cursor reads. Arguments: a directory, MiB per run. */
final class ThroughputMain {
    private static final int BATCH = 256 << 10;

    private ThroughputMain() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int mebibytes = args.length > 1 ? Integer.parseInt(args[1]) : 1024;
        for (int round = 0; round < 3; round++) {
            run(folder, 64 << 10, mebibytes, true);
            run(folder, 64 << 10, mebibytes, false);
            run(folder, 1 << 10, mebibytes, true);
            run(folder, 1 << 10, mebibytes, false);
        }
    }

    private static void run(Path folder, int recordBytes, int mebibytes, boolean reader) throws Exception {
        Path place = Files.createTempDirectory(folder, "journal");
        Journal journal = Journal.open(place, JournalSettings.defaults());
        List<Entry> batch = new ArrayList<>();
        ByteBuffer payload = ByteBuffer.allocateDirect(recordBytes);
        for (int bytes = 0; bytes < BATCH; bytes += recordBytes) {
            batch.add(new Entry(1, new byte[36], List.of(payload)));
        }
        long records = mebibytes * (1L << 20) / recordBytes;
        CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> reader ? read(journal, records) : 0);
        long start = System.nanoTime();
        for (long done = 0; done < records; done += batch.size()) {
            journal.appendAll(batch);
        }
        long written = System.nanoTime() - start;
        read.get();
        long all = System.nanoTime() - start;
        System.out.printf(
                Locale.ROOT,
                "%6d B records: append %5.0f MB/s%s%n",
                recordBytes,
                records * recordBytes * 1e3 / written,
                reader
                        ? String.format(
                                Locale.ROOT, ", with a cursor to the end %5.0f MB/s", records * recordBytes * 1e3 / all)
                        : "");
        journal.delete();
    }

    private static long read(Journal journal, long records) {
        long count = 0;
        try (Cursor cursor = journal.cursor(1)) {
            while (count < records) {
                if (cursor.next() != null) {
                    count++;
                } else if (!journal.awaitNumber(cursor.position(), Duration.ofSeconds(30))) {
                    throw new IllegalStateException("nothing came");
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return count;
    }
}
