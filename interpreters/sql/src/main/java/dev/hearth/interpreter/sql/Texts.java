package dev.hearth.interpreter.sql;

import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Small operations on text that is shown. Stateless. */
final class Texts {
    private Texts() {}

    /** The first {@code limit} characters of {@code text} with a mark, never half a code point. */
    static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int end = Math.max(0, limit - 1);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    /** Bytes of {@code text} in UTF-8. */
    static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** One line without control characters. */
    static String oneLine(String text) {
        StringBuilder line = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isISOControl(c)) {
                if (line != null) {
                    line.append(c);
                }
                continue;
            }
            line = line == null ? new StringBuilder(text.substring(0, i)) : line;
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(String.format("\\u%04x", (int) c));
            }
        }
        return line == null ? text : line.toString();
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

    /** {@code id bigint, name string}, as far as {@code limit} characters have room for it. */
    static String columns(StructType schema, int limit) {
        StringBuilder text = new StringBuilder();
        for (StructField field : schema.fields()) {
            if (text.length() > limit) {
                break;
            }
            text.append(text.length() == 0 ? "" : ", ").append(oneLine(cut(field.name(), limit)));
            text.append(' ').append(cut(field.dataType().simpleString(), limit));
        }
        return text.toString();
    }

    /** An identifier in backticks. */
    static String quoted(String identifier) {
        return '`' + identifier.replace("`", "``") + '`';
    }
}
