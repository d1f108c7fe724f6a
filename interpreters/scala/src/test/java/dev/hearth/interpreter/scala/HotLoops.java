package dev.hearth.interpreter.scala;

/** Loops whose checks are timed by {@link GuardCost}. */
public final class HotLoops {
    private HotLoops() {}

    /** Three operations a round. */
    public static long small(long rounds) {
        long sum = 0;
        for (long i = 0; i < rounds; i++) {
            sum += i ^ (sum >> 3);
        }
        return sum;
    }

    /** An array read and written in each round. */
    public static long sieve(long rounds) {
        byte[] found = new byte[1 << 16];
        long count = 0;
        for (long round = 0; round < rounds / 200_000; round++) {
            java.util.Arrays.fill(found, (byte) 0);
            for (int i = 2; i < found.length; i++) {
                if (found[i] == 0) {
                    count++;
                    for (int j = i + i; j < found.length; j += i) {
                        found[j] = 1;
                    }
                }
            }
        }
        return count;
    }

    /** A function called by a loop that is not the cell's. */
    public static long function(long rounds) {
        return java.util.stream.LongStream.range(0, rounds / 10)
                .map(HotLoops::body)
                .sum();
    }

    private static long body(long n) {
        return n * n ^ (n >> 2);
    }
}
