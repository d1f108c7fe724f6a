package dev.hearth.gateway.error;

/** Who has to do something about an error. */
public enum ErrorType {
    /** The client sent something wrong. */
    USER,
    /** The client may not do this, or has not said who it is. */
    DENIED,
    /** There is no such thing, or not for this caller. */
    NOT_FOUND,
    /** It does not fit the present state. */
    CONFLICT,
    /** A bound is reached; later or elsewhere it may work. */
    CAPACITY,
    /** A driver, launcher or link did not do its part; it is unknown how far it came. */
    UPSTREAM,
    /** A fault of the gateway. */
    INTERNAL
}
