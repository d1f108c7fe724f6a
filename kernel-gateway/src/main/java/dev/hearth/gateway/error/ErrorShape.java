package dev.hearth.gateway.error;

/** How one family of clients wants to read an error. Thread-safe. */
@FunctionalInterface
public interface ErrorShape {

    /** What {@link #body} is said to be. */
    default String contentType() {
        return "application/json";
    }

    /** How a client without a token is asked for one. */
    default String challenge() {
        return "Bearer realm=\"hearth\"";
    }

    /** The JSON body, UTF-8; perhaps empty. */
    byte[] body(Failure failure);
}
