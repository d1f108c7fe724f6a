package dev.hearth.gateway.error;

/** How one family of clients wants to read an error. Thread-safe. */
@FunctionalInterface
public interface ErrorShape {

    /** What {@link #body} is said to be. */
    default String contentType() {
        return "application/json";
    }

    /** The JSON body, UTF-8; perhaps empty. */
    byte[] body(Failure failure);
}
