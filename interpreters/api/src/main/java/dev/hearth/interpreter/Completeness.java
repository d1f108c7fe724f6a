package dev.hearth.interpreter;

/**
 * Whether a text can run as it is. Immutable.
 *
 * @param indent what the next line begins with; used with {@link Status#INCOMPLETE} only
 */
public record Completeness(Status status, String indent) {
    /** {@code status} of {@code is_complete_reply}. */
    public enum Status {
        COMPLETE,
        INCOMPLETE,
        INVALID,
        UNKNOWN
    }

    /** A verdict without an indent. */
    public static Completeness of(Status status) {
        return new Completeness(status, "");
    }
}
