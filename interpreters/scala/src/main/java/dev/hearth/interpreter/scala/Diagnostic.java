package dev.hearth.interpreter.scala;

import java.util.List;

/**
 * One thing that the compiler said. Immutable.
 *
 * @param error whether it is an error; otherwise a warning
 * @param place the cell's name, line and column, both from 1: {@code cell 3:2:5}; empty if it has no place
 * @param message without shell-internal names; may have several lines
 * @param source the source line and below it a caret; empty if there is no place
 */
record Diagnostic(boolean error, String place, String message, List<String> source) {
    Diagnostic {
        source = List.copyOf(source);
    }

    /** The first line of the message behind its place: {@code cell 3:2:5: error: not found: value x}. */
    String headline() {
        return (place.isEmpty() ? "" : place + ": ") + (error ? "error: " : "warning: ") + message;
    }

    /** Everything, in lines. */
    String text() {
        return source.isEmpty() ? headline() : headline() + "\n" + String.join("\n", source);
    }
}
