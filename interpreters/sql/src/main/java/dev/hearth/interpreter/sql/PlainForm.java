package dev.hearth.interpreter.sql;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's external values in the types of {@link dev.hearth.interpreter.PlainValue}. Stateless. */
final class PlainForm {
    private PlainForm() {}

    static @Nullable Object of(@Nullable Object value) {
        if (value instanceof Timestamp stamp) {
            return stamp.toInstant();
        }
        if (value instanceof Date date) {
            return date.toLocalDate();
        }
        if (value instanceof Duration || value instanceof Period || value instanceof LocalTime) {
            return value.toString();
        }
        if (value instanceof VariantVal variant) {
            return variant.toJson(java.time.ZoneOffset.UTC);
        }
        if (value instanceof Row row) {
            return struct(row);
        }
        if (value instanceof scala.collection.Seq<?> seq) {
            List<@Nullable Object> list = new ArrayList<>();
            CollectionConverters.asJava(seq).forEach(each -> list.add(of(each)));
            return list;
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> pairs = new LinkedHashMap<>();
            CollectionConverters.asJava(map).forEach((key, each) -> pairs.put(of(key), of(each)));
            return pairs;
        }
        return value;
    }

    private static Map<String, @Nullable Object> struct(Row row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        StructField[] types = row.schema().fields();
        for (int i = 0; i < types.length; i++) {
            fields.put(types[i].name(), of(row.get(i)));
        }
        return fields;
    }
}
