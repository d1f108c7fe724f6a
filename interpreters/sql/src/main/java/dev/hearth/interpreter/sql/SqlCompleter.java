package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Completion.Candidate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Candidates for the word at a place: columns of the tables that the statement names, tables, schemas, catalogs, functions,
 * keywords. What is likely at the place comes first. Confined to one call.
 */
final class SqlCompleter {
    private static final int MOST = 500;

    private final CatalogReader catalog;
    private final TextPlace place;
    private final List<NamedTable> tables;
    private final Map<String, Candidate> found = new LinkedHashMap<>();

    SqlCompleter(CatalogReader catalog, TextPlace place) {
        this.catalog = catalog;
        this.place = place;
        this.tables = NamedTable.in(place.tokens());
    }

    List<Candidate> candidates() {
        if (place.quiet()) {
            return List.of();
        }
        if (!place.qualifier().isEmpty()) {
            qualified(place.qualifier());
        } else if (SqlWords.BEFORE_TABLE.contains(place.before())) {
            tables();
            keywords();
        } else {
            columns();
            functions();
            keywords();
            if (!place.word().isEmpty()) {
                tables();
            }
        }
        return found.values().stream().limit(MOST).toList();
    }

    private void qualified(List<String> qualifier) {
        fields(qualifier).ifPresent(this::add);
        if (qualifier.size() <= 2) {
            catalog.tables(qualifier, place.word()).forEach(name -> addName(name, "table"));
        }
        if (qualifier.size() == 1) {
            catalog.schemas(qualifier, place.word()).forEach(name -> addName(name, "schema"));
        }
        if (found.isEmpty()) {
            catalog.columns(qualifier).ifPresent(this::add);
        }
    }

    /** The columns of an alias, or the fields of a struct that the names lead to. */
    private Optional<StructType> fields(List<String> path) {
        for (NamedTable table : tables) {
            boolean alias = table.alias().equalsIgnoreCase(path.get(0));
            Optional<StructType> columns = catalog.columns(table.parts());
            if (columns.isPresent()) {
                Optional<StructType> inside = descend(columns.get(), alias ? path.subList(1, path.size()) : path);
                if (inside.isPresent()) {
                    return inside;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<StructType> descend(StructType from, List<String> path) {
        DataType at = from;
        for (String name : path) {
            Optional<StructField> field = CatalogReader.field(at, name);
            if (field.isEmpty()) {
                return Optional.empty();
            }
            at = field.get().dataType();
        }
        return at instanceof StructType struct ? Optional.of(struct) : Optional.empty();
    }

    private void columns() {
        for (NamedTable table : tables) {
            catalog.columns(table.parts()).ifPresent(this::add);
        }
        for (NamedTable table : tables) {
            addName(table.alias(), "table");
        }
    }

    private void tables() {
        List<Token> tokens = place.tokens();
        for (int i = 1; i + 2 < tokens.size(); i++) {
            boolean common = tokens.get(i - 1).is("WITH") || tokens.get(i - 1).symbol(',');
            if (common && tokens.get(i + 1).is("AS") && tokens.get(i + 2).symbol('(')) {
                addName(TextPlace.plain(tokens.get(i)), "table");
            }
        }
        catalog.tables(List.of(), place.word()).forEach(name -> addName(name, "table"));
        catalog.schemas(List.of(), place.word()).forEach(name -> addName(name, "schema"));
        catalog.catalogs().forEach(name -> addName(name, "catalog"));
    }

    private void functions() {
        if (place.word().isEmpty()) {
            return;
        }
        for (String name : catalog.functions()) {
            String last = name.substring(name.lastIndexOf('.') + 1);
            if (last.matches("[a-z_][a-z0-9_]*") && fits(last)) {
                add(new Candidate(last, "function", ""));
            }
        }
    }

    private void keywords() {
        if (place.word().isEmpty()) {
            return;
        }
        boolean lower = Character.isLowerCase(place.word().charAt(0));
        for (String keyword : SqlWords.KEYWORDS) {
            if (fits(keyword)) {
                add(new Candidate(lower ? keyword.toLowerCase(Locale.ROOT) : keyword, "keyword", ""));
            }
        }
    }

    private void add(StructType fields) {
        for (StructField field : fields.fields()) {
            if (fits(field.name())) {
                add(new Candidate(
                        written(field.name()), "column", field.dataType().simpleString()));
            }
        }
    }

    private void addName(String name, String type) {
        if (fits(name)) {
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
