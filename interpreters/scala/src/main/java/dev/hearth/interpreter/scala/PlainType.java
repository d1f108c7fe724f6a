package dev.hearth.interpreter.scala;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.immutable.VectorMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The narrowest Scala type of a plain value that another language gave, and the value as one of that type. Immutable.
 *
 * @param name without its parameters
 * @param of its parameters
 */
record PlainType(String name, List<PlainType> of) {
    private static final String SCALA = "_root_.scala.";
    private static final PlainType ANY = simple(SCALA + "Any");
    private static final PlainType NULL = simple(SCALA + "Null");
    private static final PlainType NOTHING = simple(SCALA + "Nothing");
    private static final PlainType BOOLEAN = simple(SCALA + "Boolean");
    private static final PlainType INT = simple(SCALA + "Int");
    private static final PlainType LONG = simple(SCALA + "Long");
    private static final PlainType DOUBLE = simple(SCALA + "Double");
    private static final PlainType BIG_INT = simple(SCALA + "BigInt");
    private static final String SEQ = SCALA + "collection.immutable.Seq";
    private static final String MAP = SCALA + "collection.immutable.Map";
    private static final Map<Class<?>, PlainType> OTHERS = Map.of(
            Boolean.class, BOOLEAN,
            Double.class, DOUBLE,
            BigInteger.class, BIG_INT,
            BigDecimal.class, simple(SCALA + "BigDecimal"),
            String.class, simple("_root_.java.lang.String"),
            LocalDate.class, simple("_root_.java.time.LocalDate"),
            Instant.class, simple("_root_.java.time.Instant"),
            LocalDateTime.class, simple("_root_.java.time.LocalDateTime"),
            byte[].class, simple(SCALA + "Array[" + SCALA + "Byte]"));

    private static PlainType simple(String name) {
        return new PlainType(name, List.of());
    }

    /** As Scala code. */
    String code() {
        return of.isEmpty()
                ? name
                : name + "["
                        + String.join(", ", of.stream().map(PlainType::code).toList()) + "]";
    }

    /** The narrowest type of a value that {@link dev.hearth.interpreter.PlainValue#read} returned. */
    static PlainType of(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof Long number) {
            return number == number.intValue() ? INT : LONG;
        }
        if (value instanceof List<?> list) {
            return new PlainType(SEQ, List.of(common(list)));
        }
        if (value instanceof Map<?, ?> map) {
            return new PlainType(MAP, List.of(common(map.keySet()), common(map.values())));
        }
        return OTHERS.getOrDefault(value.getClass(), ANY);
    }

    private static PlainType common(Iterable<?> values) {
        PlainType all = NOTHING;
        for (Object each : values) {
            all = all.or(of(each));
            if (all.equals(ANY)) {
                break;
            }
        }
        return all;
    }

    private PlainType or(PlainType other) {
        if (equals(other) || other.equals(NOTHING)) {
            return this;
        }
        if (equals(NOTHING)) {
            return other;
        }
        if (name.equals(other.name) && of.size() == other.of.size()) {
            List<PlainType> common = new ArrayList<>();
            for (int i = 0; i < of.size(); i++) {
                common.add(of.get(i).or(other.of.get(i)));
            }
            return new PlainType(name, common);
        }
        if (isNumber() && other.isNumber()) {
            return widen(other);
        }
        if (equals(NULL) || other.equals(NULL)) {
            PlainType some = equals(NULL) ? other : this;
            return some.isNumber() || some.equals(BOOLEAN) ? ANY : some;
        }
        return ANY;
    }

    private boolean isNumber() {
        return equals(INT) || equals(LONG) || equals(DOUBLE) || equals(BIG_INT);
    }

    /** Loses no digit: a list of large integers and fractions is one of anything. */
    private PlainType widen(PlainType other) {
        List<PlainType> both = List.of(this, other);
        if (both.contains(DOUBLE)) {
            return both.contains(INT) ? DOUBLE : ANY;
        }
        return both.contains(BIG_INT) ? BIG_INT : LONG;
    }

    /** A value as one of this type, which is {@link #of} it or wider. */
    @Nullable
    Object convert(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (equals(ANY)) {
            return of(value).equals(ANY) ? value : of(value).convert(value);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>(list.size());
            list.forEach(each -> all.add(of.get(0).convert(each)));
            return CollectionConverters.asScala(all).toVector();
        }
        if (value instanceof Map<?, ?> map) {
            List<Tuple2<Object, @Nullable Object>> all = new ArrayList<>(map.size());
            map.forEach((key, each) ->
                    all.add(new Tuple2<>(of.get(0).convert(key), of.get(1).convert(each))));
            return VectorMap.from(CollectionConverters.asScala(all));
        }
        return value instanceof BigDecimal decimal ? new scala.math.BigDecimal(decimal) : number(value);
    }

    private Object number(Object value) {
        if (equals(BIG_INT)) {
            return value instanceof Long small
                    ? scala.math.BigInt.apply(small.longValue())
                    : scala.math.BigInt.javaBigInteger2bigInt((BigInteger) value);
        }
        if (value instanceof Long number) {
            return equals(INT) ? (Object) number.intValue() : equals(DOUBLE) ? (Object) number.doubleValue() : number;
        }
        return value;
    }
}
