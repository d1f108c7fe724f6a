package dev.hearth.gateway.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * Livy's three forms, one for each kind of cause: {@code {"msg": "…"}} for what was refused or not found, a bare JSON string
 * for bodies that cannot be read, statements that are not there and whatever has status 500 and above, and nothing at all for
 * unknown paths, wrong methods and what the caller may not see. Immutable.
 */
final class LivyShape implements ErrorShape {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String contentType() {
        return "application/json;charset=utf-8";
    }

    /** Livy's Java client shows user and password to nobody who does not ask for them. */
    @Override
    public String challenge() {
        return "Basic realm=\"hearth\", charset=\"UTF-8\"";
    }

    @Override
    public byte[] body(Failure failure) {
        try {
            return switch (failure.code()) {
                case PATH_NOT_FOUND, METHOD_NOT_ALLOWED, FORBIDDEN -> new byte[0];
                case BAD_JSON,
                        STATEMENT_NOT_FOUND,
                        SESSION_DEAD,
                        LINK_DOWN,
                        TIMED_OUT,
                        NOT_SERVING,
                        STORE_FAILED,
                        JOURNAL_FAILED,
                        INTERNAL -> MAPPER.writeValueAsBytes(sentence(failure));
                default -> MAPPER.writeValueAsBytes(Map.of("msg", sentence(failure)));
            };
        } catch (JsonProcessingException e) {
            throw new AssertionError("strings can be written as JSON", e);
        }
    }

    private static String sentence(Failure failure) {
        return failure.message()
                + failure.instance().map(id -> " (error " + id + ")").orElse("");
    }
}
