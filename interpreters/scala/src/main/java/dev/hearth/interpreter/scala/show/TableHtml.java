package dev.hearth.interpreter.scala.show;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table as HTML within a limit. Stateless. */
final class TableHtml {
    private TableHtml() {}

    /**
     * Writes as many rows as fit into {@code limit} bytes, and below them a line that says how many.
     *
     * @param hint how to get the rest, as the end of a sentence; may be empty
     */
    static String write(Table table, int limit, String hint) {
        StringBuilder out = new StringBuilder("<table class=\"hearth-table\">\n<thead><tr>");
        for (Table.Column column : table.columns()) {
            out.append(column.type().isEmpty() ? "<th>" : "<th title=\"" + Texts.html(column.type()) + "\">");
            out.append(Texts.html(column.name())).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        int bytes = Texts.bytes(out);
        int shown = 0;
        for (List<@Nullable String> row : table.rows()) {
            String line = line(table, row);
            bytes += Texts.bytes(line);
            if (bytes > limit) {
                break;
            }
            out.append(line);
            shown++;
        }
        out.append("</tbody>\n</table>\n<p>").append(Texts.html(table.summary(shown)));
        if (shown < table.rows().size()) {
            out.append(", which is what fits into ").append(limit).append(" bytes");
        }
        if (table.cut(shown) && !hint.isEmpty()) {
            out.append("; ").append(Texts.html(hint));
        }
        return out.append("</p>").toString();
    }

    private static String line(Table table, List<@Nullable String> row) {
        StringBuilder line = new StringBuilder("<tr>");
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            line.append(table.columns().get(i).number() ? "<td style=\"text-align: right\">" : "<td>")
                    .append(cell == null ? "<em>null</em>" : Texts.html(cell))
                    .append("</td>");
        }
        return line.append("</tr>\n").toString();
    }
}
