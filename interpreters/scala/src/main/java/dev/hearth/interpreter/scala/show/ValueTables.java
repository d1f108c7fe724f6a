package dev.hearth.interpreter.scala.show;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scala.Product;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.math.ScalaNumber;

/** Which values are tables: sequences of case classes, tuples, maps, sequences or rows, and maps. Stateless. */
final class ValueTables {
    private ValueTables() {}

    /** The value as a table, or empty if its text says as much. */
    static Optional<Table> of(Object value, ViewLimits limits) {
        if (value instanceof scala.collection.Map<?, ?> map) {
            return ofMap(CollectionConverters.asJava(map), limits);
        }
        if (value instanceof Map<?, ?> map) {
            return ofMap(map, limits);
        }
        Optional<Elements> elements = Elements.of(value, limits.rows());
        return elements.flatMap(found -> ofElements(found, limits));
    }

    private static Optional<Table> ofMap(Map<?, ?> map, ViewLimits limits) {
        if (map.isEmpty()) {
            return Optional.empty();
        }
        List<@Nullable Object> entries = new ArrayList<>();
        for (Map.Entry<?, ?> each : map.entrySet()) {
            if (entries.size() >= limits.rows()) {
                break;
            }
            entries.add(new Tuple2<>(each.getKey(), each.getValue()));
        }
        Elements elements = new Elements(entries, map.size());
        return Optional.of(table(List.of("key", "value"), elements, limits, ValueTables::ofProduct));
    }

    private static Optional<Table> ofElements(Elements elements, ViewLimits limits) {
        List<@Nullable Object> first = elements.first();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Object one = first.get(0);
        if (one == null) {
            return Optional.empty();
        }
        if (Kinds.isA(one.getClass(), Kinds.ROW)) {
            return Optional.of(SparkTables.ofRows(elements, limits));
        }
        if (first.stream().allMatch(each -> isRecord(each) && sameShape(one, each))) {
            Product product = (Product) one;
            List<String> names = IntStream.range(0, product.productArity())
                    .mapToObj(product::productElementName)
                    .toList();
            return Optional.of(table(names, elements, limits, ValueTables::ofProduct));
        }
        if (first.stream().allMatch(each -> each instanceof scala.collection.Map<?, ?>)) {
            return Optional.of(ofMaps(elements, limits));
        }
        if (first.stream().allMatch(ValueTables::isLine)) {
            List<Elements> lines =
                    first.stream().map(each -> line(each, limits.columns())).toList();
            int width = (int) lines.stream().mapToLong(Elements::total).max().orElse(0);
            List<String> names =
                    IntStream.range(0, width).mapToObj(Integer::toString).toList();
            Elements rows = new Elements(new ArrayList<>(lines), elements.total());
            return width == 0 ? Optional.empty() : Optional.of(table(names, rows, limits, ValueTables::inLine));
        }
        return Optional.empty();
    }

    /** Case classes and tuples, but not what Scala makes of case classes for other reasons. */
    private static boolean isRecord(@Nullable Object value) {
        return value instanceof Product product
                && product.productArity() > 0
                && !(value instanceof scala.collection.IterableOnce<?>)
                && !(value instanceof scala.util.Either<?, ?>)
                && !(value instanceof scala.util.Try<?>);
    }

    private static boolean sameShape(Object one, @Nullable Object other) {
        // Specialised tuples have classes of their own.
        return other != null
                && (one.getClass() == other.getClass()
                        || (name(one).startsWith("scala.Tuple")
                                && name(other).startsWith("scala.Tuple")
                                && ((Product) one).productArity() == ((Product) other).productArity()));
    }

    private static String name(Object value) {
        return value.getClass().getName();
    }

    private static @Nullable Object ofProduct(@Nullable Object row, int column) {
        return row instanceof Product product ? product.productElement(column) : null;
    }

    private static boolean isLine(@Nullable Object value) {
        return value != null
                && (value.getClass().isArray() || Elements.of(value, 0).isPresent());
    }

    private static Elements line(@Nullable Object value, int most) {
        if (value == null || !value.getClass().isArray()) {
            return Elements.of(value, most).orElseThrow();
        }
        int length = Array.getLength(value);
        List<@Nullable Object> first = new ArrayList<>();
        for (int i = 0; i < Math.min(most, length); i++) {
            first.add(Array.get(value, i));
        }
        return new Elements(first, length);
    }

    private static @Nullable Object inLine(@Nullable Object line, int column) {
        return line instanceof Elements elements && column < elements.first().size()
                ? elements.first().get(column)
                : null;
    }

    private static Table ofMaps(Elements elements, ViewLimits limits) {
        Set<Object> keys = new LinkedHashSet<>();
        List<@Nullable Object> maps = new ArrayList<>();
        for (Object each : elements.first()) {
            Map<?, ?> map = CollectionConverters.asJava((scala.collection.Map<?, ?>) each);
            maps.add(map);
            keys.addAll(map.keySet());
        }
        List<Object> names = List.copyOf(keys);
        return table(
                names.stream().map(String::valueOf).toList(),
                new Elements(maps, elements.total()),
                limits,
                (row, column) -> row instanceof Map<?, ?> map ? map.get(names.get(column)) : null);
    }

    /** A table of what {@code value} finds in a row's column. */
    private static Table table(
            List<String> names,
            Elements rows,
            ViewLimits limits,
            BiFunction<@Nullable Object, Integer, @Nullable Object> value) {
        int count = Math.min(names.size(), limits.columns());
        boolean[] numbers = new boolean[count];
        java.util.Arrays.fill(numbers, true);
        List<List<@Nullable String>> lines = new ArrayList<>();
        for (Object row : rows.first()) {
            List<@Nullable String> line = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Object cell = value.apply(row, i);
                numbers[i] &= cell == null || cell instanceof Number || cell instanceof ScalaNumber;
                line.add(Texts.cell(cell, limits.cellChars()));
            }
            lines.add(line);
        }
        List<Table.Column> columns = IntStream.range(0, count)
                .mapToObj(i -> new Table.Column(names.get(i), "", numbers[i]))
                .toList();
        return new Table(columns, lines, rows.total(), names.size() - count);
    }
}
