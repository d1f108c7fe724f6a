package dev.hearth.interpreter.sql;

import java.util.List;
import org.apache.spark.sql.types.StructField;

/** A table in HTML, with its summary below. Everything that comes from the result is escaped. Stateless. */
final class HtmlTable {
    private HtmlTable() {}

    /** The HTML of {@code table} with at most {@code columnLimit} columns. */
    static String of(ResultTable table, int columnLimit) {
        StructField[] fields = table.schema().fields();
        int columns = Math.min(fields.length, columnLimit);
        boolean[] numeric = new boolean[columns];
        StringBuilder out = new StringBuilder("<table class=\"hearth-table\">\n<thead><tr>");
        for (int i = 0; i < columns; i++) {
            numeric[i] = ResultTable.numeric(fields[i]);
            head(out, fields[i], numeric[i]);
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (List<ShownCell> row : table.rows()) {
            out.append("<tr>");
            for (int i = 0; i < columns; i++) {
                cell(out, row.get(i), numeric[i]);
            }
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table>\n<p>").append(Texts.html(table.summary(columns)));
        out.append("</p>");
        // One row is sorted as it is.
        return (table.rows().size() > 1 ? out.append('\n').append(TableScript.HTML) : out).toString();
    }

    private static void head(StringBuilder out, StructField field, boolean numeric) {
        out.append("<th").append(numeric ? " class=\"hearth-number\"" : "").append(" title=\"");
        out.append(Texts.html(Texts.cut(field.dataType().simpleString(), 1_000)));
        if (field.getComment().isDefined()) {
            out.append(": ").append(Texts.html(Texts.cut(field.getComment().get(), 1_000)));
        }
        out.append("\">").append(Texts.html(field.name())).append("</th>");
    }

    private static void cell(StringBuilder out, ShownCell cell, boolean numeric) {
        if (cell.absent()) {
            out.append("<td class=\"hearth-null\"><em>NULL</em></td>");
            return;
        }
        String text = cell.text();
        boolean lines = text.indexOf('\n') >= 0;
        String style = numeric ? " style=\"text-align: right\"" : lines ? " style=\"white-space: pre-wrap\"" : "";
        out.append("<td").append(style).append('>').append(Texts.html(text)).append("</td>");
    }
}
