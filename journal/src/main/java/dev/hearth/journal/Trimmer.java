package dev.hearth.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One retention run over a journal's segments. Each segment is walked twice: to decide, since marks must be known before
 * the records that follow them, and to rewrite. Confined to the thread that trims.
 */
final class Trimmer {
    /** What the run needs of the journal. */
    interface Ground {
        Iterable<Segment> segments();

        /** Seals the segment that is being written. */
        void sealActive() throws IOException;

        void drop(Segment segment) throws IOException;

        void replace(Segment segment, Replacement replacement) throws IOException;
    }

    /** What is to become of one segment: which records go, by their ordinal, and what stands in their place. */
    static final class Plan {
        final BitSet dropped = new BitSet();
        final TreeMap<Long, Mark> marks = new TreeMap<>();
        long droppedBytes;
        long markBytes;
        long expired;

        boolean isEmpty() {
            return dropped.isEmpty();
        }

        boolean worthIt() {
            return !isEmpty() && (expired > 0 || droppedBytes > markBytes);
        }
    }

    private final Ground ground;
    private final TrimRequest request;
    private long size;
    private long droppedRecords;
    private long freedBytes;
    private int marks;
    private int rewritten;
    private int deleted;

    Trimmer(Ground ground, TrimRequest request) {
        this.ground = ground;
        this.request = request;
    }

    TrimReport run() throws IOException {
        for (Segment segment : ground.segments()) {
            size += segment.bytes(request.classes());
        }
        for (Segment segment : ground.segments()) {
            if (!touches(segment)) {
                continue;
            }
            if (!segment.sealed()) {
                if (!new Walk(segment, true).plan().isEmpty()) {
                    ground.sealActive();
                    trim(segment);
                }
                break;
            }
            trim(segment);
        }
        return new TrimReport(droppedRecords, freedBytes, marks, rewritten, deleted, size);
    }

    private boolean touches(Segment segment) {
        boolean wanted = size > request.keepBytes() || segment.summary().minTime() < request.olderThanMillis();
        return wanted && segment.bytes(request.classes()) > 0;
    }

    private void trim(Segment segment) throws IOException {
        Plan plan = new Walk(segment, false).plan();
        if (!plan.worthIt()) {
            return;
        }
        long before = segment.length();
        long classBytes = segment.bytes(request.classes());
        if (plan.dropped.cardinality() == segment.summary().records() && plan.marks.isEmpty()) {
            ground.drop(segment);
            deleted++;
            freedBytes += before;
            size -= classBytes;
        } else {
            SegmentRewrite rewrite = new SegmentRewrite(segment, plan);
            ground.replace(segment, rewrite);
            rewritten++;
            freedBytes += before - rewrite.length();
            size += rewrite.bytes(request.classes()) - classBytes;
        }
        droppedRecords += plan.dropped.cardinality();
        marks += plan.marks.size();
    }

    /** Decides over one segment's records. */
    private final class Walk {
        private final Segment segment;
        private final boolean firstOnly;
        private final Plan plan = new Plan();
        private final List<RecordInfo> run = new ArrayList<>();

        /** With {@code firstOnly} it ends at the first record to be dropped, and asks for no marks. */
        Walk(Segment segment, boolean firstOnly) {
            this.segment = segment;
            this.firstOnly = firstOnly;
        }

        Plan plan() throws IOException {
            SegmentFile file = segment.acquire();
            if (file == null) {
                return plan;
            }
            try {
                RecordScanner scanner = segment.scanner(file);
                RecordHeader record = scanner.next();
                for (int ordinal = 0; record != null; ordinal++) {
                    if (drops(record)) {
                        plan.dropped.set(ordinal);
                        if (firstOnly) {
                            return plan;
                        }
                        plan.droppedBytes += record.totalBytes();
                        run.add(record.info());
                        if (run.size() == TrimRequest.RUN_LENGTH) {
                            mark();
                        }
                    }
                    record = scanner.next();
                }
            } finally {
                segment.release(file);
            }
            mark();
            return plan;
        }

        private boolean drops(RecordHeader record) {
            if (record.skip() || !request.classes().test(record.recordClass())) {
                return false;
            }
            boolean old = record.timeMillis() < request.olderThanMillis();
            boolean surplus = size - plan.droppedBytes > request.keepBytes();
            if (!(old || surplus) || !request.mayDrop().test(record.info())) {
                return false;
            }
            plan.expired += old ? 1 : 0;
            return true;
        }

        private void mark() {
            if (run.isEmpty()) {
                return;
            }
            Set<Long> numbers = run.stream().map(RecordInfo::number).collect(Collectors.toSet());
            for (Mark mark : request.marks().apply(List.copyOf(run))) {
                if (!numbers.contains(mark.number()) || plan.marks.put(mark.number(), mark) != null) {
                    throw new IllegalArgumentException(
                            "a mark at " + mark.number() + ", which was not dropped or has one already");
                }
                if (request.classes().test(mark.recordClass())) {
                    plan.markBytes += RecordHeader.BYTES
                            + mark.key().length
                            + mark.payload().remaining();
                }
            }
            run.clear();
        }
    }
}
