package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.hearth.protocol.Json;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A SQL result as Livy has it: {@code {"schema": Spark's, "data": [[…]]}}, of our own table's values (docs/sql.md). Numbers are
 * JSON numbers with all their digits, times whole seconds of UTC, bytes lists of signed numbers. Only functions; thread-safe.
 */
final class SqlRows {
    private static final int MOST_ROWS = 1000;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");

    private SqlRows() {}

    /** Of a statement without a result. */
    static ObjectNode empty() {
        ObjectNode all = Json.object();
        all.putObject("schema").put("type", "struct").putArray("fields");
        all.putArray("data");
        return all;
    }

    /** Of a table. */
    static ObjectNode of(JsonNode table) {
        JsonNode fields = table.path("schema").path("fields");
        ObjectNode all = Json.object();
        all.set("schema", table.path("schema"));
        ArrayNode data = all.putArray("data");
        int count = 0;
        for (JsonNode row : table.path("rows")) {
            if (++count > MOST_ROWS) {
                break;
            }
            ArrayNode values = data.addArray();
            for (int i = 0; i < row.size(); i++) {
                values.add(value(row.get(i), fields.path(i).path("type")));
            }
        }
        return all;
    }

    private static JsonNode value(JsonNode value, JsonNode type) {
        if (value.isNull()) {
            return value;
        }
        if (type.isTextual()) {
            return simple(value, type.textValue());
        }
        return switch (type.path("type").asText()) {
            case "array" -> array(value, type.path("elementType"));
            case "struct" -> struct(value, type.path("fields"));
            case "map" -> map(value, type);
            default -> value;
        };
    }

    private static JsonNode simple(JsonNode value, String type) {
        if (!value.isTextual()) {
            return value;
        }
        String text = value.textValue();
        if (type.equals("long") || type.startsWith("decimal")) {
            return NUMBER.matcher(text).matches()
                    ? Json.mapper().getNodeFactory().rawValueNode(new RawValue(text))
                    : value;
        }
        return switch (type) {
            case "timestamp" -> time(value);
            case "binary" -> bytes(value);
            default -> value;
        };
    }

    private static JsonNode time(JsonNode value) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(value.textValue());
            return Json.mapper().getNodeFactory().textNode(SECONDS.format(time.withOffsetSameInstant(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            return value;
        }
    }

    private static JsonNode bytes(JsonNode value) {
        try {
            ArrayNode list = Json.array();
            for (byte each : Base64.getDecoder().decode(value.textValue())) {
                list.add(each);
            }
            return list;
        } catch (IllegalArgumentException cut) {
            return value;
        }
    }

    private static JsonNode array(JsonNode value, JsonNode type) {
        if (!value.isArray()) {
            return value;
        }
        ArrayNode list = Json.array();
        value.forEach(each -> list.add(value(each, type)));
        return list;
    }

    /** An array if two fields have one name. */
    private static JsonNode struct(JsonNode value, JsonNode fields) {
        if (value.isArray()) {
            ArrayNode list = Json.array();
            for (int i = 0; i < value.size(); i++) {
                list.add(value(value.get(i), fields.path(i).path("type")));
            }
            return list;
        }
        ObjectNode object = Json.object();
        for (JsonNode field : fields) {
            String name = field.path("name").asText();
            if (value.has(name)) {
                object.set(name, value(value.get(name), field.path("type")));
            }
        }
        return value.isObject() ? object : value;
    }

    private static JsonNode map(JsonNode value, JsonNode type) {
        if (!value.isArray()) {
            return value;
        }
        JsonNode key = type.path("keyType");
        JsonNode element = type.path("valueType");
        if (key.asText().equals("string")) {
            ObjectNode object = Json.object();
            value.forEach(pair -> object.set(pair.path(0).asText(), value(pair.path(1), element)));
            return object;
        }
        ArrayNode list = Json.array();
        value.forEach(pair -> list.addArray().add(value(pair.path(0), key)).add(value(pair.path(1), element)));
        return list;
    }
}
