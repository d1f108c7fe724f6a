package dev.hearth.interpreter.scala;

import java.util.regex.Pattern;

/**
 * One thing that a cell defines or does, as a Scala shell tells of it. Immutable.
 *
 * @param name as the user writes it; empty for imports and assignments
 * @param type the static type of a value; empty for anything else
 * @param head what the shell says of it: {@code val n: Int}, {@code def f(x: Int): Int}, {@code import scala.util.Try}
 * @param member the method that reads it from the cell's object; empty if there is no value to read, or a lazy one
 * @param boxedAs the value class whose content the method returns; empty as a rule
 * @param shown whether the shell tells of it at all: not of what is private, nor of an expression of type Unit
 */
record Definition(String name, String type, String head, String member, String boxedAs, boolean shown) {
    private static final Pattern MADE_UP = Pattern.compile("(res|\\$ires)\\d+");

    /** Something without a value. */
    static Definition of(String name, String head, boolean shown) {
        return new Definition(name, "", head, "", "", shown);
    }

    /** Whether {@code name} is one that the compiler's shell makes up for a value without a name. */
    static boolean isMadeUp(String name) {
        return MADE_UP.matcher(name).matches();
    }

    boolean hasValue() {
        return !member.isEmpty();
    }
}
