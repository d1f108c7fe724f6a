package dev.hearth.gateway.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whom the gateway knows besides its operator, and the tokens that the configuration gives them. Immutable and thread-safe. */
public final class Users {

    private record Known(String name, String hash) {}

    private final boolean anybody;
    private final Set<String> names;
    private final List<Known> tokens;

    private Users(boolean anybody, Map<String, List<String>> hashes) {
        this.anybody = anybody;
        this.names = Set.copyOf(hashes.keySet());
        List<Known> all = new ArrayList<>();
        hashes.forEach((name, each) -> each.forEach(hash -> all.add(new Known(name, hash))));
        this.tokens = List.copyOf(all);
    }

    /**
     * These users and nobody else.
     *
     * @param hashes {@link Secret#hash} of each one's tokens by name
     */
    public static Users of(Map<String, List<String>> hashes) {
        return new Users(false, hashes);
    }

    /** Whomever a stored token names: for where the configuration is not known. */
    public static Users anybody() {
        return new Users(true, Map.of());
    }

    /** Whether there is such a user; the operator always is. */
    public boolean knows(String name) {
        return anybody || name.equals(Caller.DEFAULT_OWNER) || names.contains(name);
    }

    /** Whose token has this hash. How long that takes says nothing. */
    Optional<String> ofHash(String hash) {
        String found = null;
        for (Known each : tokens) {
            if (Secret.same(each.hash(), hash)) {
                found = each.name();
            }
        }
        return Optional.ofNullable(found);
    }
}
