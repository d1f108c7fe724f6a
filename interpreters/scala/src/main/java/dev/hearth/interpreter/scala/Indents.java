package dev.hearth.interpreter.scala;

/** Guesses how the next line of unfinished code begins. Stateless. */
final class Indents {
    private static final String STEP = "  ";

    private Indents() {}

    /** The indent of the last line with something in it, one step deeper if that line opens something. */
    static String after(String code) {
        String last = "";
        for (String line : code.split("\n", -1)) {
            if (!line.isBlank()) {
                last = line;
            }
        }
        String indent = last.substring(0, last.length() - last.stripLeading().length());
        String end = last.strip();
        boolean opens =
                end.endsWith("{") || end.endsWith("(") || end.endsWith("[") || end.endsWith("=") || end.endsWith("=>");
        return opens ? indent + STEP : indent;
    }
}
