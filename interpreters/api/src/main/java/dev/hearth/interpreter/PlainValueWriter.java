package dev.hearth.interpreter;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hearth.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one value as {@link PlainValue} says. Confined to the thread that writes. */
final class PlainValueWriter {
    /** The readers' own limit. */
    private static final int MOST_BITS = 3300;

    private final JsonGenerator json;
    private final String type;
    private int level;

    private PlainValueWriter(JsonGenerator json, String type) {
        this.json = json;
        this.type = type;
    }

    static byte[] write(@Nullable Object value, String type) throws UnpassableValueException {
        Bounded bytes = new Bounded();
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(bytes)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            new PlainValueWriter(json, type).value(value);
        } catch (TooLarge e) {
            throw PlainValue.tooLarge("a value of type " + type);
        } catch (JsonProcessingException e) {
            throw new UnpassableValueException(
                    "a value of type " + type + " cannot pass: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new AssertionError("written to memory", e);
        }
        return bytes.bytes.toByteArray();
    }

    private static final class TooLarge extends IOException {}

    /** Fails when there is more than may pass, so that an endless collection ends too. */
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (bytes.size() + length > PlainValue.MOST_BYTES) {
                throw new TooLarge();
            }
            bytes.write(from, offset, length);
        }
    }

    private void value(@Nullable Object value) throws IOException, UnpassableValueException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof CharSequence || value instanceof Character) {
            json.writeString(value.toString());
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof byte[] bytes) {
            special("$bytes", Base64.getEncoder().encodeToString(bytes));
        } else if (value instanceof Map<?, ?>
                || value instanceof Iterable<?>
                || value.getClass().isArray()) {
            collection(value);
        } else {
            time(value);
        }
    }

    private void number(Number number) throws IOException, UnpassableValueException {
        if (number instanceof Double || number instanceof Float) {
            fraction(number);
        } else if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte) {
            json.writeNumber(number.longValue());
        } else if (number instanceof BigInteger integer) {
            if (integer.bitLength() > MOST_BITS) {
                throw new UnpassableValueException("an integer of " + integer.bitLength()
                        + " bits cannot pass, only of " + MOST_BITS + " at most");
            }
            json.writeNumber(integer);
        } else if (number instanceof BigDecimal decimal) {
            special("$decimal", decimal.toString());
        } else {
            throw unpassable(number);
        }
    }

    private void fraction(Number number) throws IOException {
        // The decimals that a float shows are the ones that its users mean.
        double value = number instanceof Float ? Double.parseDouble(number.toString()) : number.doubleValue();
        if (Double.isNaN(value)) {
            special("$float", "nan");
        } else if (Double.isInfinite(value)) {
            special("$float", value > 0 ? "inf" : "-inf");
        } else {
            json.writeNumber(value);
        }
    }

    private void time(Object value) throws IOException, UnpassableValueException {
        if (value instanceof LocalDate) {
            special("$date", value.toString());
        } else if (value instanceof Instant) {
            special("$timestamp", value.toString());
        } else if (value instanceof LocalDateTime) {
            special("$datetime", value.toString());
        } else if (value instanceof java.sql.Date date) {
            special("$date", date.toLocalDate().toString());
        } else if (value instanceof java.sql.Timestamp timestamp) {
            special("$timestamp", timestamp.toInstant().toString());
        } else {
            throw unpassable(value);
        }
    }

    private UnpassableValueException unpassable(Object value) {
        String inside = value.getClass().getTypeName();
        return new UnpassableValueException("a value of type " + type
                + (inside.endsWith(type) ? "" : " (with a " + inside + " in it)")
                + " cannot pass: what can are null, booleans, numbers, strings, dates and times, bytes,"
                + " lists and maps of these, and DataFrames");
    }

    private void special(String key, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField(key, text);
        json.writeEndObject();
    }

    private void collection(Object value) throws IOException, UnpassableValueException {
        if (++level > PlainValue.MOST_LEVELS) {
            throw new UnpassableValueException("a value of type " + type + " cannot pass: it is more than "
                    + PlainValue.MOST_LEVELS + " levels deep, or holds itself");
        }
        if (value instanceof Map<?, ?> map) {
            if (map.keySet().stream().allMatch(String.class::isInstance)) {
                object(map);
            } else {
                pairs(map);
            }
        } else {
            json.writeStartArray();
            if (value instanceof Iterable<?> elements) {
                for (Object each : elements) {
                    value(each);
                }
            } else {
                for (int i = 0, length = Array.getLength(value); i < length; i++) {
                    value(Array.get(value, i));
                }
            }
            json.writeEndArray();
        }
        level--;
    }

    private void object(Map<?, ?> map) throws IOException, UnpassableValueException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = (String) entry.getKey();
            json.writeFieldName(map.size() == 1 && key.startsWith("$") ? "$" + key : key);
            value(entry.getValue());
        }
        json.writeEndObject();
    }

    private void pairs(Map<?, ?> map) throws IOException, UnpassableValueException {
        json.writeStartObject();
        json.writeArrayFieldStart("$map");
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeStartArray();
            value(entry.getKey());
            value(entry.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
