package dev.hearth.interpreter.sql;

import dev.hearth.protocol.MimeBundle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.catalog.VariableDefinition;
import org.apache.spark.sql.types.StructField;

/** What a session knows of a name: a column, a table, a function, a variable. Confined to one call. */
final class SqlInspector {
    /** What a table tells when nobody asks for more. */
    private static final Set<String> SHORT = Set.of("comment", "format", "partitioned by", "size", "properties");

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
        QueryScope scope = QueryScope.at(place.tokens(), place.cursor());
        return alias(path, scope, detailed)
                .or(() -> column(path, scope))
                .or(() -> table(path, detailed))
                .or(() -> variable(path))
                .or(() -> function(path));
    }

    /** A relation of the query by its alias, which is a table's own name where it has no other. */
    private Optional<MimeBundle> alias(List<String> path, QueryScope scope, boolean detailed) {
        if (path.size() > 1) {
            return Optional.empty();
        }
        for (Relation relation : scope.relations()) {
            boolean common = relation.parts().size() == 1
                    && scope.common().containsKey(relation.parts().get(0).toLowerCase(Locale.ROOT));
            if (!relation.alias().equalsIgnoreCase(path.get(0))) {
                continue;
            }
            if (!relation.parts().isEmpty() && !common) {
                return table(relation.parts(), detailed);
            }
            List<ScopeColumn> columns = new ScopeColumns(catalog).of(relation, scope);
            if (!columns.isEmpty()) {
                StringBuilder text = new StringBuilder("query ").append(relation.alias());
                columns.forEach(column -> text.append("\n  ").append(line(column)));
                return Optional.of(text(text.toString()));
            }
        }
        return Optional.empty();
    }

    private Optional<MimeBundle> column(List<String> path, QueryScope scope) {
        for (Relation relation : scope.relations()) {
            QueryScope alone = new QueryScope(scope.own(), List.of(relation), scope.common());
            Optional<ScopeColumn> found = new ScopeColumns(catalog).find(path, alone);
            if (found.isPresent()) {
                String of = relation.parts().isEmpty() ? relation.alias() : String.join(".", relation.parts());
                return Optional.of(text("column of " + of + "\n" + line(found.get())));
            }
        }
        return Optional.empty();
    }

    private Optional<MimeBundle> table(List<String> path, boolean detailed) {
        return catalog.table(path).map(table -> {
            Map<String, String> facts = new LinkedHashMap<>();
            table.facts().forEach((name, value) -> {
                if (detailed || SHORT.contains(name)) {
                    facts.put(name, value);
                }
            });
            String size = facts.containsKey("size") ? "" : catalog.size(path);
            if (!size.isEmpty()) {
                facts.put("size", size);
            }
            return TablePage.of(table.kind() + " " + String.join(".", path), table.columns(), facts);
        });
    }

    private Optional<MimeBundle> variable(List<String> path) {
        String name = path.get(path.size() - 1);
        for (VariableDefinition variable : catalog.variables()) {
            if (variable.identifier().name().equalsIgnoreCase(name)) {
                String type = variable.currentValue().dataType().simpleString();
                String value = Texts.cut(variable.currentValue().toString(), 1_000);
                return Optional.of(text("session variable " + name + " " + type + "\n" + value));
            }
        }
        return Optional.empty();
    }

    private Optional<MimeBundle> function(List<String> path) {
        List<String> lines = catalog.describeFunction(path);
        boolean unknown = lines.isEmpty() || lines.get(0).matches("(?s)Function: .* not found\\..*");
        return unknown
                ? Optional.empty()
                : Optional.of(text(String.join("\n", lines).strip()));
    }

    private static MimeBundle text(String text) {
        return MimeBundle.builder()
                .text(MimeBundle.TEXT_PLAIN, text)
                .text("text/html", "<pre>" + Texts.html(text) + "</pre>")
                .build();
    }

    private static String line(ScopeColumn column) {
        StructField field = column.field();
        return field == null ? column.name() : TablePage.line(field, column.name(), 0);
    }
}
