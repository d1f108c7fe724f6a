package dev.hearth.gateway.error;

/** How one family of clients wants to read an error. Thread-safe. */
@FunctionalInterface
public interface ErrorShape {

    /** The JSON body, UTF-8. */
    byte[] body(Failure failure);
}
