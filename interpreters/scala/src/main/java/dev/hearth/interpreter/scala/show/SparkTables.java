package dev.hearth.interpreter.scala.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Tables of what Spark holds. Loaded only when a value is of a type of Spark's. Stateless. */
final class SparkTables {
    private static final Set<String> NUMBERS = Set.of("byte", "short", "integer", "long", "float", "double", "decimal");

    /** What one action takes without knowing how long rows are: few, as each may be of megabytes. */
    private static final int FIRST = 50;

    private SparkTables() {}

    /**
     * The rows that an action brought.
     *
     * @param more whether there are further ones
     */
    record Taken<T>(List<T> rows, boolean more) {}

    static boolean hasColumns(Object dataset) {
        return ((Dataset<?>) dataset).schema().length() > 0;
    }

    static boolean isStreaming(Object dataset) {
        return ((Dataset<?>) dataset).isStreaming();
    }

    /**
     * The first rows of a Dataset, by one action that takes one row more than are shown, or by two if they are many. Spark
     * itself writes the values as text, in the session's time zone, and cuts long ones where they are.
     */
    static Table of(Object dataset, ViewLimits limits) {
        Dataset<Row> data = ((Dataset<?>) dataset).toDF();
        StructType schema = data.schema();
        int count = Math.min(schema.length(), limits.columns());
        Dataset<Row> texts = texts(data, schema, count, limits.cellChars());
        Taken<Row> taken = take(texts, limits, SparkTables::size);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Row each : taken.rows()) {
            rows.add(line(each, count, limits.cellChars()));
        }
        return new Table(columns(schema, count), rows, taken.more() ? -1 : rows.size(), schema.length() - count);
    }

    /**
     * The first rows, but not many more than the limit of bytes lets be shown: this JVM has to hold what it takes. How many that
     * are, the first ones tell.
     */
    private static <T> Taken<T> take(Dataset<T> data, ViewLimits limits, ToLongFunction<T> size) {
        int most = Math.min(limits.rows(), FIRST);
        List<T> taken = data.takeAsList(most + 1);
        if (taken.size() > most && most < limits.rows()) {
            long average = taken.stream().mapToLong(size).sum() / taken.size() + 1;
            long fitting = (limits.bytes() + limits.bytes() / 4L) / average;
            if (fitting > most) {
                most = (int) Math.min(fitting, limits.rows());
                taken = data.takeAsList(most + 1);
            }
        }
        boolean more = taken.size() > most;
        return new Taken<>(more ? taken.subList(0, most) : taken, more);
    }

    private static long size(Row row) {
        long size = 1;
        for (int i = 0; i < row.length(); i++) {
            size += row.get(i) instanceof String text ? text.length() + 1 : 8;
        }
        return size;
    }

    private static Dataset<Row> texts(Dataset<Row> data, StructType schema, int count, int cellChars) {
        // Names may repeat and may have dots in them; numbers do not.
        String[] plain =
                IntStream.range(0, schema.length()).mapToObj(i -> "c" + i).toArray(String[]::new);
        Dataset<Row> renamed = data.toDF(plain);
        Column[] texts = IntStream.range(0, count)
                .mapToObj(i -> text(renamed.col(plain[i]), schema.fields()[i], cellChars))
                .toArray(Column[]::new);
        try {
            return renamed.select(texts);
        } catch (RuntimeException noText) {
            // A type that Spark does not cast to text: its objects are written as they are.
            return data.select(Arrays.stream(schema.fields())
                    .limit(count)
                    .map(field -> data.col("`" + field.name().replace("`", "``") + "`"))
                    .toArray(Column[]::new));
        }
    }

    private static Column text(Column column, StructField field, int cellChars) {
        if (field.dataType() instanceof BinaryType) {
            return functions.hex(functions.substring(column, 1, cellChars / 2 + 1));
        }
        return functions.substring(column.cast("string"), 1, cellChars + 1);
    }

    /** The first rows, each a JSON object. */
    static Taken<String> json(Object dataset, ViewLimits limits) {
        return take(((Dataset<?>) dataset).toDF().toJSON(), limits, String::length);
    }

    /** The rows that an action brought. */
    static Table ofRows(Elements elements, ViewLimits limits) {
        Row one = (Row) elements.first().get(0);
        StructType schema = one == null ? null : one.schema();
        int width = one == null ? 0 : one.length();
        int count = Math.min(width, limits.columns());
        List<Table.Column> columns = schema == null
                ? IntStream.range(0, count)
                        .mapToObj(i -> new Table.Column("_" + (i + 1), "", false))
                        .toList()
                : columns(schema, count);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Object each : elements.first()) {
            if (each instanceof Row row && row.length() == width) {
                rows.add(line(row, count, limits.cellChars()));
            }
        }
        return new Table(columns, rows, elements.total(), width - count);
    }

    private static List<@Nullable String> line(Row row, int count, int cellChars) {
        List<@Nullable String> line = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            line.add(Texts.cell(row.get(i), cellChars));
        }
        return line;
    }

    private static List<Table.Column> columns(StructType schema, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> schema.fields()[i])
                .map(field -> new Table.Column(field.name(), field.dataType().simpleString(), isNumber(field)))
                .toList();
    }

    private static boolean isNumber(StructField field) {
        String name = field.dataType().typeName();
        int bracket = name.indexOf('(');
        return NUMBERS.contains(bracket < 0 ? name : name.substring(0, bracket));
    }
}
