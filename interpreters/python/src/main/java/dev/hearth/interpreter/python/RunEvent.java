package dev.hearth.interpreter.python;

/**
 * What the thread of a cell waits for.
 *
 * @param body the frame's sections; none if the child is gone
 */
record RunEvent(Kind kind, Sections body) {
    enum Kind {
        /** The cell asks for input. */
        ASKED,
        /** The cell ended. */
        DONE,
        /** The child is gone. */
        GONE
    }
}
