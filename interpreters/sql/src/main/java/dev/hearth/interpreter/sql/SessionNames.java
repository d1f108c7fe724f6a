package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.Facility;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.catalog.VariableDefinition;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Temporary views and session variables, which users make in a session. Runs no job. Stateless. */
final class SessionNames {
    private static final int MOST = 1_000;
    private static final int PREVIEW = 200;

    private SessionNames() {}

    /** Views in alphabetical order, then variables. */
    static List<Facility.Variable> of(SparkSession spark) {
        List<Facility.Variable> all = new ArrayList<>();
        SparkInside.catalog(spark).ifPresent(catalog -> views(catalog, all));
        SparkInside.variables(spark).entrySet().stream()
                .filter(entry -> !isOwn(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST)
                .forEach(entry -> all.add(variable(entry.getKey(), entry.getValue())));
        return all;
    }

    private static void views(SessionCatalog catalog, List<Facility.Variable> all) {
        CollectionConverters.asJava(catalog.getTempViewNames()).stream()
                .filter(name -> !isOwn(name))
                .sorted()
                .limit(MOST)
                .forEach(name -> all.add(new Facility.Variable(name, "temporary view", -1, summary(catalog, name))));
    }

    /** {@code 3 columns: id bigint, name string, …}. */
    private static String summary(SessionCatalog catalog, String view) {
        try {
            StructType schema = catalog.getTempViewOrPermanentTableMetadata(new TableIdentifier(view))
                    .schema();
            String count = schema.length() == 1 ? "1 column: " : schema.length() + " columns: ";
            return Texts.cut(count + Texts.columns(schema, PREVIEW), PREVIEW);
        } catch (Exception e) {
            // Dropped meanwhile.
            return "";
        }
    }

    private static Facility.Variable variable(String name, VariableDefinition variable) {
        String text;
        try {
            text = variable.currentValue().toString();
        } catch (RuntimeException e) {
            text = "";
        }
        return new Facility.Variable(
                name,
                variable.currentValue().dataType().simpleString(),
                -1,
                Texts.cut(Texts.oneLine(Texts.cut(text, PREVIEW)), PREVIEW));
    }

    private static boolean isOwn(String name) {
        return name.startsWith("_");
    }

    /** The temporary view of that name, if there is one. */
    static Optional<Dataset<Row>> view(SparkSession spark, String name) {
        boolean exists = SparkInside.catalog(spark)
                .map(catalog -> catalog.getTempView(name).isDefined())
                .orElse(false);
        return exists ? Optional.of(spark.table(Texts.quoted(name))) : Optional.empty();
    }

    static boolean hasVariable(SparkSession spark, String name) {
        return SparkInside.variables(spark).keySet().stream()
                .anyMatch(known -> known.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)));
    }
}
