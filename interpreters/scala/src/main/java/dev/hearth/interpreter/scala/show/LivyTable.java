package dev.hearth.interpreter.scala.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A value as a table of typed columns, as Livy's {@code %table} has it: <code>{"headers":[{"type","name"}],"data":[[…]]}</code>.
 * Columns stand by their names, those of a Dataset as they are. Stateless.
 */
public final class LivyTable {
    private static final String NULL = "NULL_TYPE";

    private LivyTable() {}

    /**
     * The table. May run a Spark job, and calls methods of the value.
     *
     * @throws JsonValues.UnfitException if a column has values of two types, or a value has no form in JSON
     */
    public static ObjectNode of(@Nullable Object value) {
        if (value != null && Kinds.isDataset(value)) {
            return table(SparkRows.columns(value), SparkRows.lines(value));
        }
        JsonNode all = JsonValues.of(value);
        Iterable<JsonNode> rows = all.isArray() ? all : List.of(all);
        List<ObjectNode> named = StreamSupport.stream(rows.spliterator(), false)
                .map(LivyTable::named)
                .toList();
        // Places are numbers: 10 stands behind 9.
        Set<String> names =
                new TreeSet<>(Comparator.comparing((String name) -> name.matches("\\d+") ? name.length() : 99)
                        .thenComparing(Comparator.naturalOrder()));
        named.forEach(row -> row.fieldNames().forEachRemaining(names::add));
        ArrayNode lines = Json.array();
        for (ObjectNode row : named) {
            ArrayNode line = lines.addArray();
            names.forEach(name -> line.add(row.has(name) ? row.get(name) : NullNode.getInstance()));
        }
        return table(List.copyOf(names), lines);
    }

    private static ObjectNode named(JsonNode row) {
        if (row instanceof ObjectNode object) {
            return object;
        }
        ObjectNode named = Json.object();
        if (row.isArray()) {
            for (int i = 0; i < row.size(); i++) {
                named.set(Integer.toString(i), row.get(i));
            }
        } else {
            named.set("0", row);
        }
        return named;
    }

    private static ObjectNode table(List<String> names, ArrayNode lines) {
        String[] types = new String[names.size()];
        Arrays.fill(types, NULL);
        for (JsonNode line : lines) {
            for (int i = 0; i < types.length; i++) {
                String type = type(line.get(i));
                if (types[i].equals(NULL)) {
                    types[i] = type;
                } else if (!type.equals(NULL) && !type.equals(types[i])) {
                    throw new JsonValues.UnfitException("table rows have different types");
                }
            }
        }
        ObjectNode table = Json.object();
        ArrayNode headers = table.putArray("headers");
        for (int i = 0; i < types.length; i++) {
            headers.addObject().put("type", types[i]).put("name", names.get(i));
        }
        table.set("data", lines);
        return table;
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> NULL;
            case BOOLEAN -> "BOOLEAN_TYPE";
            case NUMBER -> value.isBigDecimal() ? "DECIMAL_TYPE" : value.isDouble() ? "DOUBLE_TYPE" : "BIGINT_TYPE";
            case STRING, BINARY -> "STRING_TYPE";
            case ARRAY -> "ARRAY_TYPE";
            case OBJECT, POJO -> "MAP_TYPE";
        };
    }

    /** The same for clients that do not know it. */
    public static String html(JsonNode table, int mostBytes) {
        List<Table.Column> columns = new ArrayList<>();
        for (JsonNode header : table.path("headers")) {
            String type = header.path("type").asText();
            boolean number = type.startsWith("BIG") || type.startsWith("D");
            columns.add(new Table.Column(header.path("name").asText(), "", number));
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (JsonNode line : table.path("data")) {
            List<@Nullable String> row = new ArrayList<>();
            line.forEach(cell -> row.add(cell.isNull() ? null : cell.isTextual() ? cell.asText() : cell.toString()));
            rows.add(row);
        }
        return TableHtml.write(new Table(columns, rows, rows.size(), 0), mostBytes, "");
    }
}
