package dev.hearth.yarn;

/** The submitter, or the cluster behind it, did not do what was asked. The message holds no secret. */
final class SubmitterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The cluster does not answer. */
    static final String UNREACHABLE = "unreachable";

    /** The submitter refused, with a sentence for a person. */
    static final String REFUSED = "refused";

    /** The submitter ended, or could not be started. */
    static final String GONE = "gone";

    private final String kind;

    SubmitterException(String kind, String message) {
        super(message);
        this.kind = kind;
    }

    SubmitterException(String kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** One of the constants here, or {@code denied}, {@code missing}, {@code failed}. */
    String kind() {
        return kind;
    }

    /** What happened, for a person. */
    String text() {
        return String.valueOf(getMessage());
    }

    boolean isUnreachable() {
        return kind.equals(UNREACHABLE) || kind.equals(GONE);
    }

    /** What a failed request failed with. */
    static SubmitterException of(Throwable failed) {
        Throwable cause = failed instanceof java.util.concurrent.CompletionException
                        || failed instanceof java.util.concurrent.ExecutionException
                ? failed.getCause()
                : failed;
        if (cause instanceof SubmitterException known) {
            return known;
        }
        if (cause instanceof java.util.concurrent.TimeoutException) {
            return new SubmitterException(UNREACHABLE, "the cluster did not answer in time");
        }
        return new SubmitterException("failed", String.valueOf(cause), cause == null ? failed : cause);
    }
}
