package dev.hearth.driver.spark;

/** There is no Spark session: it did not start, or was stopped. The message is a sentence that says why. */
public final class SparkUnavailableException extends RuntimeException {
    public SparkUnavailableException(String message) {
        super(message);
    }

    public SparkUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
