package dev.hearth.bridge;

/**
 * How the bridge stands with its gateway. Immutable.
 *
 * @param text for the user: what it waits for, or why it is over
 */
record Standing(Stage stage, String text) {
    /** The stages, in the order in which they come; {@code DIALLING} and {@code OPEN} again and again. */
    enum Stage {
        /** A session is being asked for. */
        ASKING,
        /** There is a session, and no connection. */
        DIALLING,
        /** Messages flow. */
        OPEN,
        /** The gateway does not give a session. */
        REFUSED,
        /** The session has ended. */
        OVER
    }

    boolean is(Stage one) {
        return stage == one;
    }
}
