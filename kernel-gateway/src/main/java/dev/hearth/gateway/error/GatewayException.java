package dev.hearth.gateway.error;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something was refused or failed. The message is a sentence for the caller; it and the arguments hold no secret and no
 * code of a user. Immutable.
 */
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> arguments;

    /** An error without arguments. */
    public GatewayException(ErrorCode code, String message) {
        this(code, message, Map.of(), null);
    }

    /** An error that names what it is about. */
    public GatewayException(ErrorCode code, String message, Map<String, String> arguments) {
        this(code, message, arguments, null);
    }

    /** An error with the cause that is logged, never shown. */
    public GatewayException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, Map.of(), cause);
    }

    /**
     * An error.
     *
     * @param arguments what the message speaks of, by name, for programs: ids, bounds, what was available
     */
    public GatewayException(ErrorCode code, String message, Map<String, String> arguments, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        this.arguments = Map.copyOf(arguments);
    }

    /** What went wrong. */
    public ErrorCode code() {
        return code;
    }

    /** What the message speaks of, by name. */
    public Map<String, String> arguments() {
        return arguments;
    }

    /** The message; never null. */
    public String sentence() {
        return Objects.requireNonNullElse(getMessage(), code.name());
    }
}
