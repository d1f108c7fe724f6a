package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Names that a session knows, for completion and inspection. Only catalog commands, which run no job: a busy cluster does not
 * hold them up. What does not exist or may not be seen is empty. Confined to one call.
 */
final class CatalogReader {
    private static final int MOST = 1_000;

    private final SparkSession spark;

    CatalogReader(SparkSession spark) {
        this.spark = spark;
    }

    /** Tables and views, and in the current schema temporary views, whose names begin with {@code prefix}. */
    List<String> tables(List<String> schema, String prefix) {
        String where = schema.isEmpty() ? "" : " IN " + name(schema);
        return column("SHOW TABLES" + where + like(prefix), 1);
    }

    List<String> schemas(List<String> catalog, String prefix) {
        return column("SHOW SCHEMAS" + (catalog.isEmpty() ? "" : " IN " + name(catalog)) + like(prefix), 0);
    }

    /** Catalogs that the session has used or been told of. */
    List<String> catalogs() {
        return column("SHOW CATALOGS", 0);
    }

    /** Functions by name; those of a schema come with its name before. */
    List<String> functions() {
        return column("SHOW FUNCTIONS", 0);
    }

    /** The lines of {@code DESCRIBE FUNCTION EXTENDED}. */
    List<String> describeFunction(List<String> function) {
        return column("DESCRIBE FUNCTION EXTENDED " + name(function), 0);
    }

    /** The rows of {@code DESCRIBE TABLE EXTENDED}: name, value, comment. */
    List<Row> describeTable(List<String> table) {
        return orEmpty(() -> spark.sql("DESCRIBE TABLE EXTENDED " + name(table)).takeAsList(MOST));
    }

    /** The columns of a table or view. */
    Optional<StructType> columns(List<String> table) {
        try {
            return Optional.of(spark.table(name(table)).schema());
        } catch (Exception e) {
            keepInterrupt(e);
            return Optional.empty();
        }
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

    private static String name(List<String> parts) {
        return parts.stream().map(Texts::quoted).collect(Collectors.joining("."));
    }

    /** Spark's patterns know {@code *} and {@code |} alone; a prefix with anything else is not put into one. */
    private static String like(String prefix) {
        boolean plain = !prefix.isEmpty() && prefix.matches("[A-Za-z0-9_]+");
        return plain ? " LIKE '" + prefix.toLowerCase(Locale.ROOT) + "*'" : "";
    }

    private List<String> column(String command, int index) {
        List<String> values = new ArrayList<>();
        for (Row row : orEmpty(() -> spark.sql(command).takeAsList(MOST))) {
            if (row.length() > index && row.get(index) instanceof String value) {
                values.add(value);
            }
        }
        return values;
    }

    private static List<Row> orEmpty(Supplier<List<Row>> command) {
        try {
            return command.get();
        } catch (Exception e) {
            keepInterrupt(e);
            return List.of();
        }
    }

    /** Spark, being Scala, throws it undeclared. */
    private static void keepInterrupt(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }
}
