package dev.hearth.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The changes to a journal's sealed segments: dropping, rewriting, merging. Thread-safe: {@code trimming} admits one at a
 * time and is held over the reading and writing of segments, which appends and cursors do without.
 */
final class Retention {
    /** So many neighbours are merged at least, that no byte is copied too often. */
    private static final int MERGED = 8;

    /** Seals the segment that is being written, and writes its sidecar. */
    interface Sealer {
        void seal(InterruptShield shield) throws IOException;
    }

    private final ReentrantLock trimming = new ReentrantLock();
    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final Segments segments;
    private final Sealer sealer;

    Retention(JournalDirectory directory, JournalSettings settings, Segments segments, Sealer sealer) {
        this.directory = directory;
        this.settings = settings;
        this.segments = segments;
        this.sealer = sealer;
    }

    long dropOldest(long keepBytes, long before) throws IOException {
        trimming.lock();
        try {
            long size = segments.sizeBytes();
            long freed = 0;
            for (Segment oldest : segments.all()) {
                if (!oldest.sealed()
                        || size - freed <= keepBytes
                        || oldest.summary().lastNumber() >= before) {
                    break;
                }
                drop(oldest);
                freed += oldest.length();
            }
            return freed;
        } finally {
            trimming.unlock();
        }
    }

    TrimReport trim(TrimRequest request) throws IOException {
        trimming.lock();
        try (InterruptShield shield = new InterruptShield()) {
            TrimReport report = new Trimmer(new OwnGround(shield), request).run();
            mergeSmallOnes();
            return report;
        } finally {
            trimming.unlock();
        }
    }

    /** Removes all files of the closed journal, when no run is on its way. */
    void delete() throws IOException {
        trimming.lock();
        try {
            directory.delete();
        } finally {
            trimming.unlock();
        }
    }

    private final class OwnGround implements Trimmer.Ground {
        private final InterruptShield shield;

        OwnGround(InterruptShield shield) {
            this.shield = shield;
        }

        @Override
        public Iterable<Segment> segments() {
            return segments.all();
        }

        @Override
        public void sealActive() throws IOException {
            sealer.seal(shield);
        }

        @Override
        public void drop(Segment segment) throws IOException {
            Retention.this.drop(segment);
        }

        @Override
        public void replace(Segment segment, Replacement replacement) throws IOException {
            Retention.this.replace(List.of(segment), replacement);
        }
    }

    private void drop(Segment segment) throws IOException {
        segment.retire(() -> {
            segment.deleteFiles();
            segments.remove(segment);
        });
    }

    private void replace(List<Segment> olds, Replacement replacement) throws IOException {
        Segment first = olds.get(0);
        Path temporary = JournalDirectory.temporary(first.path());
        boolean forced = settings.durability() == Durability.FORCED;
        try {
            try (FileChannel out = directory.createNew(temporary)) {
                replacement.writeTo(out);
            }
            Segment now = new Segment(directory, replacement.header, replacement.length(), replacement.index);
            now.seal();
            first.retire(() -> {
                JournalDirectory.move(temporary, first.path());
                segments.put(now);
            });
            // Before the others go: a crash here leaves records twice, which the next opening sees by their numbers.
            directory.force();
            for (Segment other : olds.subList(1, olds.size())) {
                drop(other);
            }
            now.writeSidecar(forced);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private void mergeSmallOnes() throws IOException {
        List<Segment> small = new ArrayList<>();
        long bytes = 0;
        long records = 0;
        for (Segment segment : List.copyOf(segments.all())) {
            long segmentRecords = segment.summary().records();
            boolean fits = segment.sealed()
                    && bytes + segment.length() <= settings.segmentBytes()
                    && records + segmentRecords <= SegmentIndex.MAX_RECORDS;
            if (!fits) {
                merge(small);
                small.clear();
                bytes = 0;
                records = 0;
            }
            if (segment.sealed()) {
                small.add(segment);
                bytes += segment.length();
                records += segmentRecords;
            }
        }
        merge(small);
    }

    private void merge(List<Segment> small) throws IOException {
        if (small.size() >= MERGED) {
            List<Segment> sources = List.copyOf(small);
            replace(sources, new SegmentMerge(sources));
        }
    }
}
