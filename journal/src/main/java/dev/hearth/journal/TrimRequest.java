package dev.hearth.journal;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * What {@link Journal#trim} is to drop: of the records of {@code classes}, oldest first, those that {@code mayDrop}, for
 * as long as these classes take more than {@code keepBytes}; and those older than {@code olderThanMillis}.
 *
 * @param classes which record classes are counted and dropped
 * @param keepBytes bound for those classes together; {@link #ANY_SIZE} for none
 * @param olderThanMillis records with a time before this go, ms since 1970; {@link #ANY_AGE} for no such limit
 * @param mayDrop asked once for each record that the limits would drop, in order; false keeps it
 * @param marks given the records dropped from one segment, in order, at most {@value #RUN_LENGTH} a call; returns what
 *     is to stand in their place, in any order. A segment from which the size limit would drop less than its marks of
 *     these classes take is left as it is. Both functions run on the caller's thread, with no lock that appends or cursors need
 */
public record TrimRequest(
        IntPredicate classes,
        long keepBytes,
        long olderThanMillis,
        Predicate<RecordInfo> mayDrop,
        Function<List<RecordInfo>, List<Mark>> marks) {
    /** No limit of size. */
    public static final long ANY_SIZE = Long.MAX_VALUE;
    /** No limit of age. */
    public static final long ANY_AGE = Long.MIN_VALUE;
    /** Most records that are handed to {@link #marks} in one call. */
    public static final int RUN_LENGTH = 16_384;

    /** Refuses a negative bound. */
    public TrimRequest {
        if (keepBytes < 0) {
            throw new IllegalArgumentException("keepBytes must not be negative: " + keepBytes);
        }
    }

    /** Drops whatever of {@code classes} is beyond {@code keepBytes}, and leaves no mark. */
    public static TrimRequest toSize(IntPredicate classes, long keepBytes) {
        return new TrimRequest(classes, keepBytes, ANY_AGE, info -> true, run -> List.of());
    }

    /** Drops whatever of {@code classes} was appended before {@code millis}, and leaves no mark. */
    public static TrimRequest olderThan(IntPredicate classes, long millis) {
        return new TrimRequest(classes, ANY_SIZE, millis, info -> true, run -> List.of());
    }
}
