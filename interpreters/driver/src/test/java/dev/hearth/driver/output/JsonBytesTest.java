package dev.hearth.driver.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Json;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
    private static String throughJson(byte[] utf8) {
        return Json.parse(new JsonBytes(8).string(utf8, 0, utf8.length).take()).textValue();
    }

    @Property(tries = 500)
    void string_ofText_isReadBackAsTheSame(@ForAll String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        assertThat(throughJson(utf8)).isEqualTo(new String(utf8, StandardCharsets.UTF_8));
    }

    @Property(tries = 500)
    void string_ofAnyBytes_isJsonAllTheSame(@ForAll byte[] bytes) {
        assertThat(throughJson(bytes)).isNotNull();
    }

    @Test
    void string_ofBrokenUtf8_replacesOnlyWhatIsBroken() {
        byte[] bytes = {'a', (byte) 0xff, 'b', (byte) 0xe2, (byte) 0x82, 'c', (byte) 0xf0, (byte) 0x9f};
        assertThat(throughJson(bytes)).isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
        byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
        assertThat(throughJson(surrogate)).isEqualTo("\uFFFD\uFFFD\uFFFD");
    }

    @Property(tries = 300)
    void cut_neverSplitsACodePoint(@ForAll String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder joined = new StringBuilder();
        for (int at = 0; at < utf8.length; ) {
            int cut = Utf8.cut(utf8, at, utf8.length, 5);
            assertThat(cut).isBetween(at + 1, at + 5);
            joined.append(new String(utf8, at, cut - at, StandardCharsets.UTF_8));
            at = cut;
        }
        assertThat(joined).hasToString(new String(utf8, StandardCharsets.UTF_8));
    }
}
