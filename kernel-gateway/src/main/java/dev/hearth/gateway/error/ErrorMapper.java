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

    /** The bodies that Livy's clients read; some codes have other statuses there. */
    public static final ErrorShape LIVY = new LivyShape();

    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);
    private static final String HIDDEN = "something went wrong in the gateway; its log says what";
    private static final int FIRST_OF_OURS = 500;

    /** The same in Jupyter's form. */
    public Failure map(Throwable thrown) {
        return map(thrown, JUPYTER);
    }

    /**
     * What is to be shown for this error in a form. An error of ours (status 500 and above) gets an instance id and is logged
     * here with its cause: call this once for each.
     */
    public Failure map(Throwable thrown, ErrorShape shape) {
        if (thrown instanceof GatewayException known) {
            return mapKnown(known, shape);
        }
        String instance = logged(ErrorCode.INTERNAL, thrown);
        return failure(ErrorCode.INTERNAL, shape, HIDDEN, Optional.of(instance), Map.of());
    }

    /** HTTP headers that belong to an answer with this code in this shape. */
    public Map<String, String> headers(ErrorCode code, ErrorShape shape) {
        return switch (status(code)) {
            case 401 -> Map.of("WWW-Authenticate", shape.challenge());
            case 429, 503 -> Map.of("Retry-After", "2");
            default -> Map.of();
        };
    }

    /** The HTTP status of a code in a form. Livy's differ where its clients match on them. */
    static int status(ErrorCode code, ErrorShape shape) {
        if (shape != LIVY) {
            return status(code);
        }
        return switch (code) {
            // Zeppelin offers to begin again behind a 5xx that names the state, and behind nothing else.
            case SESSION_DEAD -> 500;
            case TOO_MANY_SESSIONS, ID_TAKEN, PROFILE_NOT_FOUND -> 400;
            default -> status(code);
        };
    }

    /** The HTTP status of a code. */
    public static int status(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, BAD_JSON, MALFORMED_MESSAGE, BAD_ENVIRONMENT -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, IMPERSONATION_REFUSED, FORBIDDEN_ORIGIN, FORBIDDEN_HOST -> 403;
            case KERNEL_NOT_FOUND,
                    KERNELSPEC_NOT_FOUND,
                    PROFILE_NOT_FOUND,
                    SESSION_NOT_FOUND,
                    STATEMENT_NOT_FOUND,
                    TOKEN_NOT_FOUND,
                    PATH_NOT_FOUND,
                    LOG_NOT_FOUND,
                    RESULT_NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
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

    private static Failure mapKnown(GatewayException known, ErrorShape shape) {
        ErrorCode code = known.code();
        boolean ours = status(code) >= FIRST_OF_OURS;
        Optional<String> instance = ours ? Optional.of(logged(code, known)) : Optional.empty();
        return failure(code, shape, known.sentence(), instance, known.arguments());
    }

    private static Failure failure(
            ErrorCode code,
            ErrorShape shape,
            String message,
            Optional<String> instance,
            Map<String, String> arguments) {
        return new Failure(code, status(code, shape), message, reason(code), instance, arguments);
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
