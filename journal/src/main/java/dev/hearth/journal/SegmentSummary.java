package dev.hearth.journal;

import java.util.function.IntPredicate;

/**
 * What is known of a segment without reading it. Immutable.
 *
 * @param length of the file, header included
 * @param firstNumber of its first record; 0 when it has none
 * @param lastNumber of its last record; 0 when it has none
 * @param classBytes per record class; only the classes that occur, so shorter than 256
 */
record SegmentSummary(
        long length,
        long firstNumber,
        long lastNumber,
        long records,
        long minTime,
        long maxTime,
        ClassBytes classBytes) {

    /** Bytes of records by their class. Immutable. */
    static final class ClassBytes {
        private final int[] classes;
        private final long[] bytes;

        ClassBytes(long[] byClass) {
            int count = 0;
            for (long value : byClass) {
                count += value > 0 ? 1 : 0;
            }
            classes = new int[count];
            bytes = new long[count];
            for (int recordClass = 0, at = 0; recordClass < byClass.length; recordClass++) {
                if (byClass[recordClass] > 0) {
                    classes[at] = recordClass;
                    bytes[at++] = byClass[recordClass];
                }
            }
        }

        int count() {
            return classes.length;
        }

        int recordClass(int index) {
            return classes[index];
        }

        long bytes(int index) {
            return bytes[index];
        }

        long of(IntPredicate wanted) {
            long sum = 0;
            for (int at = 0; at < classes.length; at++) {
                if (wanted.test(classes[at])) {
                    sum += bytes[at];
                }
            }
            return sum;
        }
    }
}
