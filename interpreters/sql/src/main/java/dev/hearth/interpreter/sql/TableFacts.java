package dev.hearth.interpreter.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a catalog knows of a table or view without reading its data. Immutable.
 *
 * @param kind {@code table}, {@code view} or {@code temporary view}
 * @param facts by what they say; the more telling ones first
 */
record TableFacts(String kind, StructType columns, Map<String, String> facts) {
    private static final String SESSION_CATALOG = "spark_catalog";

    static Optional<TableFacts> read(SparkSession spark, List<String> table) {
        Optional<CatalogTable> known = inSessionCatalog(spark, table);
        Optional<StructType> columns = columns(spark, table);
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(known.map(metadata -> of(metadata, columns.get()))
                .orElseGet(() -> new TableFacts("table", columns.get(), described(spark, table))));
    }

    /** The columns of a table or view; of one that only its own format knows, by asking that. */
    static Optional<StructType> columns(SparkSession spark, List<String> table) {
        Optional<StructType> known =
                inSessionCatalog(spark, table).map(CatalogTable::schema).filter(schema -> schema.length() > 0);
        if (known.isPresent()) {
            return known;
        }
        try {
            return Optional.of(spark.table(CatalogReader.name(table)).schema());
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    /** Looks where no file of the table is listed; temporary views stand there too. */
    private static Optional<CatalogTable> inSessionCatalog(SparkSession spark, List<String> table) {
        Optional<SessionCatalog> catalog = SparkInside.catalog(spark);
        boolean named = table.size() == 3 && table.get(0).equalsIgnoreCase(SESSION_CATALOG);
        List<String> parts = named ? table.subList(1, 3) : table;
        if (catalog.isEmpty() || parts.size() > 2) {
            return Optional.empty();
        }
        String last = parts.get(parts.size() - 1);
        boolean temporary = parts.size() == 1 && catalog.get().getTempView(last).isDefined();
        if (!named && !temporary && !spark.catalog().currentCatalog().equals(SESSION_CATALOG)) {
            return Optional.empty();
        }
        try {
            Option<String> schema = parts.size() == 2 ? Option.apply(parts.get(0)) : Option.empty();
            return Optional.of(catalog.get().getTempViewOrPermanentTableMetadata(new TableIdentifier(last, schema)));
        } catch (Exception | LinkageError e) {
            return Optional.empty();
        }
    }

    private static TableFacts of(CatalogTable table, StructType columns) {
        String type = table.tableType().name();
        boolean temporary = table.identifier().database().isEmpty() || type.equals("TEMPORARY");
        String kind = !type.equals("VIEW") ? "table" : temporary ? "temporary view" : "view";
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "comment", table.comment());
        put(facts, "format", table.provider());
        if (!table.partitionColumnNames().isEmpty()) {
            facts.put("partitioned by", String.join(", ", CollectionConverters.asJava(table.partitionColumnNames())));
        }
        if (table.stats().isDefined()) {
            facts.put("size", size(table));
        }
        Map<String, String> properties = new TreeMap<>(CollectionConverters.asJava(table.properties()));
        properties.keySet().removeIf(key -> key.startsWith("view.") || key.startsWith("spark.sql."));
        if (!properties.isEmpty()) {
            facts.put("properties", properties.toString().replaceAll("^\\{|\\}$", ""));
        }
        put(facts, "query", table.viewText());
        put(facts, "location", table.storage().locationUri().map(java.net.URI::toString));
        if (!temporary) {
            facts.put("type", type.toLowerCase(Locale.ROOT));
            facts.put("owner", table.owner());
            facts.put("created", Instant.ofEpochMilli(table.createTime()).toString());
        }
        facts.values().removeIf(String::isEmpty);
        return new TableFacts(kind, columns, facts);
    }

    private static void put(Map<String, String> facts, String name, Option<String> value) {
        if (value.isDefined()) {
            facts.put(name, value.get());
        }
    }

    private static String size(CatalogTable table) {
        var stats = table.stats().get();
        String rows = stats.rowCount().isDefined() ? ", " + stats.rowCount().get() + " rows" : "";
        return bytes(stats.sizeInBytes().bigInteger().longValue()) + rows;
    }

    /** What stands behind the columns in {@code DESCRIBE TABLE EXTENDED}, for tables of other catalogs. */
    private static Map<String, String> described(SparkSession spark, List<String> table) {
        Map<String, String> facts = new LinkedHashMap<>();
        boolean behind = false;
        try {
            for (Row row : spark.sql("DESCRIBE TABLE EXTENDED " + CatalogReader.name(table))
                    .takeAsList(1_000)) {
                String name = String.valueOf(row.get(0)).strip();
                behind |= name.startsWith("#") || name.isEmpty();
                if (behind && !name.isEmpty() && !name.startsWith("#") && row.get(1) != null) {
                    facts.put(name.toLowerCase(Locale.ROOT), row.get(1).toString());
                }
            }
        } catch (Exception e) {
            return facts;
        }
        return facts;
    }

    /**
     * The size of a table that nobody has analyzed, as Spark's planner sees it: of a table of files without partitions the
     * files' own. Empty for all others.
     */
    static String size(SparkSession spark, List<String> table) {
        try {
            Optional<CatalogTable> known = inSessionCatalog(spark, table);
            boolean files = known.isPresent()
                    && known.get().provider().isDefined()
                    && known.get().partitionColumnNames().isEmpty()
                    && !known.get().tableType().name().equals("VIEW");
            if (!files
                    || !(spark.table(CatalogReader.name(table))
                            instanceof org.apache.spark.sql.classic.Dataset<?> frame)) {
                return "";
            }
            var size =
                    frame.queryExecution().optimizedPlan().stats().sizeInBytes().bigInteger();
            return size.bitLength() > 62 ? "" : bytes(size.longValue());
        } catch (Exception | LinkageError e) {
            return "";
        }
    }

    private static String bytes(long size) {
        List<String> units = new ArrayList<>(List.of("bytes", "KiB", "MiB", "GiB", "TiB", "PiB"));
        double value = size;
        while (value >= 1024 && units.size() > 1) {
            value /= 1024;
            units.remove(0);
        }
        return units.get(0).equals("bytes")
                ? size + " bytes"
                : String.format(Locale.ROOT, "%.1f %s", value, units.get(0));
    }
}
