package dev.hearth.interpreter.sql;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.StructField;

/**
 * A table in the forms that clients know: {@code text/plain}, {@code text/html} and {@value #TABLE_JSON}.
 *
 * <p>The last is an object: {@code schema} (Spark's own JSON of the type), {@code rows} (an array of arrays, see {@link
 * CellReader} for the values), {@code truncated} (boolean: there are more rows), {@code truncatedBy} ({@code rows} or {@code
 * bytes}, absent if not truncated), {@code limit} (integer: the most rows that would have been shown), {@code cutCells}
 * (integer: values of which only the beginning is here). Immutable.
 */
final class TableView {
    /** The MIME type of a table for programs. */
    static final String TABLE_JSON = "application/vnd.hearth.table+json";

    private final int columnWidth;

    TableView(int columnWidth) {
        this.columnWidth = columnWidth;
    }

    MimeBundle show(ResultTable table) {
        MimeBundle.Builder bundle = MimeBundle.builder();
        if (table.isDocument()) {
            String document = table.rows().get(0).get(0).text();
            bundle.text(MimeBundle.TEXT_PLAIN, document).text("text/html", "<pre>" + Texts.html(document) + "</pre>");
        } else {
            bundle.text(MimeBundle.TEXT_PLAIN, plain(table)).text("text/html", html(table));
        }
        return bundle.json(TABLE_JSON, json(table)).build();
    }

    /** As {@link #show}, but a single value stands alone. */
    MimeBundle showValue(ResultTable table) {
        if (table.rows().size() != 1 || table.schema().length() != 1) {
            return show(table);
        }
        return MimeBundle.builder()
                .text(MimeBundle.TEXT_PLAIN, table.rows().get(0).get(0).text())
                .json(TABLE_JSON, json(table))
                .build();
    }

    private String plain(ResultTable table) {
        StructField[] fields = table.schema().fields();
        int[] widths = new int[fields.length];
        String[] names = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            names[i] = Texts.cut(Texts.oneLine(fields[i].name()), columnWidth);
            widths[i] = length(names[i]);
        }
        String[][] lines = new String[table.rows().size()][fields.length];
        for (int r = 0; r < lines.length; r++) {
            List<ShownCell> row = table.rows().get(r);
            for (int i = 0; i < fields.length; i++) {
                // Cut before escaping too: a cell may be thousands of times wider than its column.
                String wide = Texts.cut(row.get(i).text(), columnWidth + 1);
                lines[r][i] = Texts.cut(Texts.oneLine(wide), columnWidth);
                widths[i] = Math.max(widths[i], length(lines[r][i]));
            }
        }
        StringBuilder out = new StringBuilder();
        boolean[] right = new boolean[fields.length];
        for (int i = 0; i < fields.length; i++) {
            right[i] = ResultTable.numeric(fields[i]);
        }
        line(out, names, widths, right);
        for (int i = 0; i < fields.length; i++) {
            out.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
        }
        out.append('\n');
        for (String[] cells : lines) {
            line(out, cells, widths, right);
        }
        return out.append('(').append(table.summary()).append(')').toString();
    }

    private static void line(StringBuilder out, String[] cells, int[] widths, boolean[] right) {
        for (int i = 0; i < cells.length; i++) {
            String space = " ".repeat(widths[i] - length(cells[i]));
            out.append(i == 0 ? "" : " | ");
            boolean last = i == cells.length - 1;
            out.append(right[i] ? space + cells[i] : last ? cells[i] : cells[i] + space);
        }
        out.append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String html(ResultTable table) {
        StructField[] fields = table.schema().fields();
        StringBuilder out = new StringBuilder("<table class=\"hearth-table\">\n<thead><tr>");
        for (StructField field : fields) {
            out.append("<th title=\"")
                    .append(Texts.html(field.dataType().simpleString()))
                    .append("\">")
                    .append(Texts.html(field.name()))
                    .append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (List<ShownCell> row : table.rows()) {
            out.append("<tr>");
            for (int i = 0; i < fields.length; i++) {
                ShownCell cell = row.get(i);
                out.append(ResultTable.numeric(fields[i]) ? "<td style=\"text-align: right\">" : "<td>");
                out.append(cell.absent() ? "<em>NULL</em>" : Texts.html(cell.text()))
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        return out.append("</tbody>\n</table>\n<p>")
                .append(Texts.html(table.summary()))
                .append("</p>")
                .toString();
    }

    private static RawJson json(ResultTable table) {
        ObjectNode object = Json.object();
        object.set("schema", Json.parse(RawJson.of(table.schema().json())));
        ArrayNode rows = object.putArray("rows");
        for (List<ShownCell> row : table.rows()) {
            ArrayNode cells = rows.addArray();
            row.forEach(cell -> cells.add(cell.json()));
        }
        object.put("truncated", table.truncated());
        if (table.truncated()) {
            object.put("truncatedBy", table.cutBy().name().toLowerCase(Locale.ROOT));
        }
        object.put("limit", table.limit());
        object.put("cutCells", table.cutCells());
        return Json.write(object);
    }
}
