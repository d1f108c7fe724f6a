package dev.hearth.gateway.security;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Who may see and do what, as the configuration says. A list may hold {@code *} for everyone. Immutable.
 *
 * @param scope what is known of others' sessions
 * @param superusers see and do everything, and make sessions for others
 * @param modifyUsers see and change all sessions
 * @param viewUsers see all sessions and change only their own
 * @param allowedUsers may use the gateway at all; those of the other lists may anyhow
 * @param impersonation whether a session may run for another than who asks for it
 */
public record AccessRules(
        Scope scope,
        List<String> superusers,
        List<String> modifyUsers,
        List<String> viewUsers,
        List<String> allowedUsers,
        boolean impersonation) {

    /** Stands for every user. */
    public static final String EVERYONE = "*";

    public AccessRules {
        Objects.requireNonNull(scope, "scope");
        superusers = checked("superusers", superusers);
        modifyUsers = checked("modify-users", modifyUsers);
        viewUsers = checked("view-users", viewUsers);
        allowedUsers = checked("allowed-users", allowedUsers);
    }

    /** Each sees what is its own, nobody more. */
    public static AccessRules defaults() {
        return new AccessRules(Scope.OWNER, List.of(), List.of(), List.of(), List.of(EVERYONE), false);
    }

    /** The names in all lists. */
    public Stream<String> names() {
        return Stream.of(superusers, modifyUsers, viewUsers, allowedUsers)
                .flatMap(List::stream)
                .filter(name -> !name.equals(EVERYONE));
    }

    private static List<String> checked(String key, List<String> names) {
        for (String name : names) {
            if (!name.equals(EVERYONE) && !UserName.isValid(name)) {
                throw new IllegalArgumentException(key + " has \"" + name + "\", which is no user's name");
            }
        }
        return List.copyOf(names);
    }
}
