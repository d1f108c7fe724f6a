package dev.hearth.interpreter.python;

import java.util.Optional;

/**
 * What the thread of a cell waits for.
 *
 * @param body the frame's sections; empty if the child is gone
 */
record RunEvent(Kind kind, Optional<Sections> body) {
    enum Kind {
        /** The cell asks for input. */
        ASKED,
        /** The cell ended. */
        DONE,
        /** The child is gone. */
        GONE
    }
}
