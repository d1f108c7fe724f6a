package dev.hearth.interpreter.scala;

import java.util.List;
import java.util.Optional;
import scala.tools.nsc.interpreter.IMain;

/** What became of a cell in the compiler. Immutable. */
sealed interface Compiled {
    /**
     * It can run.
     *
     * @param request the compiler's own record of it
     * @param definitions what it defines, an expression at its end included, in its order
     * @param result the last of those, if the cell ends in an expression or a strict definition
     */
    record Ready(
            IMain.Request request, List<Definition> definitions, Optional<Definition> result, List<Diagnostic> warnings)
            implements Compiled {
        /** The static type of the cell's value; empty without one. */
        String type() {
            return result.map(Definition::type).orElse("");
        }

        /** What the value of an expression at the cell's end is called; empty for a definition. */
        String resultName() {
            return result.map(Definition::name)
                    .filter(name -> name.matches("res\\d+"))
                    .orElse("");
        }
    }

    /** There is no code in it. */
    record Nothing() implements Compiled {}

    /** It is wrong; without errors if the compiler was told to give up. */
    record Rejected(List<Diagnostic> errors) implements Compiled {}
}
