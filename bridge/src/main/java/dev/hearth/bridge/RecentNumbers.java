package dev.hearth.bridge;

/**
 * The last so many 64-bit numbers that were seen, with a fixed cost: digests of messages, hashes of their ids. Confined to one
 * thread.
 */
final class RecentNumbers {
    private final long[] ring; // in the order in which they came
    private final long[] table; // open addressing; 0 is free
    private int next;
    private int size;

    /**
     * Remembers so many.
     *
     * @param count a power of two
     */
    RecentNumbers(int count) {
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("expected a power of two, found " + count);
        }
        this.ring = new long[count];
        this.table = new long[4 * count];
    }

    /** The first 64 bits of a signature's hexadecimal digits; of one that is shorter, what there is. */
    static long ofHex(String digits) {
        long number = 0;
        for (int i = 0; i < digits.length() && i < 16; i++) {
            number = (number << 4) | (Character.digit(digits.charAt(i), 16) & 15);
        }
        return number;
    }

    /** A hash of a text, good enough that two ids of one kernel never share it by chance. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /** Remembers a number; false if it is remembered already. */
    boolean add(long number) {
        long kept = number == 0 ? 1 : number;
        int slot = find(kept);
        if (table[slot] == kept) {
            return false;
        }
        if (size == ring.length) {
            remove(ring[next]);
            slot = find(kept);
        } else {
            size++;
        }
        table[slot] = kept;
        ring[next] = kept;
        next = (next + 1) & (ring.length - 1);
        return true;
    }

    /** Forgets all. */
    void clear() {
        java.util.Arrays.fill(table, 0);
        next = 0;
        size = 0;
    }

    private int home(long number) {
        return (int) ((number * 0x9e3779b97f4a7c15L) >>> 40) & (table.length - 1);
    }

    private int find(long number) {
        int slot = home(number);
        while (table[slot] != 0 && table[slot] != number) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    /** Closes the gap, so that every number stays reachable from its home. */
    private void remove(long number) {
        int gap = find(number);
        int slot = gap;
        while (true) {
            slot = (slot + 1) & (table.length - 1);
            if (table[slot] == 0) {
                table[gap] = 0;
                return;
            }
            int home = home(table[slot]);
            boolean between = gap <= slot ? gap < home && home <= slot : gap < home || home <= slot;
            if (!between) {
                table[gap] = table[slot];
                gap = slot;
            }
        }
    }
}
