package dev.hearth.interpreter;

import dev.hearth.protocol.MimeBundle;
import java.util.List;

/** The value of one of {@code user_expressions}. Immutable. */
public sealed interface ExpressionResult {
    /** The expression has a value. */
    record Value(MimeBundle bundle) implements ExpressionResult {}

    /** The expression failed; fields as in {@link ExecutionResult.Failed}. */
    record Failed(String ename, String evalue, List<String> traceback) implements ExpressionResult {
        public Failed {
            traceback = List.copyOf(traceback);
        }
    }
}
