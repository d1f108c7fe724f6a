package dev.hearth.interpreter.scala;

import java.util.List;
import scala.tools.nsc.interpreter.IMain;

/** What became of a cell in the compiler. Immutable. */
sealed interface Compiled {
    /**
     * It can run.
     *
     * @param request the compiler's own record of it
     * @param hasValue whether it ends in an expression or a strict definition
     * @param type the static type of that; empty without
     */
    record Ready(IMain.Request request, boolean hasValue, String type, List<Diagnostic> warnings) implements Compiled {}

    /** There is no code in it. */
    record Nothing() implements Compiled {}

    /** It is wrong; without errors if the compiler was told to give up. */
    record Rejected(List<Diagnostic> errors) implements Compiled {}
}
