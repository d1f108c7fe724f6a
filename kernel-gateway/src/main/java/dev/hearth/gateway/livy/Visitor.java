package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Ownership;
import io.javalin.http.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request to Livy's paths, and for whom: {@code ?doAs=NAME} is looked at before anything else. For sessions and
 * batches alike. Immutable.
 */
final class Visitor {
    private static final String DO_AS = "doAs";

    private final Access access;
    private final Caller caller;
    private final Caller effective;
    private final @Nullable String doAs;

    private Visitor(Access access, Caller caller, @Nullable String doAs) {
        this.access = access;
        this.caller = caller;
        this.doAs = doAs;
        this.effective = access.effective(caller, doAs);
    }

    /**
     * Of a request.
     *
     * @throws GatewayException as {@link Access#effective}
     */
    static Visitor of(Access access, Context context) {
        return new Visitor(access, Callers.of(context), context.queryParam(DO_AS));
    }

    /** How much of a thing a route shows or touches. */
    enum Need {
        /** That it is there, and its state: what Livy tells everyone. */
        KNOW,
        /** What was said in it. */
        SEE,
        /** It is used, changed or ended. */
        CHANGE
    }

    /** Who makes what is made. */
    String owner() {
        return caller.owner();
    }

    /**
     * For whom it is made: whom the query names goes before whom the body names.
     *
     * @throws GatewayException as {@link Access#effective}
     */
    @Nullable
    String proxyUser(@Nullable String asked) {
        return access.proxyUser(caller, doAs == null ? asked : doAs);
    }

    /** Tells apart what those who send the same key mean. */
    String keyOwner() {
        return caller.equals(effective) ? caller.owner() : caller.owner() + '\0' + effective.owner();
    }

    /** Whose names are told apart from others' names: one text for all where they are not. */
    String namePlace() {
        return access.partsNames() ? caller.owner() : "";
    }

    boolean knows(Ownership thing) {
        return access.knows(effective, thing);
    }

    boolean sees(Ownership thing) {
        return access.sees(effective, thing);
    }

    /** Whether it is theirs, and not only for them to see. */
    boolean owns(Ownership thing) {
        return thing.owner().equals(effective.owner()) || effective.owner().equals(thing.proxyUser());
    }

    /**
     * Lets a request pass.
     *
     * @param notFound for things that the visitor knows nothing of
     * @throws GatewayException with {@code FORBIDDEN} for those that it knows of and no more
     */
    void check(Need need, Ownership thing, Supplier<GatewayException> notFound) {
        if (!knows(thing)) {
            throw notFound.get();
        }
        boolean passes =
                switch (need) {
                    case KNOW -> true;
                    case SEE -> access.sees(effective, thing);
                    case CHANGE -> access.changes(effective, thing);
                };
        if (!passes) {
            throw Access.seenOnly();
        }
    }
}
