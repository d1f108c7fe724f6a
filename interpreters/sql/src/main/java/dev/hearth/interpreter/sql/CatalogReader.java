package dev.hearth.interpreter.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.VariableDefinition;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Names that a session knows, for completion and inspection. Only the catalog is asked, which runs no job: a busy cluster
 * does not hold it up; and no longer than a {@link Lookups.Request} admits. What does not exist, may not be seen or does not
 * come in time is empty. Confined to one call.
 */
final class CatalogReader {
    /** So many first characters of a name are asked for; the rest of it chooses from the answer. */
    private static final int PREFIX = 2;

    private final Supplier<SparkSession> session;
    private final Lookups.Request request;

    CatalogReader(Supplier<SparkSession> session, Lookups.Request request) {
        this.session = session;
        this.request = request;
    }

    /** Tables and views, and in the current schema temporary views, whose names begin with {@code prefix}. */
    List<String> tables(List<String> schema, String prefix) {
        String begin = beginning(prefix);
        return ask(
                "tables " + name(schema) + " " + begin,
                () -> NameListing.tables(session.get(), schema, begin),
                List.of());
    }

    List<String> schemas(List<String> catalog) {
        return ask("schemas " + name(catalog), () -> NameListing.schemas(session.get(), catalog), List.of());
    }

    /** Catalogs that the session has used or been told of. */
    List<String> catalogs() {
        return ask("catalogs", () -> NameListing.catalogs(session.get()), List.of());
    }

    /** Functions by name. */
    List<String> functions() {
        return ask("functions", () -> NameListing.functions(session.get()), List.of());
    }

    /** How functions are called, in one line each; empty where nobody has said it. */
    List<String> signatures(List<String> functions) {
        return request.ask(
                "signatures " + String.join(" ", functions),
                () -> {
                    SparkSession spark = session.get();
                    return functions.stream()
                            .map(function -> FunctionUsage.signature(spark, function))
                            .toList();
                },
                List.of());
    }

    /** The lines of {@code DESCRIBE FUNCTION EXTENDED}. */
    List<String> describeFunction(List<String> function) {
        String command = "DESCRIBE FUNCTION EXTENDED " + name(function);
        return ask(command, () -> FunctionUsage.lines(session.get(), command), List.of());
    }

    /** What the catalog knows of a table or view. */
    Optional<TableFacts> table(List<String> table) {
        return ask("table " + name(table), () -> TableFacts.read(session.get(), table), Optional.empty());
    }

    /** The columns of a table or view. */
    Optional<StructType> columns(List<String> table) {
        return ask("columns " + name(table), () -> TableFacts.columns(session.get(), table), Optional.empty());
    }

    /** What is known of the size of a table, in words; empty if nothing. */
    String size(List<String> table) {
        return ask("size " + name(table), () -> TableFacts.size(session.get(), table), "");
    }

    /** Session variables. */
    List<VariableDefinition> variables() {
        return ask(
                "variables",
                () -> List.copyOf(SparkInside.variables(session.get()).values()),
                List.of());
    }

    /** A field of a struct, whatever the case of its name. */
    static Optional<StructField> field(DataType type, String name) {
        if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                if (field.name().equalsIgnoreCase(name)) {
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }

    static String name(List<String> parts) {
        return parts.stream().map(Texts::quoted).collect(Collectors.joining("."));
    }

    /** Spark's patterns know {@code *} and {@code |} alone; a prefix with anything else is not put into one. */
    private static String beginning(String prefix) {
        String begin = prefix.substring(0, Math.min(PREFIX, prefix.length()));
        return begin.matches("[A-Za-z0-9_]+") ? begin.toLowerCase(Locale.ROOT) : "";
    }

    private <T> T ask(String key, Callable<T> question, T otherwise) {
        return request.ask(key, question, otherwise);
    }
}
