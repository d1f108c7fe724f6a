package dev.hearth.interpreter.sql;

/** Exceptions that are checked here and not in Scala, on their way through Scala's code. Stateless. */
final class Thrown {
    private Thrown() {}

    /** Throws {@code e} as it is; the result is for the compiler's sake. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> E unchecked(Throwable e) throws E {
        throw (E) e;
    }
}
