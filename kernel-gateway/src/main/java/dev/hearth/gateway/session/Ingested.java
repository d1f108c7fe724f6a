package dev.hearth.gateway.session;

/** What became of a client's message. What the client must be told is an exception instead. Immutable. */
public enum Ingested {
    /** Logged, or on its way to the driver. */
    ACCEPTED,
    /** This origin has sent a message with this id before: nothing was logged; the recorded reply, if any, is sent again. */
    DUPLICATE,
    /** The gateway answered it itself. */
    ANSWERED,
    /** Nobody waits for it (an {@code input_reply} without an open {@code input_request} of this origin): dropped. */
    UNWANTED
}
