package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Completion.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Candidates for the word at a place: columns of what the query names, tables, schemas, catalogs, functions, keywords,
 * parameters. What is likely at the place comes first. Confined to one call.
 */
final class SqlCompleter {
    private static final int MOST = 500;
    /** For so many functions it is told how they are called. */
    private static final int MOST_SIGNATURES = 100;

    private static final Set<String> BEFORE_SCHEMA = Set.of("USE", "SCHEMA", "DATABASE", "NAMESPACE", "IN");
    private static final Set<String> CLAUSES = Set.of(
            "SELECT", "FROM", "JOIN", "ON", "WHERE", "GROUP", "ORDER", "HAVING", "SET", "VALUES", "BY", "USING",
            "QUALIFY");

    private final CatalogReader catalog;
    private final TextPlace place;
    private final Parameters parameters;
    private final QueryScope scope;
    private final ScopeColumns columns;
    private final Map<String, Candidate> found = new LinkedHashMap<>();

    SqlCompleter(CatalogReader catalog, TextPlace place, Parameters parameters) {
        this.catalog = catalog;
        this.place = place;
        this.parameters = parameters;
        this.scope = QueryScope.at(place.tokens(), place.cursor());
        this.columns = new ScopeColumns(catalog);
    }

    List<Candidate> candidates() {
        if (!place.qualifier().isEmpty()) {
            qualified(place.qualifier());
        } else if (place.before().equals(":")) {
            parameters.names().forEach(name -> addName(name, "parameter"));
        } else if (wantsSchema()) {
            catalog.schemas(List.of()).forEach(name -> addName(name, "schema"));
            catalog.catalogs().forEach(name -> addName(name, "catalog"));
            keywords();
        } else if (place.before().equals("FUNCTION")) {
            functions(true);
        } else if (wantsTable()) {
            tables();
            tableFunctions();
            keywords();
        } else {
            columns();
            functions(false);
            keywords();
            if (!place.word().isEmpty()) {
                tables();
            }
        }
        return found.values().stream().limit(MOST).toList();
    }

    private boolean wantsSchema() {
        String before = place.before();
        // IN is also an operator: only SHOW … IN names a schema.
        boolean show = !place.tokens().isEmpty() && place.tokens().get(0).is("SHOW");
        return (BEFORE_SCHEMA.contains(before) && (!before.equals("IN") || show))
                || (before.equals("FROM") && show)
                || before.equals("CATALOG");
    }

    private boolean wantsTable() {
        if (SqlWords.BEFORE_TABLE.contains(place.before())) {
            return true;
        }
        return place.before().equals(",") && clause().equals("FROM");
    }

    /** The word that began the clause in which the place is. */
    private String clause() {
        String clause = "";
        List<Token> own = place.tokens()
                .subList(0, Math.min(place.cursor(), place.tokens().size()));
        int depth = 0;
        for (int i = own.size() - 1; i >= 0 && clause.isEmpty(); i--) {
            Token token = own.get(i);
            depth += token.symbol(')') ? 1 : token.symbol('(') ? -1 : 0;
            if (depth < 0) {
                return "";
            }
            if (depth == 0 && token.kind() == Token.Kind.WORD && CLAUSES.contains(token.upper())) {
                clause = token.upper();
            }
        }
        return clause.equals("JOIN") ? "FROM" : clause;
    }

    private void qualified(List<String> qualifier) {
        inside(qualifier);
        if (qualifier.size() <= 2) {
            catalog.tables(qualifier, place.word()).forEach(name -> addName(name, "table"));
        }
        if (qualifier.size() == 1) {
            catalog.schemas(qualifier).forEach(name -> addName(name, "schema"));
        }
        if (found.isEmpty()) {
            catalog.columns(qualifier).ifPresent(this::add);
        }
    }

    /** The columns of an alias, or the fields of a struct that the names lead to. */
    private void inside(List<String> path) {
        if (path.size() == 1) {
            for (Relation relation : scope.relations()) {
                if (relation.alias().equalsIgnoreCase(path.get(0))) {
                    columns.of(relation, scope).forEach(this::add);
                    return;
                }
            }
        }
        columns.find(path, scope).ifPresent(column -> {
            if (column.type() instanceof StructType struct) {
                add(struct);
            }
        });
    }

    private void columns() {
        for (Relation relation : scope.relations()) {
            columns.of(relation, scope).forEach(this::add);
        }
        columns.aliases(scope).forEach(this::add);
        for (Relation relation : scope.relations()) {
            addName(relation.alias(), "table");
        }
        catalog.variables()
                .forEach(variable -> addVariable(
                        variable.identifier().name(),
                        variable.currentValue().dataType().simpleString()));
    }

    private void tables() {
        scope.common().values().forEach(relation -> addName(relation.alias(), "table"));
        catalog.tables(List.of(), place.word()).forEach(name -> addName(name, "table"));
        catalog.schemas(List.of()).forEach(name -> addName(name, "schema"));
        catalog.catalogs().forEach(name -> addName(name, "catalog"));
    }

    private void tableFunctions() {
        add(List.of("range", "explode", "posexplode", "inline", "stack", "json_tuple").stream()
                .filter(name -> !place.word().isEmpty() && fits(name))
                .toList());
    }

    private void functions(boolean always) {
        if (place.word().isEmpty() && !always) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (String name : catalog.functions()) {
            String last = name.substring(name.lastIndexOf('.') + 1);
            if (last.matches("[A-Za-z_][A-Za-z0-9_]*") && fits(last)) {
                names.add(last);
            }
        }
        add(names);
    }

    private void add(List<String> functions) {
        List<String> told = functions.stream().distinct().limit(MOST_SIGNATURES).toList();
        List<String> signatures = told.isEmpty() ? List.of() : catalog.signatures(told);
        for (String name : functions) {
            int at = told.indexOf(name);
            add(new Candidate(name, "function", at >= 0 && at < signatures.size() ? signatures.get(at) : ""));
        }
    }

    private void keywords() {
        if (place.word().isEmpty()) {
            return;
        }
        boolean lower = Character.isLowerCase(place.word().charAt(0));
        for (String keyword : SqlKeywords.ALL) {
            if (fits(keyword)) {
                add(new Candidate(lower ? keyword.toLowerCase(Locale.ROOT) : keyword, "keyword", ""));
            }
        }
    }

    private void add(StructType fields) {
        for (StructField field : fields.fields()) {
            add(ScopeColumn.of(field));
        }
    }

    private void add(ScopeColumn column) {
        if (fits(column.name())) {
            add(new Candidate(written(column.name()), "column", Texts.cut(column.typeName(), 200)));
        }
    }

    private void addVariable(String name, String type) {
        if (fits(name)) {
            add(new Candidate(written(name), "variable", type));
        }
    }

    private void addName(String name, String type) {
        if (!name.isEmpty() && fits(name)) {
            add(new Candidate(written(name), type, ""));
        }
    }

    private void add(Candidate candidate) {
        found.putIfAbsent(candidate.text(), candidate);
    }

    private boolean fits(String name) {
        return name.regionMatches(true, 0, place.word(), 0, place.word().length());
    }

    /** In backticks where Spark would not read it as one name. */
    private static String written(String name) {
        boolean plain =
                name.matches("[A-Za-z_][A-Za-z0-9_]*") && !SqlWords.AFTER_TABLE.contains(name.toUpperCase(Locale.ROOT));
        return plain ? name : Texts.quoted(name);
    }
}
