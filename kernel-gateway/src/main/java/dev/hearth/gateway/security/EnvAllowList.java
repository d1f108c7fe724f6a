package dev.hearth.gateway.security;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which variables a client may give to a session: {@code KERNEL_*} and the configured names. Others are left out, as
 * Jupyter's gateways do; a value that is not plain text is an error. Nothing here says who the caller is:
 * {@code KERNEL_USERNAME} is a variable like any other.
 *
 * <p>Immutable and thread-safe.
 */
public final class EnvAllowList {

    /** The longest value. */
    public static final int MAX_VALUE_CHARS = 4096;

    private static final int MAX_VARIABLES = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern KERNEL = Pattern.compile("KERNEL_[A-Za-z0-9_]{1,121}");

    private final Set<String> names;

    /**
     * Allows these names besides {@code KERNEL_*}.
     *
     * @throws IllegalArgumentException if one is not the name of a variable
     */
    public EnvAllowList(Collection<String> names) {
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of an environment variable: \"" + name + "\"");
            }
        }
        this.names = Set.copyOf(names);
    }

    /** Whether a client may set this variable. */
    public boolean allows(String name) {
        return names.contains(name) || KERNEL.matcher(name).matches();
    }

    /**
     * The allowed part.
     *
     * @param asked variables by name; values may be of any type, since they come from JSON
     * @throws GatewayException with {@code BAD_ENVIRONMENT} if there are too many, or an allowed one's value is not a
     *     string, is longer than {@value #MAX_VALUE_CHARS} characters, or has a dollar sign, back-tick, line break or
     *     NUL in it
     */
    public Map<String, String> filter(Map<String, ? extends @Nullable Object> asked) {
        if (asked.size() > MAX_VARIABLES) {
            throw new GatewayException(ErrorCode.BAD_ENVIRONMENT, "env has more than " + MAX_VARIABLES + " variables");
        }
        Map<String, String> passed = new TreeMap<>();
        asked.forEach((name, value) -> {
            if (allows(name)) {
                passed.put(name, plain(name, value));
            }
        });
        return passed;
    }

    private static String plain(String name, @Nullable Object value) {
        if (!(value instanceof String text)) {
            throw refused(name, "must be a string");
        }
        if (text.length() > MAX_VALUE_CHARS) {
            throw refused(name, "is longer than " + MAX_VALUE_CHARS + " characters");
        }
        if (text.chars().anyMatch(c -> c == '$' || c == '`' || c == '\n' || c == '\r' || c == 0)) {
            throw refused(name, "may not contain a dollar sign, back-tick, line break or NUL");
        }
        return text;
    }

    private static GatewayException refused(String name, String why) {
        return new GatewayException(
                ErrorCode.BAD_ENVIRONMENT, "the variable " + name + " in env " + why, Map.of("name", name));
    }
}
