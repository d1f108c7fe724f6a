package dev.hearth.interpreter.scala;

/** Cuts text to a length in bytes. Stateless. */
final class ResultText {
    private ResultText() {}

    /** {@code text}, or as many whole code points of it as fit into {@code limit} bytes of UTF-8, and a word that says so. */
    static String cut(String text, int limit) {
        return cut(text, limit, "");
    }

    /** The same with a word that says how to see the whole. */
    static String cut(String text, int limit, String more) {
        if (text.length() <= limit / 3) {
            return text;
        }
        int bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > limit) {
                return text.substring(0, end) + "\n… cut: " + end + " of " + text.length() + " characters shown" + more;
            }
            end += Character.charCount(codePoint);
        }
        return text;
    }
}
