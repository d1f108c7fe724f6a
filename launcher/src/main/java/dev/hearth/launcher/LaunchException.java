package dev.hearth.launcher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** No driver was started. The message is a sentence for a person, and holds no secret. */
public final class LaunchException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Reason {
        /** No usable Spark was found. */
        NO_SPARK,
        /** No usable Java was found. */
        NO_JAVA,
        /** The Python that the settings name cannot be run. */
        NO_PYTHON,
        /** A setting cannot be obeyed. */
        BAD_SETTING,
        /** Everything was found, but the process could not be started. */
        CANNOT_START,
        /** The place where drivers run did not answer, or refused. */
        UNAVAILABLE
    }

    private final Reason reason;
    private final transient List<String> logExcerpt;

    /** An exception without a log. */
    public LaunchException(Reason reason, String message) {
        this(reason, message, List.of(), null);
    }

    /** An exception with a cause and no log. */
    public LaunchException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, List.of(), cause);
    }

    /** An exception with the end of what was printed by the command that failed. */
    public LaunchException(Reason reason, String message, List<String> logExcerpt, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.logExcerpt = List.copyOf(logExcerpt);
    }

    /** Whose fault it is. */
    public Reason reason() {
        return reason;
    }

    /** The end of what the failed command printed, oldest line first; empty if there is none. */
    public List<String> logExcerpt() {
        return logExcerpt;
    }
}
