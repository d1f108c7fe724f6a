package dev.hearth.interpreter.sql;

import dev.hearth.protocol.MimeBundle;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What inspection shows of a table: its columns, then what else is known. Stateless. */
final class TablePage {
    private static final int MOST_COLUMNS = 500;
    private static final int MOST_VALUE = 2_000;

    private TablePage() {}

    static MimeBundle of(String title, StructType columns, Map<String, String> facts) {
        return MimeBundle.builder()
                .text(MimeBundle.TEXT_PLAIN, plain(title, columns, facts))
                .text("text/html", html(title, columns, facts))
                .build();
    }

    private static String plain(String title, StructType columns, Map<String, String> facts) {
        StringBuilder text = new StringBuilder(title);
        int width = 0;
        for (StructField field : columns.fields()) {
            width = Math.max(width, Math.min(40, field.name().length()));
        }
        for (int i = 0; i < Math.min(columns.length(), MOST_COLUMNS); i++) {
            text.append("\n  ").append(line(columns.fields()[i], columns.fields()[i].name(), width));
        }
        more(text, columns, "\n  ");
        facts.forEach(
                (name, value) -> text.append('\n').append(name).append(": ").append(Texts.cut(value, MOST_VALUE)));
        return text.toString();
    }

    private static void more(StringBuilder text, StructType columns, String before) {
        if (columns.length() > MOST_COLUMNS) {
            text.append(before)
                    .append("and ")
                    .append(columns.length() - MOST_COLUMNS)
                    .append(" more columns");
        }
    }

    /** {@code name  type not null  -- comment}. */
    static String line(StructField field, String name, int width) {
        StringBuilder text = new StringBuilder(name);
        text.append(" ".repeat(Math.max(0, width - name.length())));
        text.append("  ").append(Texts.cut(field.dataType().simpleString(), 200));
        if (!field.nullable()) {
            text.append(" not null");
        }
        if (field.getComment().isDefined()) {
            text.append("  -- ").append(Texts.oneLine(field.getComment().get()));
        }
        return text.toString();
    }

    private static String html(String title, StructType columns, Map<String, String> facts) {
        StringBuilder text = new StringBuilder("<b>").append(Texts.html(title)).append("</b>\n<table>");
        for (int i = 0; i < Math.min(columns.length(), MOST_COLUMNS); i++) {
            StructField field = columns.fields()[i];
            String comment = field.getComment().isDefined() ? field.getComment().get() : "";
            String type = Texts.cut(field.dataType().simpleString(), 200) + (field.nullable() ? "" : " not null");
            row(text, field.name(), type, comment);
        }
        text.append("</table>\n");
        more(text, columns, "");
        if (!facts.isEmpty()) {
            text.append("<table>");
            facts.forEach((name, value) -> row(text, name, Texts.cut(value, MOST_VALUE)));
            text.append("</table>");
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("<tr>");
        for (String cell : cells) {
            text.append("<td>").append(Texts.html(cell)).append("</td>");
        }
        text.append("</tr>\n");
    }
}
