package dev.hearth.interpreter.sql;

import dev.hearth.interpreter.UnpassableValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Plain values as typed literals of Spark. Stateless.
 *
 * <p>An integer is an INT if it fits, else a BIGINT, else a DECIMAL; an instant is a TIMESTAMP, a time without a zone a
 * TIMESTAMP_NTZ; a list is an ARRAY; a map is a MAP, or a STRUCT where its keys are texts and its values of several types.
 * Numbers of several types in one collection become the widest of them, as Spark would make them by casts, which it does not
 * admit in parameters.
 */
final class Literals {
    private static final int MOST_DIGITS = 38;

    private Literals() {}

    /** @throws UnpassableValueException if Spark has no type for it; says which value */
    static Column of(@Nullable Object value) throws UnpassableValueException {
        if (value instanceof List<?> list) {
            return array(list);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        return functions.lit(scalar(value));
    }

    private static @Nullable Object scalar(@Nullable Object value) throws UnpassableValueException {
        if (value instanceof Long whole) {
            return whole.intValue() == whole ? (Object) whole.intValue() : whole;
        }
        if (value instanceof BigInteger whole) {
            return decimal(new BigDecimal(whole));
        }
        if (value instanceof BigDecimal number) {
            return decimal(number);
        }
        return value;
    }

    private static BigDecimal decimal(BigDecimal number) throws UnpassableValueException {
        BigDecimal plain = number.scale() < 0 ? number.setScale(0, RoundingMode.UNNECESSARY) : number;
        if (Math.max(plain.precision(), plain.scale()) > MOST_DIGITS) {
            throw new UnpassableValueException("a number of more than " + MOST_DIGITS + " digits fits no type of SQL");
        }
        return plain;
    }

    private static Column array(List<?> values) throws UnpassableValueException {
        List<@Nullable Object> alike = alike(values);
        Class<?> type = onlyType(alike);
        if (type != null) {
            Object[] array = (Object[]) java.lang.reflect.Array.newInstance(type, alike.size());
            return functions.lit(alike.toArray(array));
        }
        if (alike.stream().anyMatch(BigDecimal.class::isInstance)) {
            return decimals(alike);
        }
        if (alike.stream()
                        .filter(Objects::nonNull)
                        .map(Literals::kind)
                        .distinct()
                        .count()
                > 1) {
            throw new UnpassableValueException("values of several types in one list fit no type of SQL");
        }
        List<Column> columns = new ArrayList<>();
        for (Object value : alike) {
            columns.add(of(value));
        }
        return functions.array(columns.toArray(Column[]::new));
    }

    /** Of one type all together: of their own each has the number of its digits. */
    private static Column decimals(List<@Nullable Object> values) throws UnpassableValueException {
        int digits = 1;
        int scale = 0;
        for (Object value : values) {
            if (value instanceof BigDecimal decimal) {
                digits = Math.max(digits, Math.max(decimal.precision(), decimal.scale()));
                scale = decimal.scale();
            } else if (value != null) {
                throw new UnpassableValueException("numbers and other values in one collection fit no type of SQL");
            }
        }
        return ExpressionUtils.column(Literal.create(
                values.toArray(Object[]::new), DataTypes.createArrayType(DataTypes.createDecimalType(digits, scale))));
    }

    /** The class of all values but nulls, if Spark makes a literal of an array of them; null otherwise. */
    private static @Nullable Class<?> onlyType(List<@Nullable Object> values) {
        List<Class<?>> classes = new ArrayList<>();
        for (Object value : values) {
            if (value != null && !classes.contains(value.getClass())) {
                classes.add(value.getClass());
            }
        }
        return classes.size() == 1
                        && List.<Class<?>>of(
                                        Integer.class,
                                        Long.class,
                                        Double.class,
                                        String.class,
                                        Boolean.class,
                                        LocalDate.class,
                                        Instant.class,
                                        LocalDateTime.class)
                                .contains(classes.get(0))
                ? classes.get(0)
                : null;
    }

    private static Column map(Map<?, ?> map) throws UnpassableValueException {
        List<@Nullable Object> keys = alike(new ArrayList<>(map.keySet()));
        List<@Nullable Object> values = alike(new ArrayList<>(map.values()));
        boolean named = keys.stream().allMatch(String.class::isInstance);
        boolean several = values.stream()
                        .filter(Objects::nonNull)
                        .map(Literals::kind)
                        .distinct()
                        .count()
                > 1;
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i) == null) {
                throw new UnpassableValueException("a map with a null key fits no type of SQL");
            }
            Column value = of(values.get(i));
            if (named && several) {
                columns.add(value.as((String) keys.get(i)));
            } else {
                columns.add(of(keys.get(i)));
                columns.add(value);
            }
        }
        if (values.stream().anyMatch(BigDecimal.class::isInstance) && !(named && several)) {
            return functions.map_from_arrays(array(keys), decimals(values));
        }
        Column[] all = columns.toArray(Column[]::new);
        return named && several ? functions.struct(all) : functions.map(all);
    }

    private static Object kind(Object value) {
        return value instanceof List ? List.class : value instanceof Map ? Map.class : value.getClass();
    }

    /** The values with all their numbers of one type. */
    private static List<@Nullable Object> alike(List<?> values) throws UnpassableValueException {
        List<@Nullable Object> scalars = new ArrayList<>(values.size());
        boolean doubles = false;
        boolean longs = false;
        int scale = -1;
        for (Object each : values) {
            Object value = scalar(each);
            doubles |= value instanceof Double;
            longs |= value instanceof Long;
            scale = value instanceof BigDecimal decimal ? Math.max(scale, decimal.scale()) : scale;
            scalars.add(value);
        }
        for (int i = 0; i < scalars.size(); i++) {
            if (scalars.get(i) instanceof Number number) {
                scalars.set(i, widened(number, doubles, scale, longs));
            }
        }
        return scalars;
    }

    private static Number widened(Number number, boolean doubles, int scale, boolean longs)
            throws UnpassableValueException {
        if (doubles) {
            return number.doubleValue();
        }
        if (scale >= 0) {
            return decimal(new BigDecimal(number.toString()).setScale(scale, RoundingMode.UNNECESSARY));
        }
        return longs ? (Number) number.longValue() : number;
    }
}
