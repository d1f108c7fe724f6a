package dev.hearth.journal;

import java.util.Arrays;

/** Longs in a growing array. Not thread-safe. */
final class LongList {
    private long[] values = new long[4];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return values[index];
    }

    /** Index of the last value that is not above {@code value}, or -1; the values must rise. */
    int floor(long value) {
        int found = Arrays.binarySearch(values, 0, size, value);
        return found >= 0 ? found : -found - 2;
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
