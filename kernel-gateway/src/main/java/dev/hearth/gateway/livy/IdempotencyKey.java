package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** The header by which a client says that two requests are the same one, sent twice. Only functions; thread-safe. */
final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_CHARS = 256;

    private IdempotencyKey() {}

    /**
     * The key.
     *
     * @throws GatewayException with {@code BAD_REQUEST} if it is longer than 256 characters
     */
    static Optional<String> of(Context context) {
        String key = context.header(HEADER);
        if (key == null || key.isBlank()) {
            return Optional.empty();
        }
        if (key.length() > MAX_CHARS) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "an " + HEADER + " has at most 256 characters");
        }
        return Optional.of(key.strip());
    }

    /** The id of what an owner makes with a key: the same for the same, and of no other. */
    static UUID id(String what, String owner, String key) {
        String text = what + '\0' + owner + '\0' + key;
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
