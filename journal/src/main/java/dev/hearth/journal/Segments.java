package dev.hearth.journal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A journal's segments in the order of their numbers; the last one is the one being written, and is always there.
 * Thread-safe: others may be dropped or replaced while somebody walks over them.
 */
final class Segments {
    private final ConcurrentSkipListMap<Long, Segment> byBase = new ConcurrentSkipListMap<>();

    /** Adds a segment, or puts it in the place of the one with the same base. */
    void put(Segment segment) {
        byBase.put(segment.base(), segment);
    }

    void remove(Segment segment) {
        byBase.remove(segment.base());
    }

    /** All of them as they are met, the oldest first. */
    Collection<Segment> all() {
        return Collections.unmodifiableCollection(byBase.values());
    }

    /** The segment in which a number is, or would be. */
    Segment of(long number) {
        Map.Entry<Long, Segment> floor = byBase.floorEntry(number);
        Map.Entry<Long, Segment> found = floor != null ? floor : byBase.firstEntry();
        return Objects.requireNonNull(found, "a journal has a last segment").getValue();
    }

    @Nullable
    Segment after(Segment segment) {
        Map.Entry<Long, Segment> after = byBase.higherEntry(segment.base());
        return after == null ? null : after.getValue();
    }

    /** Number of the oldest record; {@code next} when there is none. */
    long firstNumber(long next) {
        for (Segment segment : byBase.values()) {
            SegmentSummary summary = segment.summary();
            if (summary.records() > 0) {
                return summary.firstNumber();
            }
        }
        return next;
    }

    /** Bytes of the files. */
    long sizeBytes() {
        return byBase.values().stream().mapToLong(Segment::length).sum();
    }

    /** Bytes of the records of some classes. */
    long sizeBytes(IntPredicate classes) {
        return byBase.values().stream().mapToLong(each -> each.bytes(classes)).sum();
    }

    /**
     * Numbers of the records with this key, rising; the segments behind the one with which there are {@code enough} are not
     * looked at.
     *
     * @throws NoSuchFileException when a file went that retention did not take
     */
    long[] numbers(byte[] key, int enough, InterruptShield shield) throws IOException {
        LongList found = new LongList();
        Segment segment = of(1);
        while (segment != null && found.size() < enough) {
            try {
                for (long number : segment.numbers(key)) {
                    if (found.size() == 0 || number > found.get(found.size() - 1)) {
                        found.add(number);
                    }
                }
                Segment after = after(segment);
                // Asked last: what follows a retired one may lack the records merged into its successor.
                segment = segment.retired() ? of(segment.base()) : after;
            } catch (NoSuchFileException gone) {
                if (!segment.retired()) {
                    throw gone;
                }
                // Dropped, or its records are in what has its place now or a lower one. Those seen are passed over.
                segment = of(segment.base());
            } catch (ClosedChannelException interrupted) {
                shield.absorb();
            }
        }
        return found.toArray();
    }
}
