package dev.hearth.interpreter.sql;

/**
 * One statement of a cell: its text from the first to the last token that counts, without the semicolon. Immutable.
 *
 * @param text what Spark gets
 * @param start index of its first {@code char} in the cell
 */
record Statement(String text, int start) {
    int end() {
        return start + text.length();
    }
}
