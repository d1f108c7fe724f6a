package dev.hearth.interpreter;

import dev.hearth.protocol.MimeBundle;

/**
 * What is known of a name. Immutable.
 *
 * @param found whether anything is
 * @param bundle what to show; has {@code text/plain} if {@code found}, else is empty
 */
public record Inspection(boolean found, MimeBundle bundle) {
    /** Nothing known. */
    public static Inspection notFound() {
        return new Inspection(false, MimeBundle.EMPTY);
    }

    /** Known, and shown as {@code bundle}. */
    public static Inspection of(MimeBundle bundle) {
        return new Inspection(true, bundle);
    }
}
