package dev.hearth.interpreter.scala.show;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import scala.runtime.ScalaRunTime;

/** Texts of values. Stateless. */
final class Texts {
    private static final int SHOWN_ELEMENTS = 100;

    private Texts() {}

    /** A value in a cell of a table: text as it is, everything else as Scala writes it. */
    static @Nullable String cell(@Nullable Object value, int limit) {
        if (value == null) {
            return null;
        }
        return cut(
                value instanceof CharSequence ? value.toString() : ScalaRunTime.stringOf(value, SHOWN_ELEMENTS), limit);
    }

    /** The first {@code limit} characters with a mark, never half a code point. */
    static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int end = limit > 1 && Character.isHighSurrogate(text.charAt(limit - 2)) ? limit - 2 : limit - 1;
        return text.substring(0, end) + "…";
    }

    /** Text as it may stand between tags and in quoted attributes. */
    static String html(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return out.toString();
    }

    static int bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
