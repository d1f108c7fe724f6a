package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
    @Test
    void read_givesStringsDecoded_otherValuesAsTheirText_andLeavesNullOut() throws Exception {
        Map<String, String> fields = read("""
                { "a" : "x\\"\\u00e9\\n\\\\é" , "n":-1.5e3,"t":true,"z":null,
                  "o":{"b":[1,"}]"],"c":{}}, "e":"" }
                """);

        assertThat(fields)
                .containsExactly(
                        Map.entry("a", "x\"é\n\\é"),
                        Map.entry("n", "-1.5e3"),
                        Map.entry("t", "true"),
                        Map.entry("o", "{\"b\":[1,\"}]\"],\"c\":{}}"),
                        Map.entry("e", ""));
        assertThat(read("{}")).isEmpty();
    }

    @Test
    void read_ofANameThatComesTwice_givesTheLast() throws Exception {
        assertThat(read("{\"a\":\"1\",\"a\":\"2\"}")).containsExactly(Map.entry("a", "2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":\"b\"",
                "{\"a\":\"b\",}",
                "{\"a\":\"b\"}}",
                "{\"a\":1]}",
                "{\"a\":[1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":nul}",
                "{\"a\":1\"b\"}",
                "{a:1}",
                "{\"a\":\"b\n\"}"
            })
    void read_ofWhatIsNoObject_isRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void read_ofDeepNesting_isRefused_withoutRecursion() {
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000))).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void quote_isReadBackAsItWas() throws Exception {
        String text = "a\"\\\n\t\u0001\u007fé😀";

        assertThat(read("{\"a\":" + FlatJson.quote(text) + "}")).containsEntry("a", text);
        assertThat(FlatJson.quote(text).chars()).noneMatch(c -> c < ' ');
    }

    private static Map<String, String> read(String text) throws MalformedMessageException {
        return FlatJson.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
