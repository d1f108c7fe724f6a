package dev.hearth.journal;

/**
 * Says of most keys that a segment does not have that it does not: two bytes a key in memory, instead of a look at the disk. One
 * in several hundred of those that it does not have seems to be there (a Bloom filter of four bits a key in sixteen). Filled by
 * one thread, then read by any.
 */
final class KeyFilter {
    private static final int BITS_PER_KEY = 16;
    private static final int BITS_SET = 4;

    private final long[] words;

    /** Room for so many keys; 0 or more. */
    KeyFilter(int keys) {
        words = new long[Math.max(1, keys / (Long.SIZE / BITS_PER_KEY) + 1)];
    }

    /** Takes in a key by its {@link Sidecar#hash}. */
    void add(long hash) {
        long spread = spread(hash);
        for (int i = 0; i < BITS_SET; i++) {
            int bit = bit(spread, i);
            words[bit / Long.SIZE] |= 1L << bit;
        }
    }

    /** False only for what was never added. */
    boolean mayHave(long hash) {
        long spread = spread(hash);
        for (int i = 0; i < BITS_SET; i++) {
            int bit = bit(spread, i);
            if ((words[bit / Long.SIZE] & (1L << bit)) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Two halves that have little to do with each other make as many places as are wanted. */
    private int bit(long spread, int index) {
        int mixed = (int) spread + index * ((int) (spread >>> 32) | 1);
        return (int) ((Integer.toUnsignedLong(mixed) * words.length * Long.SIZE) >>> 32);
    }

    /** Lets every bit of the hash have its say in every bit. */
    private static long spread(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xD6E8_FEB8_6659_FD93L;
        return mixed ^ (mixed >>> 32);
    }
}
