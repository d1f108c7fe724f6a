package dev.hearth.interpreter.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Turns Spark's external values into what is shown. Confined to one call.
 *
 * <p>As JSON: NULL is null; booleans, and numbers that a double holds exactly, are themselves; other integers, decimals, NaN
 * and infinities are strings; dates and timestamps are ISO strings, with the session's offset where the type has a zone;
 * binary is base64; arrays are arrays; a struct is an object, or an array if two of its fields have one name; a map is an
 * array of pairs; a variant is its JSON; an interval is ISO 8601 ({@code PT26H}, {@code P1Y2M}); a geometry or geography is
 * base64 of its WKB; everything else is a string.
 */
final class CellReader {
    private static final long EXACT = 1L << 53;
    /** Before this, old and new calendar differ, and Spark's java.sql values keep the fields and not the instant. */
    private static final Instant MODERN = Instant.parse("1900-01-01T00:00:00Z");

    private static final DateTimeFormatter CLOCK = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(java.util.Locale.ROOT);

    private final ZoneId zone;
    private int limit;
    private long budget;
    private boolean cut;
    private long cutCells;

    CellReader(ZoneId zone) {
        this.zone = zone;
    }

    /** Values read so far of which only the beginning is shown. */
    long cutCells() {
        return cutCells;
    }

    /** One value, of which at most {@code most} characters are kept. */
    ShownCell read(@Nullable Object value, DataType type, int most) {
        if (value == null) {
            return new ShownCell("NULL", JsonNodeFactory.instance.nullNode(), true);
        }
        limit = most;
        budget = most;
        cut = false;
        JsonNode json = json(value, type);
        String text = text(value, json);
        if (cut) {
            cutCells++;
        }
        return new ShownCell(text, json, false);
    }

    private String text(Object value, JsonNode json) {
        if (value instanceof byte[] bytes) {
            int shown = Math.min(bytes.length, limit / 2);
            return "0x" + HexFormat.of().formatHex(bytes, 0, shown) + (shown < bytes.length ? "…" : "");
        }
        if (value instanceof Duration duration) {
            return IntervalText.of(duration);
        }
        if (value instanceof Period period) {
            return IntervalText.of(period);
        }
        if (value instanceof Timestamp || value instanceof Instant) {
            return CLOCK.format(instant(value).atZone(zone));
        }
        if (value instanceof LocalDateTime) {
            return CLOCK.format((TemporalAccessor) value);
        }
        return json.isTextual() ? json.textValue() : json.toString();
    }

    private JsonNode json(@Nullable Object value, DataType type) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value == null) {
            return nodes.nullNode();
        }
        if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof byte[] bytes) {
            return binary(bytes);
        }
        if (value instanceof Timestamp || value instanceof Instant) {
            return string(
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant(value).atZone(zone)));
        }
        if (value instanceof Date date) {
            return string(date.toLocalDate().toString());
        }
        if (value instanceof LocalDateTime local) {
            return string(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local));
        }
        if (value instanceof LocalTime time) {
            return string(DateTimeFormatter.ISO_LOCAL_TIME.format(time));
        }
        if (value instanceof Row row && type instanceof StructType struct) {
            return struct(row, struct);
        }
        if (value instanceof scala.collection.Seq<?> seq && type instanceof ArrayType array) {
            return array(CollectionConverters.asJava(seq), array);
        }
        if (value instanceof scala.collection.Map<?, ?> map && type instanceof MapType mapType) {
            return map(CollectionConverters.asJava(map), mapType);
        }
        if (value instanceof VariantVal variant) {
            return variant(variant);
        }
        byte[] shape = Shapes.bytes(value);
        return shape == null ? string(String.valueOf(value)) : binary(shape);
    }

    private JsonNode binary(byte[] bytes) {
        int room = (int) Math.max(0, Math.min(budget, limit));
        byte[] shown = bytes.length <= room ? bytes : Arrays.copyOf(bytes, room);
        cut |= shown.length < bytes.length;
        budget -= shown.length;
        return JsonNodeFactory.instance.textNode(Base64.getEncoder().encodeToString(shown));
    }

    private JsonNode number(Number number) {
        budget -= 8;
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (number instanceof BigDecimal decimal) {
            return nodes.textNode(decimal.toPlainString());
        }
        if (number instanceof Long whole) {
            return Math.abs(whole) < EXACT ? nodes.numberNode(whole) : nodes.textNode(whole.toString());
        }
        if (number instanceof Double || number instanceof Float) {
            boolean finite = Double.isFinite(number.doubleValue());
            if (!finite) {
                return nodes.textNode(number.toString());
            }
            return number instanceof Float f ? nodes.numberNode(f) : nodes.numberNode(number.doubleValue());
        }
        return number instanceof Integer || number instanceof Short || number instanceof Byte
                ? nodes.numberNode(number.intValue())
                : nodes.textNode(number.toString());
    }

    private JsonNode string(String text) {
        int room = (int) Math.max(0, budget);
        budget -= text.length();
        if (text.length() <= room) {
            return JsonNodeFactory.instance.textNode(text);
        }
        cut = true;
        return JsonNodeFactory.instance.textNode(Texts.cut(text, room));
    }

    private JsonNode struct(Row row, StructType type) {
        StructField[] fields = type.fields();
        Set<String> names = new TreeSet<>();
        for (StructField field : fields) {
            names.add(field.name());
        }
        ObjectNode object = Json.object();
        ArrayNode array = Json.array();
        for (int i = 0; i < fields.length; i++) {
            JsonNode node = json(row.get(i), fields[i].dataType());
            object.set(fields[i].name(), node);
            array.add(node);
        }
        return names.size() == fields.length ? object : array;
    }

    private JsonNode array(Iterable<?> values, ArrayType type) {
        ArrayNode array = Json.array();
        for (Object value : values) {
            if (budget <= 0) {
                cut = true;
                break;
            }
            budget--;
            array.add(json(value, type.elementType()));
        }
        return array;
    }

    private JsonNode map(Map<?, ?> values, MapType type) {
        ArrayNode pairs = Json.array();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (budget <= 0) {
                cut = true;
                break;
            }
            budget--;
            pairs.add(Json.array()
                    .add(json(entry.getKey(), type.keyType()))
                    .add(json(entry.getValue(), type.valueType())));
        }
        return pairs;
    }

    private JsonNode variant(VariantVal value) {
        String text = value.toJson(zone);
        if (text.length() > budget) {
            return string(text);
        }
        budget -= text.length();
        try {
            return Json.parse(RawJson.of(text));
        } catch (IllegalArgumentException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    private static Instant instant(Object value) {
        if (value instanceof Timestamp stamp) {
            Instant instant = stamp.toInstant();
            return instant.isBefore(MODERN)
                    ? stamp.toLocalDateTime().atZone(ZoneId.systemDefault()).toInstant()
                    : instant;
        }
        return (Instant) value;
    }
}
