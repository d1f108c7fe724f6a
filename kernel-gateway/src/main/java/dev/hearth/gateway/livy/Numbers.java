package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Numbers in paths and queries, and what Livy says of those that are none. Only functions; thread-safe. */
final class Numbers {
    private static final int SHOWN_CHARS = 100;

    private Numbers() {}

    /** Whether a text is a number in the first place, however large: all digits, and at least one. */
    static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    }

    /**
     * A number of 32 bits.
     *
     * @throws GatewayException with {@code BAD_REQUEST} and Livy's text
     */
    static int parse(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            String shown = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
            throw new GatewayException(ErrorCode.BAD_REQUEST, "For input string: \"" + shown + "\"");
        }
    }

    /** A parameter of the query; {@code absent} if it is not there. An empty one is no number. */
    static int query(Context context, String name, int absent) {
        @Nullable String text = context.queryParam(name);
        return text == null ? absent : parse(text);
    }
}
