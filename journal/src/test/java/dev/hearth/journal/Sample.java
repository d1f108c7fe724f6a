package dev.hearth.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What journal tests write and read. */
final class Sample {
    static final JournalSettings SMALL = new JournalSettings(4096, 1 << 20, Durability.BUFFERED);

    private Sample() {}

    static byte[] key(String key) {
        return key.getBytes(UTF_8);
    }

    static Entry entry(int recordClass, String key, String... parts) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (String part : parts) {
            buffers.add(ByteBuffer.wrap(part.getBytes(UTF_8)));
        }
        return new Entry(recordClass, key(key), buffers);
    }

    static JournalRecord next(Cursor cursor) throws IOException {
        return Objects.requireNonNull(cursor.next(), "the cursor is at the end");
    }

    static String text(JournalRecord record) throws IOException {
        return UTF_8.decode(record.payload()).toString();
    }

    /** Everything from the start, as {@code number:payload}. */
    static List<String> all(Journal journal) throws IOException {
        List<String> found = new ArrayList<>();
        try (Cursor cursor = journal.cursor(0)) {
            JournalRecord record = cursor.next();
            while (record != null) {
                found.add(record.number() + ":" + text(record));
                record = cursor.next();
            }
        }
        return found;
    }
}
