package dev.hearth.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens a journal's directory as a crash may have left it. Used once, by one thread. */
final class Recovery {
    private final JournalDirectory directory;
    private final long nowMillis;
    private final boolean force;
    private final Segments segments = new Segments();
    private long next = 1;
    private long last;
    private long truncatedBytes;
    private int corruptRecords;
    private int rebuiltIndexes;
    private int unreadableSegments;
    private int removedFiles;

    private record Found(SegmentHeader header, Path path, long length) {}

    /** What a journal goes on with. */
    record Result(Segments segments, Appender.Tail tail, long next, long last, RecoveryReport report) {}

    Recovery(JournalDirectory directory, long nowMillis, boolean force) {
        this.directory = directory;
        this.nowMillis = nowMillis;
        this.force = force;
    }

    Result run() throws IOException {
        directory.create();
        List<Found> found = sift();
        for (int at = 0; at < found.size() - 1; at++) {
            addSealed(found.get(at), found.get(at + 1));
        }
        SegmentIndex index = new SegmentIndex();
        Segment active;
        SegmentWriter writer;
        if (found.isEmpty()) {
            SegmentHeader header = SegmentWriter.newHeader(next, nowMillis);
            writer = SegmentWriter.create(directory, header, force);
            active = new Segment(directory, header, SegmentHeader.BYTES, index);
        } else {
            Found newest = found.get(found.size() - 1);
            long end = readActive(newest, index);
            Files.deleteIfExists(directory.sidecar(newest.header.firstNumber()));
            writer = SegmentWriter.reopen(directory, newest.path, end);
            active = new Segment(directory, newest.header, end, index);
        }
        segments.put(active);
        RecoveryReport report =
                new RecoveryReport(truncatedBytes, corruptRecords, rebuiltIndexes, unreadableSegments, removedFiles);
        return new Result(segments, new Appender.Tail(active, index, writer), next, last, report);
    }

    /** The usable segments in order; what cannot be used is put away. */
    private List<Found> sift() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (Path file : directory.files()) {
            if (JournalDirectory.named(file, JournalDirectory.TEMPORARY)) {
                remove(file);
            } else if (JournalDirectory.named(file, JournalDirectory.SEGMENT)) {
                paths.add(file);
            }
        }
        List<Found> found = new ArrayList<>();
        for (int at = 0; at < paths.size(); at++) {
            Path path = paths.get(at);
            long length = Files.size(path);
            SegmentHeader header = header(path);
            if (header != null && header.firstNumber() == JournalDirectory.base(path)) {
                found.add(new Found(header, path, length));
                next = Math.max(next, header.firstNumber());
            } else if (length < SegmentHeader.BYTES && at == paths.size() - 1) {
                remove(path);
                next = Math.max(next, JournalDirectory.base(path));
            } else {
                putAside(path, length);
            }
        }
        for (Path file : directory.files()) {
            if (JournalDirectory.named(file, JournalDirectory.SIDECAR)
                    && !Files.exists(directory.segment(JournalDirectory.base(file)))) {
                remove(file);
            }
        }
        return found;
    }

    private static @Nullable SegmentHeader header(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            new SegmentFile(file).read(bytes, 0);
            return bytes.hasRemaining() ? null : SegmentHeader.decode(bytes.flip());
        }
    }

    /** Its numbers must not be given again: a record takes at least a header's room, so there are at most so many. */
    private void putAside(Path path, long length) throws IOException {
        next = Math.max(
                next, Math.min(RecordHeader.MAX_NUMBER, JournalDirectory.base(path) + length / RecordHeader.BYTES));
        JournalDirectory.move(path, path.resolveSibling(path.getFileName() + JournalDirectory.UNREADABLE));
        unreadableSegments++;
    }

    private void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
        removedFiles++;
    }

    private void addSealed(Found found, Found successor) throws IOException {
        long base = found.header.firstNumber();
        if (base <= last) {
            // A crash came between the merging of segments and the removal of this one: its records are in the one
            // before.
            remove(found.path);
            Files.deleteIfExists(directory.sidecar(base));
            return;
        }
        Sidecar sidecar = Sidecar.load(directory.sidecar(base), found.header, found.length);
        Segment segment;
        if (sidecar != null) {
            segment = new Segment(directory, found.header, sidecar);
        } else {
            SegmentIndex index = new SegmentIndex();
            scan(found, index, false);
            segment = new Segment(directory, found.header, found.length, index);
            segment.seal();
            segment.writeSidecar(false);
            rebuiltIndexes++;
        }
        last = Math.max(last, segment.summary().lastNumber());
        next = Math.max(next, Math.max(last + 1, successor.header.firstNumber()));
        segments.put(segment);
    }

    /** Returns where the last whole record ends. */
    private long readActive(Found found, SegmentIndex index) throws IOException {
        long end = scan(found, index, true);
        truncatedBytes += found.length - end;
        last = Math.max(last, index.lastNumber());
        return end;
    }

    private long scan(Found found, SegmentIndex index, boolean verify) throws IOException {
        try (FileChannel channel = FileChannel.open(found.path, StandardOpenOption.READ)) {
            SegmentFile file = new SegmentFile(channel);
            RecordScanner scanner = new RecordScanner(
                    file, found.header.salt(), found.header.firstNumber(), SegmentHeader.BYTES, found.length);
            int passed = 0;
            RecordHeader record = verify ? scanner.nextVerified() : scanner.next();
            while (record != null) {
                passed = scanner.damaged();
                index.add(record, scanner.recordAt());
                next = Math.max(next, record.number() + 1);
                record = verify ? scanner.nextVerified() : scanner.next();
            }
            if (verify) {
                corruptRecords += passed;
            }
            return scanner.wholeEnd();
        }
    }
}
