package dev.hearth.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.config.PropertyLines.Property;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Java's properties with their lines. */
class PropertyLinesTest {

    @Test
    void formsOfJava_areRead_withTheirLines() throws Exception {
        Map<String, Property> read = PropertyLines.read("""
                # livy.a = comment
                ! livy.b = comment

                livy.c = one two \s
                livy.d:three
                   livy.e   four
                livy.f = five,\\
                         six
                livy.g
                livy.h = \\u0041\\tb
                livy.i = x # no comment
                livy.c = later
                """);
        assertThat(read.values())
                .containsExactly(
                        new Property(5, "livy.d", "three"),
                        new Property(6, "livy.e", "four"),
                        new Property(7, "livy.f", "five,six"),
                        new Property(9, "livy.g", ""),
                        new Property(10, "livy.h", "A\tb"),
                        new Property(11, "livy.i", "x # no comment"),
                        new Property(12, "livy.c", "later"));
    }

    @Test
    void whatIsNoText_isRefusedByItsLine_withoutItsContent() {
        assertThatThrownBy(() -> PropertyLines.read("a = 1\nlivy.keystore.password = geheim\\uXY"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageNotContaining("geheim");
    }

    /** Any text means what it means to Java itself. */
    @Test
    void anyText_isReadAsJavaReadsIt() throws Exception {
        char[] letters = "ab=: \t\f\\\n\r#!".toCharArray();
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(24); j > 0; j--) {
                text.append(letters[random.nextInt(letters.length)]);
            }
            Properties expected = new Properties();
            expected.load(new StringReader(text.toString()));
            Map<String, String> values = new TreeMap<>();
            expected.stringPropertyNames()
                    .forEach(key -> values.put(key, expected.getProperty(key).strip()));
            values.remove("");
            Map<String, String> read = new TreeMap<>();
            PropertyLines.read(text.toString()).forEach((key, property) -> read.put(key, property.value()));
            assertThat(read).as(text.toString()).isEqualTo(values);
        }
    }
}
