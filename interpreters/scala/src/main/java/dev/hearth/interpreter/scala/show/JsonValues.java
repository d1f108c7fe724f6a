package dev.hearth.interpreter.scala.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hearth.protocol.Json;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;
import scala.collection.IterableOnce;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Values as JSON: collections as arrays, maps, case classes, tuples and rows as objects, numbers with all their digits, NaN and
 * None as null, dates and times as their text. Of what Spark holds only the first rows are fetched. Stateless.
 */
public final class JsonValues {
    private static final int MOST_LEVELS = 200;

    private JsonValues() {}

    /** A value that has no form in JSON; the message is a sentence. */
    public static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnfitException(String sentence) {
            super(sentence);
        }
    }

    /**
     * The value as JSON. May run a Spark job, and calls methods of the value.
     *
     * @throws UnfitException if it, or something in it, has no form in JSON
     */
    public static JsonNode of(@Nullable Object value) {
        if (value != null && Kinds.isDataset(value)) {
            return SparkRows.records(value);
        }
        return of(SparkRows.isRdd(value) ? SparkRows.first(value) : value, 0);
    }

    static JsonNode of(@Nullable Object value, int level) {
        if (level > MOST_LEVELS) {
            throw new UnfitException("a value that goes deeper than " + MOST_LEVELS + " has no form in JSON");
        }
        if (value == null || value instanceof BoxedUnit) {
            return NullNode.getInstance();
        }
        if (value instanceof Number || value instanceof Boolean) {
            return scalar(value);
        }
        if (value instanceof CharSequence || value instanceof Character || isTime(value)) {
            return TextNode.valueOf(value.toString());
        }
        if (value instanceof Option<?> option) {
            return of(option.isEmpty() ? null : option.get(), level + 1);
        }
        return compound(value, level + 1);
    }

    private static JsonNode scalar(Object value) {
        if (value instanceof Boolean bool) {
            return BooleanNode.valueOf(bool);
        }
        if (value instanceof BigDecimal exact) {
            return DecimalNode.valueOf(exact);
        }
        if (value instanceof scala.math.BigDecimal exact) {
            return DecimalNode.valueOf(exact.bigDecimal());
        }
        if (value instanceof BigInteger whole) {
            return BigIntegerNode.valueOf(whole);
        }
        if (value instanceof scala.math.BigInt whole) {
            return BigIntegerNode.valueOf(whole.bigInteger());
        }
        if (value instanceof Double || value instanceof Float) {
            double number = Double.parseDouble(value.toString()); // a float's own digits
            return Double.isFinite(number) ? DoubleNode.valueOf(number) : NullNode.getInstance();
        }
        return LongNode.valueOf(((Number) value).longValue());
    }

    private static boolean isTime(Object value) {
        return value instanceof java.util.Date
                || value instanceof java.time.temporal.TemporalAccessor
                || value instanceof java.time.temporal.TemporalAmount
                || value instanceof java.util.UUID
                || value instanceof Enum<?>
                || value.getClass().getName().startsWith("scala.Enumeration$");
    }

    private static JsonNode compound(Object value, int level) {
        if (value instanceof scala.collection.Map<?, ?> map) {
            return object(CollectionConverters.asJava(map), level);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, level);
        }
        if (value.getClass().isArray()) {
            ArrayNode array = Json.array();
            for (int i = 0, length = Array.getLength(value); i < length; i++) {
                array.add(of(Array.get(value, i), level));
            }
            return array;
        }
        if (value instanceof IterableOnce<?> sequence) {
            ArrayNode array = Json.array();
            sequence.iterator().foreach(each -> array.add(of(each, level)));
            return array;
        }
        if (value instanceof Iterable<?> sequence) {
            ArrayNode array = Json.array();
            sequence.forEach(each -> array.add(of(each, level)));
            return array;
        }
        if (Kinds.isA(value.getClass(), Kinds.ROW)) {
            return SparkRows.record(value, level);
        }
        if (value instanceof Product product) {
            ObjectNode object = Json.object();
            for (int i = 0; i < product.productArity(); i++) {
                object.set(product.productElementName(i), of(product.productElement(i), level));
            }
            return object;
        }
        throw new UnfitException(
                "a value of type " + value.getClass().getName().replaceAll("^.*\\$", "") + " has no form in JSON");
    }

    private static ObjectNode object(Map<?, ?> map, int level) {
        ObjectNode object = Json.object();
        map.forEach((key, entry) -> object.set(String.valueOf(key), of(entry, level)));
        return object;
    }
}
