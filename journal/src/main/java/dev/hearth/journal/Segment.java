package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One segment file in one revision, as its readers see it. Thread-safe: what the appender publishes is volatile, the rest
 * is guarded by the monitor.
 */
final class Segment {
    private final JournalDirectory directory;
    private final SegmentHeader header;
    private final Path path;
    private volatile long length;
    private volatile boolean sealed;
    private volatile boolean retired;
    private @Nullable SegmentFile file;
    private volatile @Nullable SegmentIndex index;
    private volatile @Nullable Sidecar sidecar;
    private volatile @Nullable SegmentSummary summary;

    /** A segment that is being written, or whose sidecar is still to be made; {@code index} covers {@code length}. */
    Segment(JournalDirectory directory, SegmentHeader header, long length, SegmentIndex index) {
        this.directory = directory;
        this.header = header;
        this.path = directory.segment(header.firstNumber());
        this.length = length;
        this.index = index;
    }

    /** A sealed segment with its sidecar. */
    Segment(JournalDirectory directory, SegmentHeader header, Sidecar sidecar) {
        this.directory = directory;
        this.header = header;
        this.path = directory.segment(header.firstNumber());
        this.length = sidecar.summary().length();
        this.sidecar = sidecar;
        this.summary = sidecar.summary();
        this.sealed = true;
    }

    long base() {
        return header.firstNumber();
    }

    SegmentHeader header() {
        return header;
    }

    Path path() {
        return path;
    }

    /** End of the last record that may be read. */
    long length() {
        return length;
    }

    /** Whether {@link #length} is final. Ask before asking for the length. */
    boolean sealed() {
        return sealed;
    }

    /** Whether other segments have taken its place, or nothing has. Ask after asking for its successor. */
    boolean retired() {
        return retired;
    }

    /** The appender's: records up to here are in the file and in the index. */
    void grow(long newLength) {
        length = newLength;
    }

    void seal() {
        SegmentIndex last = index;
        if (last != null) {
            summary = last.summary(length);
        }
        sealed = true;
    }

    SegmentSummary summary() {
        SegmentSummary known = summary;
        if (known != null) {
            return known;
        }
        SegmentIndex growing = index;
        if (growing == null) {
            throw new IllegalStateException("segment with neither summary nor index");
        }
        return growing.summary(length);
    }

    long bytes(IntPredicate classes) {
        return summary().classBytes().of(classes);
    }

    /** Opens the segment for reading, or joins those who have; null when it is retired. Give it back. */
    synchronized @Nullable SegmentFile acquire() throws IOException {
        if (retired) {
            return null;
        }
        SegmentFile open = file;
        if (open != null && open.isOpen()) {
            open.join();
            return open;
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        SegmentFile opened = new SegmentFile(channel);
        file = opened;
        return opened;
    }

    synchronized void release(SegmentFile used) throws IOException {
        if (used.leave() && file == used) {
            file = null;
        }
    }

    /** Puts {@code change} and the retirement in one step, as seen by {@link #acquire}. */
    synchronized void retire(Change change) throws IOException {
        change.make();
        retired = true;
    }

    /** What takes a segment's files away. */
    interface Change {
        void make() throws IOException;
    }

    /**
     * Numbers of the records with this key.
     *
     * @throws NoSuchFileException when the segment is retired
     */
    long[] numbers(byte[] key) throws IOException {
        long[] numbers;
        try {
            numbers = lookup().numbers(key);
        } catch (IOException damaged) {
            numbers = rebuild().numbers(key);
        }
        if (retired) {
            // The sidecar may have been that of the next revision already.
            throw new NoSuchFileException(path.toString());
        }
        return numbers;
    }

    /** A place at or not far before the first record with this number or a higher one. Void if the segment is retired by then. */
    long place(long number) throws IOException {
        try {
            long place = lookup().place(number);
            return place >= SegmentHeader.BYTES && place <= length ? place : SegmentHeader.BYTES;
        } catch (IOException damaged) {
            return SegmentHeader.BYTES;
        }
    }

    private Lookup lookup() throws IOException {
        SegmentIndex inMemory = index;
        if (inMemory != null) {
            return inMemory;
        }
        Sidecar onDisk = sidecar;
        return onDisk != null ? onDisk : rebuild();
    }

    /**
     * Writes the sidecar of a sealed segment and lets go of the index in memory. When that fails the sidecar is missing,
     * which costs a reading of the segment at the next use, so the failure is not passed on.
     */
    synchronized void writeSidecar(boolean force) {
        SegmentIndex inMemory = index;
        if (inMemory == null || !sealed || retired) {
            return;
        }
        try {
            sidecar = writeSidecar(directory, header, inMemory, length, force);
        } catch (IOException diskFull) {
            sidecar = null;
        }
        index = null;
    }

    private synchronized SegmentIndex rebuild() throws IOException {
        if (retired) {
            throw new NoSuchFileException(path.toString());
        }
        SegmentIndex rebuilt = new SegmentIndex();
        SegmentFile open = acquire();
        if (open == null) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            RecordScanner scanner = scanner(open);
            RecordHeader record = scanner.next();
            while (record != null) {
                rebuilt.add(record, scanner.recordAt());
                record = scanner.next();
            }
        } finally {
            release(open);
        }
        try {
            sidecar = writeSidecar(directory, header, rebuilt, length, false);
        } catch (IOException diskFull) {
            sidecar = null;
        }
        return rebuilt;
    }

    /** A walk over all records that are there now. */
    RecordScanner scanner(SegmentFile open) {
        return new RecordScanner(open, header.salt(), base(), SegmentHeader.BYTES, length);
    }

    static @Nullable Sidecar writeSidecar(
            JournalDirectory directory, SegmentHeader header, SegmentIndex index, long length, boolean force)
            throws IOException {
        Path path = directory.sidecar(header.firstNumber());
        ByteBuffer content = SidecarWriter.encode(header, index.summary(length), index);
        directory.replace(path, content, force);
        return Sidecar.load(path, header, length);
    }

    void deleteFiles() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(directory.sidecar(base()));
    }
}
