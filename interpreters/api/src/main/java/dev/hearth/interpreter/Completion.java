package dev.hearth.interpreter;

import java.util.List;

/**
 * What may stand at a place in a text. Immutable.
 *
 * @param start first code point that a candidate replaces
 * @param end code point behind the last one replaced; the cursor as a rule
 */
public record Completion(int start, int end, List<Candidate> candidates) {
    public Completion {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("a completion replaces from " + start + " to " + end);
        }
        candidates = List.copyOf(candidates);
    }

    /** Nothing to offer at {@code cursor}. */
    public static Completion none(int cursor) {
        return new Completion(cursor, cursor, List.of());
    }

    /**
     * One candidate.
     *
     * @param text what is inserted
     * @param type a word for an icon: {@code function}, {@code instance}, {@code class}, {@code keyword}; empty if unknown
     * @param signature parameters and result in one line; empty if unknown
     */
    public record Candidate(String text, String type, String signature) {}
}
