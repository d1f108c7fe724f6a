package dev.hearth.interpreter.scala;

import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/** Scala's plain values as those of Java that {@link dev.hearth.interpreter.PlainValue} takes. Stateless. */
final class PlainScala {
    private PlainScala() {}

    /** The same in Java; what no other language has stays as it is. Collections are read as they are asked for. */
    static @Nullable Object toJava(@Nullable Object value) {
        if (value == null || value instanceof BoxedUnit) {
            return null;
        }
        if (value instanceof Option<?> option) {
            return option.isEmpty() ? null : toJava(option.get());
        }
        if (value instanceof scala.math.BigDecimal decimal) {
            return decimal.bigDecimal();
        }
        if (value instanceof scala.math.BigInt integer) {
            return integer.bigInteger();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            return map(CollectionConverters.asJava(map));
        }
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        if (value instanceof scala.collection.Iterable<?> elements) {
            return mapped(CollectionConverters.asJava(elements));
        }
        if (value instanceof java.util.Collection<?> elements) {
            return mapped(elements);
        }
        if (value instanceof Object[] elements) {
            return mapped(Arrays.asList(elements));
        }
        return value instanceof Product product ? product(product) : value;
    }

    private static Map<Object, @Nullable Object> map(Map<?, ?> map) {
        Map<Object, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((key, value) -> all.put(key(key), toJava(value)));
        return all;
    }

    private static Object key(Object key) {
        Object plain = toJava(key);
        return plain == null ? "null" : plain;
    }

    private static Iterable<@Nullable Object> mapped(Iterable<?> elements) {
        Function<Object, @Nullable Object> plain = PlainScala::toJava;
        return () -> new Mapped(elements.iterator(), plain);
    }

    /** A tuple is a list of its elements, an object of a case class a map of its fields. */
    private static Object product(Product product) {
        if (product.getClass().getName().startsWith("scala.Tuple")) {
            return mapped(CollectionConverters.asJava(product.productIterator().toList()));
        }
        if (product.productArity() == 0 || product.getClass().getName().startsWith("scala.")) {
            return product;
        }
        Map<Object, @Nullable Object> fields = new LinkedHashMap<>();
        scala.collection.Iterator<Tuple2<String, Object>> all =
                product.productElementNames().zip(product.productIterator());
        while (all.hasNext()) {
            Tuple2<String, Object> each = all.next();
            fields.put(each._1(), toJava(each._2()));
        }
        return fields;
    }

    private record Mapped(Iterator<?> elements, Function<Object, @Nullable Object> plain)
            implements Iterator<@Nullable Object> {
        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public @Nullable Object next() {
            return plain.apply(elements.next());
        }
    }
}
