package dev.hearth.gateway.statement;

/**
 * How much of what statements have shown may be held at once: bytes of it, a part of which each statement uses up. What is
 * beyond is left out in the middle of a statement. Confined to the thread that reads.
 */
public final class Allowance {
    /** For one statement, and for all of a list together: 16 MiB. */
    public static final long DEFAULT_BYTES = 16L << 20;

    private static final long LEAST = 4 << 10;

    private final long each;
    private long left;

    /**
     * So many bytes for each statement and for all of them.
     *
     * @param all at least 1
     */
    public Allowance(long each, long all) {
        this.each = each;
        this.left = all;
    }

    /** The usual one. */
    public static Allowance standard() {
        return new Allowance(DEFAULT_BYTES, DEFAULT_BYTES);
    }

    /** Whether nothing is left of it: what comes now is shown with its beginning and its end alone. */
    public boolean isSpent() {
        return left <= 0;
    }

    /** For the next statement: a little at least, so that its beginning and its end are there. */
    long next() {
        return Math.max(LEAST, Math.min(each, left));
    }

    /** A statement has used up so much. */
    void use(long bytes) {
        left -= bytes;
    }
}
