package dev.hearth.interpreter.sql;

import dev.hearth.protocol.MimeBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a session knows of a name: a table with its columns, a column, a function. Confined to one call. */
final class SqlInspector {
    private final CatalogReader catalog;
    private final TextPlace place;

    SqlInspector(CatalogReader catalog, TextPlace place) {
        this.catalog = catalog;
        this.place = place;
    }

    /** Text and HTML of what is found, if anything is. */
    Optional<MimeBundle> find(boolean detailed) {
        if (place.quiet() || place.word().isEmpty()) {
            return Optional.empty();
        }
        List<String> path = new ArrayList<>(place.qualifier());
        path.add(place.word());
        return column(path)
                .or(() -> table(path, detailed))
                .or(() -> function(path))
                .map(text -> MimeBundle.builder()
                        .text(MimeBundle.TEXT_PLAIN, text)
                        .text("text/html", "<pre>" + Texts.html(text) + "</pre>")
                        .build());
    }

    private Optional<String> column(List<String> path) {
        for (NamedTable table : NamedTable.in(place.tokens())) {
            boolean alias = path.size() > 1 && table.alias().equalsIgnoreCase(path.get(0));
            boolean itself = path.size() == 1 && table.alias().equalsIgnoreCase(path.get(0));
            Optional<StructType> columns = catalog.columns(table.parts());
            if (itself && columns.isPresent()) {
                return Optional.of(describe(table.parts(), columns.get()));
            }
            Optional<StructField> field =
                    columns.flatMap(type -> CatalogReader.field(type, alias ? path.get(1) : path.get(0)));
            for (int i = alias ? 2 : 1; field.isPresent() && i < path.size(); i++) {
                field = CatalogReader.field(field.get().dataType(), path.get(i));
            }
            if (field.isPresent()) {
                return Optional.of("column of " + String.join(".", table.parts()) + "\n" + line(field.get(), 0));
            }
        }
        return Optional.empty();
    }

    private Optional<String> table(List<String> path, boolean detailed) {
        return catalog.columns(path).map(columns -> {
            StringBuilder text = new StringBuilder(describe(path, columns));
            if (detailed) {
                text.append('\n');
                for (Row row : catalog.describeTable(path)) {
                    text.append('\n').append(row.get(0)).append("  ").append(row.get(1) == null ? "" : row.get(1));
                }
            }
            return text.toString();
        });
    }

    private Optional<String> function(List<String> path) {
        List<String> lines = catalog.describeFunction(path);
        boolean unknown = lines.isEmpty() || lines.get(0).matches("(?s)Function: .* not found\\..*");
        return unknown ? Optional.empty() : Optional.of(String.join("\n", lines).strip());
    }

    private static String describe(List<String> name, StructType columns) {
        StringBuilder text = new StringBuilder("table ").append(String.join(".", name));
        int width = 0;
        for (StructField field : columns.fields()) {
            width = Math.max(width, Math.min(40, field.name().length()));
        }
        for (StructField field : columns.fields()) {
            text.append("\n  ").append(line(field, width));
        }
        return text.toString();
    }

    private static String line(StructField field, int width) {
        StringBuilder text = new StringBuilder(field.name());
        text.append(" ".repeat(Math.max(0, width - field.name().length())));
        text.append("  ").append(Texts.cut(field.dataType().simpleString(), 200));
        if (!field.nullable()) {
            text.append(" not null");
        }
        if (field.getComment().isDefined()) {
            text.append("  -- ").append(Texts.oneLine(field.getComment().get()));
        }
        return text.toString();
    }
}
