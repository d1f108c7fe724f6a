package dev.hearth.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Thread-safety: each test is confined to its thread. */
class PlainValueTest {
    private static String json(@Nullable Object value) throws UnpassableValueException {
        return StandardCharsets.UTF_8
                .decode(PlainValue.of(value, "T").data().duplicate())
                .toString();
    }

    private static @Nullable Object read(String json) throws UnpassableValueException {
        return PlainValue.read(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Property(tries = 300)
    void everyPlainValue_comesBackAsItWas(@ForAll("values") @Nullable Object value) throws Exception {
        Facility.Value passed = PlainValue.of(value, "T");
        assertThat(passed.form()).isEqualTo("json");
        assertThat(comparable(PlainValue.read(passed))).isEqualTo(comparable(value));
    }

    /** Arrays have no equality of their own. */
    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "bytes " + Arrays.toString(bytes);
        } else if (value instanceof List<?> list) {
            return list.stream().map(PlainValueTest::comparable).toList();
        } else if (value instanceof Map<?, ?> map) {
            List<Object> pairs = new ArrayList<>();
            map.forEach((k, v) -> pairs.add(Arrays.asList(comparable(k), comparable(v))));
            return Map.of("map", pairs);
        }
        return value;
    }

    @Provide
    static Arbitrary<Object> values() {
        return values(3);
    }

    private static Arbitrary<Object> values(int levels) {
        if (levels == 0) {
            return scalars();
        }
        Arbitrary<Object> inside = values(levels - 1);
        Arbitrary<Object> texts = Arbitraries.of("$", "$$", "$map", "$decimal", "$$date", "a", "", "é");
        Arbitrary<Object> keys = scalars().filter(key -> !(key instanceof byte[]));
        return Arbitraries.oneOf(List.of(
                scalars(),
                inside.list().ofMaxSize(4).map(Object.class::cast),
                Arbitraries.maps(texts, inside).ofMaxSize(2).map(Object.class::cast),
                Arbitraries.maps(keys, inside).ofMaxSize(2).map(Object.class::cast)));
    }

    private static Arbitrary<Object> scalars() {
        return Arbitraries.oneOf(List.of(
                        Arbitraries.of(true, false).map(Object.class::cast),
                        Arbitraries.longs().map(Object.class::cast),
                        Arbitraries.bigIntegers()
                                .between(BigInteger.TWO.pow(63), BigInteger.TWO.pow(400))
                                .map(Object.class::cast),
                        Arbitraries.doubles().map(Object.class::cast),
                        Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 1e300)
                                .map(Object.class::cast),
                        Arbitraries.bigDecimals().map(Object.class::cast),
                        Arbitraries.strings()
                                .excludeChars(surrogates())
                                .ofMaxLength(8)
                                .map(Object.class::cast),
                        Arbitraries.of("\"\\\n\u0000", "é€", "😀", "").map(Object.class::cast),
                        Arbitraries.longs().between(-2_000_000, 4_000_000).map(LocalDate::ofEpochDay),
                        Arbitraries.longs()
                                .between(-60_000_000_000L, 253_000_000_000L)
                                .map(seconds -> Instant.ofEpochSecond(seconds, seconds & 0xfffff)),
                        Arbitraries.longs()
                                .between(-60_000_000_000L, 253_000_000_000L)
                                .map(seconds -> LocalDateTime.ofEpochSecond(seconds, 123_456_000, ZoneOffset.UTC)),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Object.class::cast)))
                .injectNull(0.05);
    }

    private static char[] surrogates() {
        char[] all = new char[0x800];
        for (int i = 0; i < all.length; i++) {
            all[i] = (char) (0xd800 + i);
        }
        return all;
    }

    @Example
    void whatJsonLacks_isAnObjectOfOneKey() throws Exception {
        assertThat(json(new BigDecimal("1.10"))).isEqualTo("{\"$decimal\":\"1.10\"}");
        assertThat(json(LocalDate.of(2026, 1, 31))).isEqualTo("{\"$date\":\"2026-01-31\"}");
        assertThat(json(Instant.parse("2026-01-31T10:00:00.000001Z")))
                .isEqualTo("{\"$timestamp\":\"2026-01-31T10:00:00.000001Z\"}");
        assertThat(json(LocalDateTime.of(2026, 1, 31, 10, 0))).startsWith("{\"$datetime\":\"2026-01-31T10:00");
        assertThat(json(new byte[] {1, 2})).isEqualTo("{\"$bytes\":\"AQI=\"}");
        assertThat(json(Double.NaN)).isEqualTo("{\"$float\":\"nan\"}");
        assertThat(json(Map.of(1, "a"))).isEqualTo("{\"$map\":[[1,\"a\"]]}");
        assertThat(json(Map.of("$date", 1))).isEqualTo("{\"$$date\":1}");
        assertThat(read("{\"$timestamp\":\"2026-01-31T11:00:00+01:00\"}"))
                .isEqualTo(Instant.parse("2026-01-31T10:00:00Z"));
    }

    @Example
    void otherNumbersArraysAndDatesOfSql_areTakenToo() throws Exception {
        assertThat(json(new Object[] {(byte) 1, (short) 2, 3, 0.1f, 'c'})).isEqualTo("[1,2,3,0.1,\"c\"]");
        assertThat(json(new double[] {1})).isEqualTo("[1.0]");
        assertThat(json(java.sql.Date.valueOf("2026-01-31"))).isEqualTo("{\"$date\":\"2026-01-31\"}");
        assertThat(json(java.sql.Timestamp.from(Instant.EPOCH))).isEqualTo("{\"$timestamp\":\"1970-01-01T00:00:00Z\"}");
    }

    @Example
    void whatCannotPass_isASentenceThatNamesItsType() {
        assertThatThrownBy(() -> PlainValue.of(new Thread(), "java.lang.Thread"))
                .isInstanceOf(UnpassableValueException.class)
                .hasMessageContaining("type java.lang.Thread cannot pass")
                .hasMessageContaining("DataFrames");
        assertThatThrownBy(() -> PlainValue.of(List.of(new Thread()), "List[Thread]"))
                .hasMessageContaining("List[Thread] (with a java.lang.Thread in it)");
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> PlainValue.of(itself, "list")).hasMessageContaining("holds itself");
        assertThatThrownBy(() -> PlainValue.of(BigInteger.TWO.pow(4000), "int")).hasMessageContaining("4001 bits");
        assertThatThrownBy(() -> PlainValue.read(Facility.Value.object(new Object(), "DataFrame")))
                .hasMessageContaining("DataFrame is no plain value");
    }

    @Example
    void moreThanMayPass_isASentenceAndNotMemory() {
        String large = "x".repeat(1 << 20);
        Iterable<String> endless = () -> Stream.generate(() -> large).iterator();
        assertThatThrownBy(() -> PlainValue.of(endless, "Iterator"))
                .isInstanceOf(UnpassableValueException.class)
                .hasMessageContaining("16 MiB");
    }

    @Example
    void malformedJson_isASentence() {
        for (String bad : List.of(
                "",
                "{",
                "{\"$date\":1}",
                "{\"$date\":\"x\"}",
                "{\"$nothing\":\"x\"}",
                "{\"$map\":[1]}",
                "{\"$bytes\":\"*\"}")) {
            assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(UnpassableValueException.class);
        }
    }

    @Example
    void deepestValue_canBeReadAgain() throws Exception {
        Object value = 1L;
        for (int i = 0; i < PlainValue.MOST_LEVELS; i++) {
            value = Map.of(1L, value);
        }
        assertThat(PlainValue.read(PlainValue.of(value, "Map"))).isEqualTo(value);
    }
}
