package dev.hearth.gateway.security;

import java.util.regex.Pattern;

/** What may be a user's name: short plain text that needs no escape in a list, a log or a URL. Only functions. */
public final class UserName {

    /** The longest name. */
    public static final int MAX_CHARS = 128;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@+-]{0," + (MAX_CHARS - 1) + "}");

    private UserName() {}

    /** Whether a text can be somebody's name. */
    public static boolean isValid(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * The name itself.
     *
     * @throws IllegalArgumentException if it cannot be one; the message does not repeat it
     */
    public static String require(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("a user's name has 1 to " + MAX_CHARS
                    + " letters, digits or ._@+- and begins with a letter, a digit or _");
        }
        return text;
    }
}
