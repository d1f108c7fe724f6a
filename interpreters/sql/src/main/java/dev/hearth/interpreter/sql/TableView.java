package dev.hearth.interpreter.sql;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.util.List;
import java.util.Locale;

/**
 * A table in the forms that clients know: {@code text/plain}, {@code text/html} and {@value #TABLE_JSON}.
 *
 * <p>The last is an object: {@code schema} (Spark's own JSON of the type), {@code rows} (an array of arrays, see {@link
 * CellReader} for the values), {@code truncated} (boolean: there are more rows), {@code truncatedBy} ({@code rows} or {@code
 * bytes}, absent if not truncated), {@code limit} (integer: the most rows that would have been shown, 0 for no bound but the
 * next), {@code byteLimit} (integer: bytes of rows after which no further row is taken), {@code valueLimit} (integer: the most
 * characters of one value), {@code cutCells} (integer: values of which only the beginning is here). All columns are in it,
 * also where text and HTML have fewer. Immutable.
 */
final class TableView {
    /** The MIME type of a table for programs. */
    static final String TABLE_JSON = "application/vnd.hearth.table+json";

    private final int columnLimit;

    TableView(int columnLimit) {
        this.columnLimit = columnLimit;
    }

    MimeBundle show(ResultTable table) {
        MimeBundle.Builder bundle = MimeBundle.builder();
        if (table.isDocument()) {
            String document = table.rows().get(0).get(0).text();
            bundle.text(MimeBundle.TEXT_PLAIN, document).text("text/html", "<pre>" + Texts.html(document) + "</pre>");
        } else {
            bundle.text(MimeBundle.TEXT_PLAIN, PlainTable.of(table, columnLimit))
                    .text("text/html", HtmlTable.of(table, columnLimit));
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
        object.put("limit", table.limits().rows());
        object.put("byteLimit", table.limits().bytes());
        object.put("valueLimit", table.limits().value());
        object.put("cutCells", table.cutCells());
        return Json.write(object);
    }
}
