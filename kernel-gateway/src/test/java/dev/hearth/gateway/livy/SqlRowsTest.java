package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlRowsTest {
    private static JsonNode json(String text) {
        return Json.parse(RawJson.of(text));
    }

    private static JsonNode table(String type, String rows) {
        return json("{\"schema\":{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":" + type
                + ",\"nullable\":true,\"metadata\":{}}]},\"rows\":" + rows + ",\"truncated\":false}");
    }

    private static String data(String type, String value) {
        // Written and read, since a number with all its digits is a text until then.
        return Json.write(SqlRows.of(table(type, "[[" + value + "]]")).path("data"))
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"integer\" | 1 | [[1]]",
                "\"long\" | \"9007199254740993\" | [[9007199254740993]]",
                "\"long\" | -5 | [[-5]]",
                "\"decimal(3,2)\" | \"1.50\" | [[1.50]]",
                "\"decimal(38,8)\" | \"123456789012345678901234567890.12345678\" | [[123456789012345678901234567890.12345678]]",
                "\"decimal(3,2)\" | \"not a number\" | [[\"not a number\"]]",
                "\"double\" | 0.1 | [[0.1]]",
                "\"double\" | \"NaN\" | [[\"NaN\"]]",
                "\"boolean\" | true | [[true]]",
                "\"string\" | \"12\" | [[\"12\"]]",
                "\"string\" | null | [[null]]",
                "\"void\" | null | [[null]]",
                "\"date\" | \"2020-01-02\" | [[\"2020-01-02\"]]",
                "\"timestamp\" | \"2020-01-02T04:04:05.678+01:00\" | [[\"2020-01-02T03:04:05Z\"]]",
                "\"timestamp_ntz\" | \"2020-01-02T03:04:05\" | [[\"2020-01-02T03:04:05\"]]",
                "\"binary\" | \"yv4=\" | [[[-54,-2]]]",
                "\"binary\" | \"yv4=… cut\" | [[\"yv4=… cut\"]]",
                "{\"type\":\"array\",\"elementType\":\"integer\",\"containsNull\":false} | [1,2,3] | [[[1,2,3]]]",
                "{\"type\":\"array\",\"elementType\":\"void\",\"containsNull\":false} | [] | [[[]]]",
                "{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":\"long\",\"valueContainsNull\":true} | [[\"k\",1],[\"l\",null]] | [[{\"k\":1,\"l\":null}]]",
                "{\"type\":\"map\",\"keyType\":\"integer\",\"valueType\":\"binary\",\"valueContainsNull\":true} | [[1,\"yv4=\"]] | [[[[1,[-54,-2]]]]]",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"x\",\"type\":\"decimal(2,1)\"},{\"name\":\"y\",\"type\":\"string\"}]} | {\"x\":\"1.5\",\"y\":\"z\"} | [[{\"x\":1.5,\"y\":\"z\"}]]",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"x\",\"type\":\"long\"},{\"name\":\"x\",\"type\":\"long\"}]} | [1,2] | [[[1,2]]]",
            })
    void value_hasLivysForm(String type, String value, String expected) {
        assertThat(data(type, value)).isEqualTo(expected);
    }

    @Test
    void schema_isSparks() {
        JsonNode rows = SqlRows.of(table("\"integer\"", "[]"));
        assertThat(rows.toString())
                .isEqualTo(
                        "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"integer\",\"nullable\":true,\"metadata\":{}}]},\"data\":[]}");
        assertThat(SqlRows.empty().toString())
                .isEqualTo("{\"schema\":{\"type\":\"struct\",\"fields\":[]},\"data\":[]}");
    }

    @Test
    void rows_areAThousandAtMost() {
        String rows =
                IntStream.range(0, 1500).mapToObj(i -> "[" + i + "]").toList().toString();
        JsonNode data = SqlRows.of(table("\"integer\"", rows)).path("data");
        assertThat(data.size()).isEqualTo(1000);
        assertThat(data.get(999).get(0).asInt()).isEqualTo(999);
    }
}
