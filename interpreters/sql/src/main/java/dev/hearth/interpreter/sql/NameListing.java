package dev.hearth.interpreter.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lists what catalogs have: Spark's own session catalog directly, which is far cheaper than a command; any other, and one
 * that somebody has put in its place, with commands. Stateless.
 */
final class NameListing {
    /** Names beyond these are not offered; a longer beginning of the name finds them. */
    private static final int MOST = 20_000;

    private static final String SESSION_CATALOG = "spark_catalog";

    private NameListing() {}

    /** Tables and views, and without a schema temporary views, whose names begin with {@code prefix}. */
    static List<String> tables(SparkSession spark, List<String> schema, String prefix) {
        boolean named = schema.size() == 2 && schema.get(0).equalsIgnoreCase(SESSION_CATALOG);
        Optional<SessionCatalog> own = schema.size() == 2 && !named ? Optional.empty() : own(spark, named);
        String name = schema.isEmpty() ? spark.catalog().currentDatabase() : schema.get(schema.size() - 1);
        if (own.isPresent() && own.get().databaseExists(name)) {
            List<String> tables = new ArrayList<>();
            CollectionConverters.asJava(own.get().listTables(name, prefix + "*", schema.isEmpty()))
                    .forEach(table -> tables.add(table.table()));
            return tables.size() > MOST ? tables.subList(0, MOST) : tables;
        }
        String where = schema.isEmpty() ? "" : " IN " + CatalogReader.name(schema);
        return column(spark, "SHOW TABLES" + where + like(prefix), 1);
    }

    static List<String> schemas(SparkSession spark, List<String> catalog) {
        boolean named = catalog.size() == 1 && catalog.get(0).equalsIgnoreCase(SESSION_CATALOG);
        Optional<SessionCatalog> own = catalog.isEmpty() || named ? own(spark, named) : Optional.empty();
        return own.isPresent()
                ? CollectionConverters.asJava(own.get().listDatabases())
                : column(spark, "SHOW SCHEMAS" + (catalog.isEmpty() ? "" : " IN " + CatalogReader.name(catalog)), 0);
    }

    static List<String> catalogs(SparkSession spark) {
        return column(spark, "SHOW CATALOGS", 0);
    }

    /** Functions of Spark, of the session and of the current schema. */
    static List<String> functions(SparkSession spark) {
        Optional<SessionCatalog> own = own(spark, false);
        if (own.isEmpty()) {
            return column(spark, "SHOW FUNCTIONS", 0);
        }
        List<String> names = new ArrayList<>();
        CollectionConverters.asJava(own.get().listFunctions(own.get().getCurrentDatabase()))
                .forEach(pair -> names.add(pair._1().funcName()));
        return names.stream().distinct().sorted().toList();
    }

    /** Spark's session catalog if that is what the session means by it, and by no catalog at all unless it is named. */
    private static Optional<SessionCatalog> own(SparkSession spark, boolean named) {
        String other = spark.conf().get("spark.sql.catalog." + SESSION_CATALOG, "builtin");
        boolean current = named || spark.catalog().currentCatalog().equals(SESSION_CATALOG);
        return other.equals("builtin") && current ? SparkInside.catalog(spark) : Optional.empty();
    }

    private static String like(String prefix) {
        return prefix.isEmpty() ? "" : " LIKE '" + prefix.toLowerCase(Locale.ROOT) + "*'";
    }

    private static List<String> column(SparkSession spark, String command, int index) {
        List<String> values = new ArrayList<>();
        for (Row row : spark.sql(command).takeAsList(MOST)) {
            if (row.length() > index && row.get(index) instanceof String value) {
                values.add(value);
            }
        }
        return values;
    }
}
