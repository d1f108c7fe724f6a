package dev.hearth.gateway.error;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever a request threw into an answer: the only place that knows HTTP statuses and bodies of errors.
 *
 * <p>Thread-safe.
 */
public final class ErrorMapper {

    /** The body that Jupyter clients read. */
    public static final ErrorShape JUPYTER = new JupyterShape();

    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);
    private static final String HIDDEN = "something went wrong in the gateway; its log says what";
    private static final int FIRST_OF_OURS = 500;

    /**
     * What is to be shown for this error. An error of ours (status 500 and above) gets an instance id and is logged
     * here with its cause: call this once for each.
     */
    public Failure map(Throwable thrown) {
        if (thrown instanceof GatewayException known) {
            return mapKnown(known);
        }
        String instance = logged(ErrorCode.INTERNAL, thrown);
        return failure(ErrorCode.INTERNAL, HIDDEN, Optional.of(instance), Map.of());
    }

    /** HTTP headers that belong to an answer with this code. */
    public Map<String, String> headers(ErrorCode code) {
        return switch (status(code)) {
            case 401 -> Map.of("WWW-Authenticate", "Bearer realm=\"hearth\"");
            case 429, 503 -> Map.of("Retry-After", "2");
            default -> Map.of();
        };
    }

    /** The HTTP status of a code. */
    public static int status(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, BAD_JSON, MALFORMED_MESSAGE, BAD_ENVIRONMENT -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, FORBIDDEN_ORIGIN, FORBIDDEN_HOST -> 403;
            case KERNEL_NOT_FOUND,
                    KERNELSPEC_NOT_FOUND,
                    PROFILE_NOT_FOUND,
                    SESSION_NOT_FOUND,
                    TOKEN_NOT_FOUND,
                    PATH_NOT_FOUND,
                    LOG_NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case SESSION_DEAD, ID_TAKEN -> 409;
            case BODY_TOO_LARGE, MESSAGE_TOO_LARGE -> 413;
            // Kernel Gateway answers 403 when its bound of kernels is reached. Nothing is forbidden: who comes later
            // gets one.
            case QUEUE_FULL, TOO_MANY_SESSIONS, TOO_MANY_CONNECTIONS -> 429;
            case STORE_FAILED, JOURNAL_FAILED, INTERNAL -> 500;
            case LINK_DOWN, NOT_SERVING -> 503;
            case TIMED_OUT -> 504;
        };
    }

    private static Failure mapKnown(GatewayException known) {
        if (status(known.code()) < FIRST_OF_OURS) {
            return failure(known.code(), known.sentence(), Optional.empty(), known.arguments());
        }
        return failure(known.code(), known.sentence(), Optional.of(logged(known.code(), known)), known.arguments());
    }

    private static Failure failure(
            ErrorCode code, String message, Optional<String> instance, Map<String, String> arguments) {
        return new Failure(code, status(code), message, reason(code), instance, arguments);
    }

    private static String reason(ErrorCode code) {
        if (code == ErrorCode.TOO_MANY_SESSIONS) {
            return "Resource Limit";
        }
        String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String logged(ErrorCode code, Throwable thrown) {
        String instance =
                String.format(Locale.ROOT, "%012x", ThreadLocalRandom.current().nextLong(1L << 48));
        if (code.type() == ErrorType.INTERNAL) {
            LOG.error("error {} ({})", instance, code, thrown);
        } else {
            LOG.warn("error {} ({}): {}", instance, code, thrown.getMessage());
        }
        return instance;
    }
}
