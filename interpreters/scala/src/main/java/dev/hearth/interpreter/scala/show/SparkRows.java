package dev.hearth.interpreter.scala.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The first rows of what Spark holds, as JSON. Its methods touch Spark's classes; {@link #isRdd} does not. Stateless. */
final class SparkRows {
    /** Of a Dataset: as many as Livy gives of a query's result. */
    private static final int MOST_ROWS = 1000;

    /** Of an RDD: Livy's own number. */
    private static final int MOST_ELEMENTS = 10;

    private SparkRows() {}

    static boolean isRdd(@Nullable Object value) {
        return value != null && Kinds.isA(value.getClass(), "org.apache.spark.rdd.RDD");
    }

    /** The first elements of an RDD, an array; by a Spark job. */
    static Object first(@Nullable Object rdd) {
        return ((RDD<?>) java.util.Objects.requireNonNull(rdd)).take(MOST_ELEMENTS);
    }

    /** The names of a Dataset's columns, in their order. */
    static List<String> columns(Object dataset) {
        return List.of(((Dataset<?>) dataset).columns());
    }

    /** The first rows of a Dataset, an array of arrays; by a Spark job. */
    static ArrayNode lines(Object dataset) {
        ArrayNode lines = Json.array();
        for (Row row : first(((Dataset<?>) dataset).toDF())) {
            ArrayNode line = lines.addArray();
            for (int i = 0; i < row.length(); i++) {
                line.add(JsonValues.of(row.get(i), 1));
            }
        }
        return lines;
    }

    /** The first rows of a Dataset, an array of objects; by a Spark job. */
    static ArrayNode records(Object dataset) {
        ArrayNode records = Json.array();
        for (Row row : first(((Dataset<?>) dataset).toDF())) {
            records.add(record(row, 1));
        }
        return records;
    }

    private static List<Row> first(Dataset<Row> data) {
        return data.limit(MOST_ROWS).collectAsList();
    }

    /** A row by its names; without them by its places. */
    static JsonNode record(Object value, int level) {
        Row row = (Row) value;
        StructType schema = row.schema();
        if (schema == null) {
            ArrayNode line = Json.array();
            for (int i = 0; i < row.length(); i++) {
                line.add(JsonValues.of(row.get(i), level));
            }
            return line;
        }
        ObjectNode record = Json.object();
        for (int i = 0; i < row.length(); i++) {
            record.set(schema.fields()[i].name(), JsonValues.of(row.get(i), level));
        }
        return record;
    }
}
