package dev.hearth.gateway.security;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who sees and changes what. Every face passes each thing that it is about to show or touch through here.
 *
 * <p>The operator, who is {@link Caller#DEFAULT_OWNER}, is a superuser. Whoever may change a thing sees it; whoever sees it
 * may know of it.
 *
 * <p>Immutable and thread-safe.
 */
public final class Access {

    private final AccessRules rules;

    /** Each sees what is its own. */
    public Access() {
        this(AccessRules.defaults());
    }

    /** By these rules. */
    public Access(AccessRules rules) {
        this.rules = rules;
    }

    /** Whether a caller may know that there is such a thing, in lists that show what is others' too. */
    public boolean knows(Caller caller, Ownership thing) {
        return sees(caller, thing) || rules.scope() == Scope.LISTED;
    }

    /** Whether a caller may see what such a thing holds. */
    public boolean sees(Caller caller, Ownership thing) {
        return changes(caller, thing) || has(rules.viewUsers(), caller.owner());
    }

    /** Whether a caller may use, change and end such a thing. */
    public boolean changes(Caller caller, Ownership thing) {
        return thing.has(caller.owner())
                || rules.scope() == Scope.SHARED
                || has(rules.modifyUsers(), caller.owner())
                || isSuperuser(caller);
    }

    /** Whether a caller sees and does everything. */
    public boolean isSuperuser(Caller caller) {
        return caller.owner().equals(Caller.DEFAULT_OWNER) || has(rules.superusers(), caller.owner());
    }

    /** Whether a caller may use the gateway at all. */
    public boolean admits(Caller caller) {
        return has(rules.allowedUsers(), caller.owner())
                || has(rules.viewUsers(), caller.owner())
                || has(rules.modifyUsers(), caller.owner())
                || isSuperuser(caller);
    }

    /** Whether names of things are told apart by whose they are: nobody is to learn of another's by a name that is taken. */
    public boolean partsNames() {
        return rules.scope() == Scope.OWNER;
    }

    /**
     * Lets a caller pass to what it sees.
     *
     * @param notFound the very error that an unknown id gives
     */
    public void check(Caller caller, Ownership thing, Supplier<GatewayException> notFound) {
        if (!sees(caller, thing)) {
            throw notFound.get();
        }
    }

    /**
     * Lets a caller pass to what it may change.
     *
     * @param notFound the very error that an unknown id gives
     * @throws GatewayException with {@code FORBIDDEN} if the caller may see it and no more
     */
    public void checkChange(Caller caller, Ownership thing, Supplier<GatewayException> notFound) {
        check(caller, thing, notFound);
        if (!changes(caller, thing)) {
            throw seenOnly();
        }
    }

    /** The error for those who may look and no more. */
    public static GatewayException seenOnly() {
        return new GatewayException(ErrorCode.FORBIDDEN, "this is another's, and you may not change it");
    }

    /**
     * For whom a caller speaks, as Livy has it: without impersonation always for itself.
     *
     * @param doAs whom it names, or null
     * @throws GatewayException with {@code IMPERSONATION_REFUSED} if it may not speak for that one, {@code BAD_REQUEST} if
     *     that is no name
     */
    public Caller effective(Caller caller, @Nullable String doAs) {
        String name = impersonated(caller, doAs);
        return name == null ? caller : new Caller(name, caller.tokenId(), caller.kind());
    }

    /**
     * For whom a session is made that a caller asks for, as Livy has it: with impersonation there always is somebody, but for
     * the operator, who is no user.
     *
     * @param named whom it names, or null
     * @throws GatewayException as {@link #effective}
     */
    public @Nullable String proxyUser(Caller caller, @Nullable String named) {
        String name = impersonated(caller, named);
        return name == null && rules.impersonation() && !caller.owner().equals(Caller.DEFAULT_OWNER)
                ? caller.owner()
                : name;
    }

    private @Nullable String impersonated(Caller caller, @Nullable String name) {
        if (name == null || !rules.impersonation()) {
            return null;
        }
        if (!UserName.isValid(name)) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "requirement failed: this is no user's name to act for");
        }
        if (!name.equals(caller.owner()) && !isSuperuser(caller)) {
            throw new GatewayException(
                    ErrorCode.IMPERSONATION_REFUSED,
                    "User '" + caller.owner() + "' not allowed to impersonate 'Some(" + name + ")'.");
        }
        return name;
    }

    private static boolean has(List<String> names, String name) {
        return names.contains(name) || names.contains(AccessRules.EVERYONE);
    }
}
