package dev.hearth.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that every language has, as the JSON in which they go from one to another: {@link Facility.Value} of form {@code
 * json}. Thread-safe.
 *
 * <p>Null, booleans, numbers, strings, arrays, and objects with string keys are themselves; a number with a fraction or an
 * exponent is a 64 bit float, any other an integer. What JSON lacks is an object of one key: {@code $decimal} (text), {@code
 * $date} ({@code 2026-01-31}), {@code $timestamp} (an instant, {@code 2026-01-31T10:00:00.000001Z}), {@code $datetime} (no
 * zone), {@code $bytes} (base64), {@code $float} ({@code nan}, {@code inf}, {@code -inf}), {@code $map} (pairs of key and
 * value, for keys that are no strings). The key of a user's own object of one key gets a second {@code $} if it begins with
 * one.
 *
 * <p>In Java: {@code null}, {@link Boolean}, {@link Long} or, beyond 64 bit, {@link BigInteger}, {@link Double}, {@link
 * BigDecimal}, {@link String}, {@link LocalDate}, {@link Instant}, {@link LocalDateTime}, {@code byte[]}, {@link List}, {@link
 * Map}. {@link #of} takes the other types of numbers too, as well as arrays, any {@link Iterable} and {@code java.sql}'s dates.
 */
public final class PlainValue {
    /** {@link Facility.Value#form} of such a value. */
    public static final String FORM = "json";

    /** The largest JSON text that passes. */
    public static final int MOST_BYTES = 16 << 20;

    /** How deep collections may be in each other. */
    public static final int MOST_LEVELS = 150;

    private PlainValue() {}

    /**
     * The value as it goes to another language.
     *
     * @param type a word for people, as the giving language writes it
     * @throws UnpassableValueException if something in it is none of the types above, or it is too large or too deep
     */
    public static Facility.Value of(@Nullable Object value, String type) throws UnpassableValueException {
        return new Facility.Value(FORM, type, ByteBuffer.wrap(PlainValueWriter.write(value, type)), null);
    }

    /**
     * The value that another language gave.
     *
     * @throws UnpassableValueException if it has another form, or is no such JSON
     */
    public static @Nullable Object read(Facility.Value value) throws UnpassableValueException {
        if (!value.form().equals(FORM)) {
            throw new UnpassableValueException("a value of type " + value.type() + " is no plain value");
        }
        return read(value.data());
    }

    /**
     * The value of a JSON text, from {@code json}'s position to its limit, which stay.
     *
     * @throws UnpassableValueException if it is no such JSON
     */
    public static @Nullable Object read(ByteBuffer json) throws UnpassableValueException {
        if (json.remaining() > MOST_BYTES) {
            throw tooLarge("it");
        }
        byte[] utf8 = new byte[json.remaining()];
        json.duplicate().get(utf8);
        try {
            return value(Json.read(utf8, 0, utf8.length));
        } catch (MalformedMessageException | DateTimeException | IllegalArgumentException e) {
            throw new UnpassableValueException("not the JSON of a plain value: " + e.getMessage(), e);
        }
    }

    static UnpassableValueException tooLarge(String what) {
        return new UnpassableValueException(what + " is larger than the " + (MOST_BYTES >> 20)
                + " MiB that can pass; a DataFrame passes at any size");
    }

    private static @Nullable Object value(JsonNode node) throws UnpassableValueException {
        return switch (node.getNodeType()) {
            case NULL -> null;
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            case NUMBER -> number(node);
            case ARRAY -> list(node);
            default -> object(node);
        };
    }

    private static List<@Nullable Object> list(JsonNode array) throws UnpassableValueException {
        List<@Nullable Object> list = new ArrayList<>(array.size());
        for (JsonNode each : array) {
            list.add(value(each));
        }
        return list;
    }

    private static Object number(JsonNode node) {
        if (node.isFloatingPointNumber()) {
            return node.doubleValue();
        }
        return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    }

    private static Object object(JsonNode node) throws UnpassableValueException {
        if (node.size() == 1) {
            Map.Entry<String, JsonNode> only = node.properties().iterator().next();
            if (only.getKey().startsWith("$$")) {
                Map<Object, @Nullable Object> map = new LinkedHashMap<>();
                map.put(only.getKey().substring(1), value(only.getValue()));
                return map;
            }
            if (only.getKey().startsWith("$")) {
                return special(only.getKey(), only.getValue());
            }
        }
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            map.put(entry.getKey(), value(entry.getValue()));
        }
        return map;
    }

    private static Object special(String key, JsonNode node) throws UnpassableValueException {
        if (key.equals("$map")) {
            return map(node);
        }
        if (!node.isTextual()) {
            throw new IllegalArgumentException(key + " has a text");
        }
        String text = node.textValue();
        return switch (key) {
            case "$decimal" -> new BigDecimal(text);
            case "$date" -> LocalDate.parse(text);
            case "$timestamp" -> OffsetDateTime.parse(text).toInstant();
            case "$datetime" -> LocalDateTime.parse(text);
            case "$bytes" -> Base64.getDecoder().decode(text);
            case "$float" -> notFinite(text);
            default -> throw new IllegalArgumentException("unknown kind of value " + key);
        };
    }

    private static Double notFinite(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("$float is nan, inf or -inf, not " + text);
        };
    }

    private static Map<@Nullable Object, @Nullable Object> map(JsonNode pairs) throws UnpassableValueException {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (JsonNode pair : pairs) {
            if (!pair.isArray() || pair.size() != 2) {
                throw new IllegalArgumentException("$map has pairs of key and value");
            }
            map.put(value(pair.get(0)), value(pair.get(1)));
        }
        return map;
    }
}
