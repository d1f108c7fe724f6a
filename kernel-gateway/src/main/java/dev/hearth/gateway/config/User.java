package dev.hearth.gateway.config;

import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.UserName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Somebody whom the gateway knows. Immutable.
 *
 * @param name under which what is theirs is kept; the owner of sessions
 * @param tokens SHA-256 of each token that is theirs, 64 hexadecimal digits in lower case; besides these there are
 *     those that {@code hearth token new --user} makes
 */
public record User(@MapKey String name, List<String> tokens) {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public User {
        tokens = List.copyOf(tokens);
        if (!name.isEmpty()) { // empty in the defaults alone
            UserName.require(name);
        }
        if (name.equals(Caller.DEFAULT_OWNER)) {
            throw new IllegalArgumentException("this name is the gateway's own");
        }
        if (!tokens.stream().allMatch(each -> HASH.matcher(each).matches())) {
            // What was found is not shown: it may be a token.
            throw new IllegalArgumentException(
                    "tokens must hold the SHA-256 of tokens, 64 digits 0-9 a-f each, and never a token itself");
        }
    }

    /** Nobody yet. */
    public static User defaults() {
        return new User("", List.of());
    }

    @Override
    public String toString() {
        return "User[name=" + name + ", " + tokens.size() + " tokens]";
    }
}
