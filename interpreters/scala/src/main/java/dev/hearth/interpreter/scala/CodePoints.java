package dev.hearth.interpreter.scala;

/** Converts places in text between the protocol's code points and Java's UTF-16 units. Stateless. */
final class CodePoints {
    private CodePoints() {}

    /** The UTF-16 offset of a code point offset; places outside the text are moved to its ends. */
    static int toUtf16(String text, int codePoints) {
        int units = 0;
        for (int left = codePoints; left > 0 && units < text.length(); left--) {
            units += Character.charCount(text.codePointAt(units));
        }
        return units;
    }

    /** The code point offset of a UTF-16 offset. */
    static int fromUtf16(String text, int units) {
        return text.codePointCount(0, Math.max(0, Math.min(units, text.length())));
    }
}
