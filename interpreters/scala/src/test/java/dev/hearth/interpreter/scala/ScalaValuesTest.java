package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values by name: listed, given to other languages, taken from them. */
@ExtendWith(SharedSession.class)
class ScalaValuesTest {
    private final ScalaSession session;
    private final Facility.Values values;

    ScalaValuesTest(ScalaSession session) {
        this.session = session;
        this.values = session.interpreter.facility(Facility.Values.class).orElseThrow();
    }

    @Test
    void variables_ofCells_haveTypesSizesAndPreviews() throws Exception {
        session.text("""
                case class Listed(name: String, n: Int)
                val listedWord = "abc"
                var listedSum = 20L
                val listedAll = Seq(Listed("a", 1), Listed("b", 2))
                val listedArray = Array(1, 2, 3)
                lazy val listedLazy = sys.error("asked")
                val listedEndless = LazyList.from(1)
                def listedDef = 1
                val (listedOne, listedTwo) = (1, Map("k" -> List(1.5)))
                val _listedHidden = 1
                listedSum + 1""");
        session.text("listedSum += 1");
        Map<String, Facility.Variable> all = new LinkedHashMap<>();
        values.variables().forEach(each -> all.put(each.name(), each));
        assertThat(all)
                .containsEntry("listedWord", new Facility.Variable("listedWord", "String", 46, "abc"))
                .containsEntry("listedSum", new Facility.Variable("listedSum", "Long", 16, "21"))
                .containsEntry(
                        "listedAll",
                        new Facility.Variable("listedAll", "Seq[Listed]", -1, "List(Listed(a, 1), Listed(b, 2))"))
                .containsEntry("listedArray", new Facility.Variable("listedArray", "Array[Int]", 28, "Array(1, 2, 3)"))
                .containsEntry(
                        "listedEndless",
                        new Facility.Variable(
                                "listedEndless",
                                "scala.collection.immutable.LazyList[Int]",
                                -1,
                                "LazyList(<not computed>)"))
                .containsKeys("listedOne", "listedTwo")
                .doesNotContainKeys("listedLazy", "listedDef", "Listed", "_listedHidden");
        assertThat(all.keySet()).noneMatch(name -> name.matches("res\\d+|.*\\$.*"));
        session.text("def listedWord = 1");
        assertThat(values.variables())
                .extracting(Facility.Variable::name)
                .contains("listedSum")
                .doesNotContain("listedWord");
    }

    @Test
    void variables_largeValue_hasAShortPreview() throws Exception {
        session.text("val listedLarge = Vector.fill(100000)(\"x\" * 1000)");
        assertThat(values.variables())
                .filteredOn(each -> each.name().equals("listedLarge"))
                .singleElement()
                .satisfies(each -> assertThat(each.preview())
                        .hasSize(200)
                        .startsWith("Vector(xxx")
                        .endsWith("…"));
    }

    @Test
    void variables_ofOddValues_areListedWithoutComputingThem() throws Exception {
        session.text("""
                var oddAsked = 0
                val oddView = (1 to 10).view.map { n => oddAsked += 1; n }
                val oddRange = 0 to Int.MaxValue
                var oddShy = false
                class OddText { override def toString = if (oddShy) throw new IllegalStateException("shy") else "calm" }
                val oddText = new OddText""");
        session.text("oddShy = true");
        assertThat(values.variables()).extracting(Facility.Variable::name).contains("oddView", "oddRange", "oddText");
        assertThat(session.text("oddAsked")).endsWith("Int = 0");
    }

    @Test
    void give_plainValues_areTheirJson() throws Exception {
        session.text("""
                case class Given(name: String, at: java.time.LocalDate)
                val given1 = Map("n" -> Seq(1, 2), "m" -> Nil)
                val given2 = Given("x", java.time.LocalDate.of(2026, 1, 31))
                val given3 = (1, Some(2.5), None, BigDecimal("1.10"), BigInt(2).pow(70), 'c', Array("a"))
                val given4 = Map(1 -> "one")
                var given5 = Array[Byte](1, 2)""");
        assertThat(json("given1")).isEqualTo("{\"n\":[1,2],\"m\":[]}");
        assertThat(json("given2")).isEqualTo("{\"name\":\"x\",\"at\":{\"$date\":\"2026-01-31\"}}");
        assertThat(json("given3"))
                .isEqualTo("[1,2.5,null,{\"$decimal\":\"1.10\"},1180591620717411303424,\"c\",[\"a\"]]");
        assertThat(json("given4")).isEqualTo("{\"$map\":[[1,\"one\"]]}");
        assertThat(json("given5")).isEqualTo("{\"$bytes\":\"AQI=\"}");
        assertThat(values.give("given4").orElseThrow().type()).isEqualTo("scala.collection.immutable.Map[Int,String]");
    }

    @Test
    void give_whatCannotPass_saysWhichTypeAndWhatCan() throws Exception {
        session.text("val ungivable = new Thread()\nval endless = LazyList.from(1)\ndef noValue = 1");
        assertThatThrownBy(() -> values.give("ungivable"))
                .isInstanceOf(UnpassableValueException.class)
                .hasMessageContaining("Thread")
                .hasMessageContaining("DataFrames");
        assertThatThrownBy(() -> values.give("endless")).hasMessageContaining("16 MiB");
        assertThat(values.give("noValue")).isEmpty();
        assertThat(values.give("neverHeardOf")).isEmpty();
    }

    @Test
    void take_plainValues_haveTheNarrowestType() throws Exception {
        assertThat(taken(5L)).isEqualTo("Int = 5");
        assertThat(taken(1L << 40)).isEqualTo("Long = 1099511627776");
        assertThat(taken(BigInteger.TWO.pow(70))).isEqualTo("BigInt = 1180591620717411303424");
        assertThat(taken(2.5)).isEqualTo("Double = 2.5");
        assertThat(taken("text")).isEqualTo("String = text");
        assertThat(taken(true)).isEqualTo("Boolean = true");
        assertThat(taken(new BigDecimal("1.10"))).isEqualTo("BigDecimal = 1.10");
        assertThat(taken(LocalDate.of(2026, 1, 31))).isEqualTo("java.time.LocalDate = 2026-01-31");
        assertThat(taken(Instant.EPOCH)).isEqualTo("java.time.Instant = 1970-01-01T00:00:00Z");
        assertThat(taken(null)).isEqualTo("Null = null");
        assertThat(taken(List.of(1L, 2L))).isEqualTo("Seq[Int] = Vector(1, 2)");
        assertThat(taken(List.of(1L, 1L << 40))).isEqualTo("Seq[Long] = Vector(1, 1099511627776)");
        assertThat(taken(List.of(1L, 2.5))).isEqualTo("Seq[Double] = Vector(1.0, 2.5)");
        assertThat(taken(Arrays.asList("a", null))).isEqualTo("Seq[String] = Vector(a, null)");
        assertThat(taken(Arrays.asList(1L, null, "a"))).isEqualTo("Seq[Any] = Vector(1, null, a)");
        assertThat(taken(List.of(List.of(1L), new ArrayList<>())))
                .isEqualTo("Seq[Seq[Int]] = Vector(Vector(1), Vector())");
        assertThat(taken(Map.of("k", List.of(1L)))).isEqualTo("Map[String,Seq[Int]] = VectorMap(k -> Vector(1))");
    }

    @Test
    void take_aValue_isUsedLikeAnyOther() throws Exception {
        values.take("type", PlainValue.of(List.of(1L, 2L), "list"));
        assertThat(session.text("`type`.map(_ + 1).sum")).endsWith("Int = 5");
        assertThatThrownBy(() -> values.take("a`b", PlainValue.of(1L, "int")))
                .isInstanceOf(UnpassableValueException.class);
        values.take("live", Facility.Value.object(new StringJoiner("-"), "StringJoiner"));
        assertThat(session.text("live.add(\"a\").add(\"b\").toString")).endsWith("String = a-b");
        assertThat(values.variables()).extracting(Facility.Variable::name).contains("live");
    }

    private String json(String name) throws Exception {
        Optional<Facility.Value> value = values.give(name);
        return StandardCharsets.UTF_8
                .decode(value.orElseThrow().data().duplicate())
                .toString();
    }

    /** What the shell says of a value that came from another language. */
    private String taken(@Nullable Object value) throws Exception {
        return session.onCellThread(() -> {
                    values.take("takenValue", PlainValue.of(value, "test"));
                    return "";
                })
                + session.text("val again = takenValue")
                        .replaceFirst("val again: ", "")
                        .replace("scala.collection.immutable.", "");
    }
}
