package dev.hearth.interpreter;

/**
 * How far something is, for an event stream or a progress bar. Immutable.
 *
 * @param label what is under way, in a few words
 * @param done parts done, 0 to {@code total}
 * @param total parts known so far; 0 while unknown; may grow
 */
public record Progress(String label, long done, long total) {
    public Progress {
        if (done < 0 || total < 0) {
            throw new IllegalArgumentException("negative progress: " + done + " of " + total);
        }
    }
}
