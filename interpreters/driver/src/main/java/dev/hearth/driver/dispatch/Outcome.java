package dev.hearth.driver.dispatch;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.protocol.Language;
import java.util.List;
import java.util.Map;

/** What a cell became. Immutable. */
record Outcome(ExecutionResult result, Map<String, ExpressionResult> expressions) {
    static Outcome of(ExecutionResult result) {
        return new Outcome(result, Map.of());
    }

    static Outcome interrupted(Language language) {
        String ename = language == Language.PYTHON ? "KeyboardInterrupt" : "Interrupted";
        return of(new ExecutionResult.Interrupted(ename, "the cell was interrupted", List.of(ename)));
    }

    static Outcome failed(String ename, String evalue) {
        return of(new ExecutionResult.Failed(ename, evalue, List.of(ename + ": " + evalue)));
    }
}
