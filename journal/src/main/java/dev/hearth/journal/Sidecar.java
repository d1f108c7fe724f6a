package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The index file of a sealed segment: its summary and, once it was asked for a key, a filter of its keys are held in memory, the
 * rest is searched on disk. Thread-safe.
 *
 * <p>Layout, big-endian. Summary: magic {@code HEARTHJX} (8), version 1 (4), salt and revision of the segment (4, 4), counts:
 * keys, places, postings, bytes of keys, classes (4 each), length of the segment (8), first and last number, number of
 * records (8 each), earliest and latest time (8, 8), CRC32C of the body (4), CRC32C of the summary with this field 0 (4),
 * then a class and its bytes (8, 8) per class. Body: places (number 8, offset 8); keys by rising hash (hash 8, offset
 * among the key bytes 4, length 4, index of its first posting 4, count 4); postings (number 8); key bytes.
 */
final class Sidecar implements Lookup {
    static final long MAGIC = 0x4845_4152_5448_4A58L;
    static final int VERSION = 1;
    static final int CHECKSUM_AT = 92;
    private static final int FIXED_BYTES = 96;
    private static final int PLACE_BYTES = 16;
    private static final int KEY_BYTES = 24;

    /** The counts from which every offset follows. */
    record Shape(int keys, int places, int postings, int keyBytes, int classes) {
        boolean plausible() {
            return keys >= 0 && places >= 0 && postings >= 0 && keyBytes >= 0 && classes >= 0 && classes <= 256;
        }

        long bodyAt() {
            return FIXED_BYTES + 16L * classes;
        }

        long keysAt() {
            return bodyAt() + (long) PLACE_BYTES * places;
        }

        long postingsAt() {
            return keysAt() + (long) KEY_BYTES * keys;
        }

        long keyBytesAt() {
            return postingsAt() + 8L * postings;
        }

        long fileBytes() {
            return keyBytesAt() + keyBytes;
        }
    }

    private interface Search<T> {
        T in(FileChannel file) throws IOException;
    }

    private final Path path;
    private final Shape shape;
    private final int bodyChecksum;
    private final SegmentSummary summary;
    private volatile @Nullable KeyFilter filter;

    private Sidecar(Path path, Shape shape, int bodyChecksum, SegmentSummary summary) {
        this.path = path;
        this.shape = shape;
        this.bodyChecksum = bodyChecksum;
        this.summary = summary;
    }

    SegmentSummary summary() {
        return summary;
    }

    /** Reads the summary; null when the file is missing, damaged, or not of this segment in this state. */
    static @Nullable Sidecar load(Path path, SegmentHeader segment, long segmentLength) throws IOException {
        try {
            return search(path, file -> load(path, file, segment, segmentLength))
                    .orElse(null);
        } catch (NoSuchFileException missing) {
            return null;
        }
    }

    private static Optional<Sidecar> load(Path path, FileChannel file, SegmentHeader segment, long segmentLength)
            throws IOException {
        ByteBuffer head = read(file, 0, (int) Math.min(file.size(), FIXED_BYTES + 16L * 256));
        if (head.limit() < FIXED_BYTES
                || head.getLong() != MAGIC
                || head.getInt() != VERSION
                || head.getInt() != segment.salt()
                || head.getInt() != segment.revision()) {
            return Optional.empty();
        }
        Shape shape = new Shape(head.getInt(), head.getInt(), head.getInt(), head.getInt(), head.getInt());
        if (!shape.plausible() || shape.fileBytes() != file.size() || head.getLong() != segmentLength) {
            return Optional.empty();
        }
        int claimed = head.getInt(CHECKSUM_AT);
        head.putInt(CHECKSUM_AT, 0);
        if (claimed != SidecarWriter.checksum(head, 0, (int) shape.bodyAt())) {
            return Optional.empty();
        }
        long first = head.getLong();
        long last = head.getLong();
        long records = head.getLong();
        long minTime = head.getLong();
        long maxTime = head.getLong();
        boolean inOrder = records == 0 || (first >= segment.firstNumber() && last >= first);
        if (records < 0 || !inOrder || last > RecordHeader.MAX_NUMBER) {
            return Optional.empty();
        }
        int bodyChecksum = head.getInt();
        long[] classBytes = new long[256];
        head.position(FIXED_BYTES);
        for (int at = 0; at < shape.classes(); at++) {
            classBytes[(int) head.getLong() & 0xFF] = head.getLong();
        }
        SegmentSummary.ClassBytes classes = new SegmentSummary.ClassBytes(classBytes);
        SegmentSummary summary = new SegmentSummary(segmentLength, first, last, records, minTime, maxTime, classes);
        return Optional.of(new Sidecar(path, shape, bodyChecksum, summary));
    }

    @Override
    public long[] numbers(byte[] key) throws IOException {
        long hash = hash(ByteBuffer.wrap(key));
        KeyFilter known = filter;
        if (known != null && !known.mayHave(hash)) {
            return new long[0];
        }
        return search(path, file -> {
            verify(file);
            int low = 0;
            int high = shape.keys;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (row(file, middle).getLong(0) < hash) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            for (int at = low; at < shape.keys; at++) {
                ByteBuffer row = row(file, at);
                if (row.getLong(0) != hash) {
                    break;
                }
                if (row.getInt(12) == key.length) {
                    ByteBuffer stored = read(file, shape.keyBytesAt() + row.getInt(8), key.length);
                    if (stored.equals(ByteBuffer.wrap(key))) {
                        return postings(file, row.getInt(16), row.getInt(20));
                    }
                }
            }
            return new long[0];
        });
    }

    @Override
    public long place(long number) throws IOException {
        return search(path, file -> {
            verify(file);
            int low = 0;
            int high = shape.places;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (read(file, shape.bodyAt() + (long) PLACE_BYTES * middle, 8).getLong(0) <= number) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low == 0
                    ? SegmentHeader.BYTES
                    : read(file, shape.bodyAt() + (long) PLACE_BYTES * (low - 1), PLACE_BYTES)
                            .getLong(8);
        });
    }

    /** Spreads a key over 64 bits; equal hashes are told apart by the keys themselves. */
    static long hash(ByteBuffer key) {
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (int at = key.position(); at < key.limit(); at++) {
            hash = (hash ^ (key.get(at) & 0xFF)) * 0x100_0000_01b3L;
        }
        return hash;
    }

    private long[] postings(FileChannel file, int first, int count) throws IOException {
        if (first < 0 || count < 0 || (long) first + count > shape.postings) {
            throw new IOException("sidecar row out of range");
        }
        long[] numbers = new long[count];
        read(file, shape.postingsAt() + 8L * first, count * 8).asLongBuffer().get(numbers);
        return numbers;
    }

    private ByteBuffer row(FileChannel file, int index) throws IOException {
        return read(file, shape.keysAt() + (long) KEY_BYTES * index, KEY_BYTES);
    }

    /** The body is held against its checksum once, at first use; its keys are known by then. */
    private void verify(FileChannel file) throws IOException {
        if (filter != null) {
            return;
        }
        CRC32C crc = new CRC32C();
        long at = shape.bodyAt();
        while (at < shape.fileBytes()) {
            ByteBuffer piece = read(file, at, (int) Math.min(64 * 1024, shape.fileBytes() - at));
            at += piece.limit();
            crc.update(piece);
        }
        if ((int) crc.getValue() != bodyChecksum) {
            throw new IOException("sidecar is damaged");
        }
        filter = filter(file);
    }

    private KeyFilter filter(FileChannel file) throws IOException {
        KeyFilter made = new KeyFilter(shape.keys);
        int piece = 64 * 1024 / KEY_BYTES;
        for (int first = 0; first < shape.keys; first += piece) {
            int count = Math.min(piece, shape.keys - first);
            ByteBuffer rows = read(file, shape.keysAt() + (long) KEY_BYTES * first, count * KEY_BYTES);
            for (int at = 0; at < count; at++) {
                made.add(rows.getLong(at * KEY_BYTES));
            }
        }
        return made;
    }

    private static ByteBuffer read(FileChannel file, long at, int count) throws IOException {
        if (at < 0 || at + count > file.size()) {
            throw new IOException("sidecar is too short");
        }
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("sidecar is too short");
            }
        }
        return bytes.flip();
    }

    private static <T> T search(Path path, Search<T> search) throws IOException {
        try (InterruptShield shield = new InterruptShield()) {
            while (true) {
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                    return search.in(file);
                } catch (ClosedByInterruptException interrupted) {
                    shield.absorb();
                }
            }
        }
    }
}
