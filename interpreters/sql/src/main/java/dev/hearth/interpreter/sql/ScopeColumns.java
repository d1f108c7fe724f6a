package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/**
 * The columns of relations: from the catalog for tables, from its select list for a subquery. Types are known of what is a
 * table's column, and of nothing that is computed. Confined to one call.
 */
final class ScopeColumns {
    private static final int DEEPEST = 8;

    private final CatalogReader catalog;

    ScopeColumns(CatalogReader catalog) {
        this.catalog = catalog;
    }

    /** The columns of {@code relation} as {@code scope} sees it. */
    List<ScopeColumn> of(Relation relation, QueryScope scope) {
        return of(relation, scope, 0);
    }

    private List<ScopeColumn> of(Relation relation, QueryScope scope, int depth) {
        if (depth > DEEPEST) {
            return List.of();
        }
        List<ScopeColumn> columns = new ArrayList<>();
        if (!relation.body().isEmpty()) {
            columns.addAll(output(scope.inside(relation.body()), depth + 1, false));
        } else if (!relation.parts().isEmpty()) {
            Relation common = relation.parts().size() == 1
                    ? scope.common().get(relation.parts().get(0).toLowerCase(Locale.ROOT))
                    : null;
            if (common != null) {
                columns.addAll(of(common, scope, depth + 1));
            } else {
                catalog.columns(relation.parts()).ifPresent(schema -> {
                    for (StructField field : schema.fields()) {
                        columns.add(ScopeColumn.of(field));
                    }
                });
            }
        }
        return renamed(columns, relation.columns());
    }

    private static List<ScopeColumn> renamed(List<ScopeColumn> columns, List<String> names) {
        List<ScopeColumn> renamed = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            renamed.add(
                    i < columns.size()
                            ? columns.get(i).named(names.get(i))
                            : new ScopeColumn(names.get(i), null, null));
        }
        return names.isEmpty() ? columns : renamed;
    }

    /** The names that a query's select list gives with {@code AS} or without it. */
    List<ScopeColumn> aliases(QueryScope scope) {
        return output(scope, 0, true);
    }

    /** The columns that a query returns; of {@code aliasesOnly} those that are no columns of its relations. */
    private List<ScopeColumn> output(QueryScope scope, int depth, boolean aliasesOnly) {
        List<ScopeColumn> columns = new ArrayList<>();
        for (List<Token> item : SelectList.of(scope.own())) {
            int size = item.size();
            Token last = item.isEmpty() ? null : item.get(size - 1);
            if (last == null) {
                continue;
            }
            if (last.symbol('*') && (size == 1 || item.get(size - 2).symbol('.'))) {
                String of = size >= 3 ? TextPlace.plain(item.get(size - 3)) : "";
                if (!aliasesOnly) {
                    all(scope, of, depth, columns);
                }
            } else if (SelectList.isPath(item)) {
                if (!aliasesOnly) {
                    List<String> path = SelectList.path(item);
                    columns.add(
                            find(path, scope, depth).orElse(new ScopeColumn(path.get(path.size() - 1), null, null)));
                }
            } else if (SelectList.alias(item).isPresent()) {
                String alias = SelectList.alias(item).get();
                List<Token> named = SelectList.withoutAlias(item);
                Optional<ScopeColumn> same =
                        SelectList.isPath(named) ? find(SelectList.path(named), scope, depth) : Optional.empty();
                columns.add(same.map(column -> column.named(alias)).orElse(new ScopeColumn(alias, null, null)));
            }
        }
        return columns;
    }

    private void all(QueryScope scope, String alias, int depth, List<ScopeColumn> columns) {
        for (Relation relation : scope.relations()) {
            if (alias.isEmpty() || relation.alias().equalsIgnoreCase(alias)) {
                columns.addAll(of(relation, scope, depth + 1));
            }
        }
    }

    /** The column to which names lead: {@code [alias.]column[.field]…}. */
    Optional<ScopeColumn> find(List<String> path, QueryScope scope) {
        return find(path, scope, 0);
    }

    private Optional<ScopeColumn> find(List<String> path, QueryScope scope, int depth) {
        for (Relation relation : scope.relations()) {
            boolean alias = path.size() > 1 && relation.alias().equalsIgnoreCase(path.get(0));
            Optional<ScopeColumn> found =
                    inside(of(relation, scope, depth + 1), path.subList(alias ? 1 : 0, path.size()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<ScopeColumn> inside(List<ScopeColumn> columns, List<String> path) {
        for (ScopeColumn column : columns) {
            if (!column.name().equalsIgnoreCase(path.get(0))) {
                continue;
            }
            ScopeColumn at = column;
            for (String name : path.subList(1, path.size())) {
                DataType type = at.type();
                Optional<StructField> field = type == null ? Optional.empty() : CatalogReader.field(type, name);
                if (field.isEmpty()) {
                    return Optional.empty();
                }
                at = ScopeColumn.of(field.get());
            }
            return Optional.of(at);
        }
        return Optional.empty();
    }
}
