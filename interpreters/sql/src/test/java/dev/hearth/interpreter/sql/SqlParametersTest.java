package dev.hearth.interpreter.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SqlParametersTest {
    private static final SparkSession SPARK = SqlKernel.spark();
    private final Map<String, Facility.Value> session = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final SqlKernel kernel = new SqlKernel(SPARK, SqlSettings.DEFAULTS.withParameters(name -> {
        asked.add(name);
        if (name.equals("broken")) {
            throw new IllegalStateException("a Thread cannot go to SQL");
        }
        return Optional.ofNullable(session.get(name));
    }));

    private void set(String name, @Nullable Object value) throws UnpassableValueException {
        session.put(name, PlainValue.of(value, "?"));
    }

    /** Value and type of the parameter {@code :p}. */
    private String seen(@Nullable Object value) throws UnpassableValueException {
        set("p", value);
        JsonNode row = kernel.table("SELECT :p, typeof(:p)").path("rows").get(0);
        return row.get(0) + " " + row.get(1).asText();
    }

    @Test
    void parameter_ofEachPlainType_isATypedLiteral() throws Exception {
        assertThat(seen(null)).isEqualTo("null void");
        assertThat(seen(true)).isEqualTo("true boolean");
        assertThat(seen(7L)).isEqualTo("7 int");
        assertThat(seen(3_000_000_000L)).isEqualTo("3000000000 bigint");
        assertThat(seen(new BigInteger("123456789012345678901234567890")))
                .isEqualTo("\"123456789012345678901234567890\" decimal(30,0)");
        assertThat(seen(2.5)).isEqualTo("2.5 double");
        assertThat(seen(Double.NaN)).isEqualTo("\"NaN\" double");
        assertThat(seen(new BigDecimal("1.10"))).isEqualTo("\"1.10\" decimal(3,2)");
        assertThat(seen("o'Hara; -- 🦔")).isEqualTo("\"o'Hara; -- 🦔\" string");
        assertThat(seen(LocalDate.parse("2026-01-31"))).isEqualTo("\"2026-01-31\" date");
        assertThat(seen(Instant.parse("2026-01-31T10:00:00.000001Z")))
                .isEqualTo("\"2026-01-31T11:00:00.000001+01:00\" timestamp");
        assertThat(seen(LocalDateTime.parse("2026-01-31T10:00:00"))).isEqualTo("\"2026-01-31T10:00:00\" timestamp_ntz");
        assertThat(seen(new byte[] {0, -1})).isEqualTo("\"AP8=\" binary");
    }

    @Test
    void parameter_collection_isATypedLiteral() throws Exception {
        assertThat(seen(List.of(1L, 2L))).isEqualTo("[1,2] array<int>");
        assertThat(seen(List.of(1L, 3_000_000_000L))).isEqualTo("[1,3000000000] array<bigint>");
        assertThat(seen(List.of(1L, 2.5))).isEqualTo("[1.0,2.5] array<double>");
        assertThat(seen(Arrays.asList("a", null))).isEqualTo("[\"a\",null] array<string>");
        assertThat(seen(List.of(LocalDate.parse("2026-01-31")))).isEqualTo("[\"2026-01-31\"] array<date>");
        assertThat(seen(List.of(List.of(1L), List.of(2L)))).isEqualTo("[[1],[2]] array<array<int>>");
        assertThat(seen(Map.of("k", 1L))).isEqualTo("[[\"k\",1]] map<string,int>");
        assertThat(seen(Map.of(5L, "v"))).isEqualTo("[[5,\"v\"]] map<int,string>");
        set("p", new java.util.TreeMap<>(Map.of("name", "Ann", "age", 41L)));
        assertThat(kernel.table("SELECT :p.name, :p.age + 1").path("rows").toString())
                .isEqualTo("[[\"Ann\",42]]");
    }

    @Test
    void parameter_decimalsOfSeveralScales_keepTheirValues() throws Exception {
        set("p", List.of(new BigDecimal("1.10"), new BigDecimal("22.005"), 3L));
        assertThat(kernel.table("SELECT :p").path("rows").toString()).isEqualTo("[[[\"1.100\",\"22.005\",\"3.000\"]]]");
        set("p", Map.of("a", new BigDecimal("1.10"), "b", new BigDecimal("22.005")));
        assertThat(kernel.table("SELECT :p['a'], :p['b']").path("rows").toString())
                .isEqualTo("[[\"1.100\",\"22.005\"]]");
    }

    @Test
    void parameter_inAnyPlaceOfAQuery_isBound() throws Exception {
        set("n", 3L);
        set("ids", List.of(1L, 5L));
        assertThat(kernel.table("SELECT id FROM range(10) WHERE array_contains(:ids, id) OR id = :n + 4 LIMIT :n")
                        .path("rows")
                        .toString())
                .isEqualTo("[[1],[5],[7]]");
        set("t", "range_of_three");
        SPARK.range(3).createOrReplaceTempView("range_of_three");
        assertThat(kernel.table("SELECT count(*) FROM IDENTIFIER(:t)")
                        .path("rows")
                        .toString())
                .isEqualTo("[[3]]");
    }

    @Test
    void parameter_hostileText_isNeverPastedIntoTheStatement() throws Exception {
        set("p", "x' OR '1' = '1");
        assertThat(kernel.table("SELECT count(*) FROM range(5) WHERE 'a' = :p")
                        .path("rows")
                        .toString())
                .isEqualTo("[[0]]");
        set("p", "x`; DROP TABLE y");
        assertThat(kernel.error("SELECT * FROM IDENTIFIER(:p)").ename()).doesNotContain("DROP");
    }

    @Test
    void parameter_missing_isNamedWithWhatToDo() {
        ExecutionResult.Failed error = kernel.error("SELECT 1;\nSELECT id FROM range(3)\n WHERE id > :least");
        assertThat(error.ename()).isEqualTo("UNBOUND_SQL_PARAMETER");
        assertThat(error.evalue())
                .isEqualTo("there is no value for the parameter :least. Give it one: define a variable least in another"
                        + " language of this session, or begin the cell with %%sql -i least");
        assertThat(error.traceback().get(0)).contains(error.evalue());
        assertThat(error.traceback()).contains("3 |  WHERE id > :least");
    }

    @Test
    void parameter_ofAnotherLengthThanItsName_movesNoErrorsPlace() throws Exception {
        set("p", "a text that is longer than the name of its parameter");
        ExecutionResult.Failed error = kernel.error("SELECT 1;\nSELECT :p,\n  :p || nope");
        assertThat(error.ename()).startsWith("UNRESOLVED_COLUMN");
        assertThat(error.traceback())
                .contains("SQLSTATE 42703, line 3, column 9", "3 |   :p || nope", "  |         ^^^^");
        set("n", 0L);
        error = kernel.error("SELECT :p AS t,\n  1 / :n AS q");
        assertThat(error.ename()).isEqualTo("DIVIDE_BY_ZERO");
        assertThat(error.traceback()).contains("SQLSTATE 22012, line 2, column 3", "2 |   1 / :n AS q");
    }

    @Test
    void parameter_thatCannotPass_saysWhy() {
        assertThat(kernel.error("SELECT :broken").evalue())
                .isEqualTo("the parameter :broken cannot be passed: a Thread cannot go to SQL");
        session.put("df", new Facility.Value("object", "DataFrame", ByteBuffer.allocate(0), SPARK.range(1)));
        session.put("mixed", new Facility.Value("json", "list", ByteBuffer.wrap("[1, true]".getBytes(UTF_8)), null));
        assertThat(kernel.error("SELECT :mixed").evalue()).contains("values of several types in one list");
        assertThat(kernel.error("SELECT :df").evalue())
                .contains("it is a DataFrame")
                .contains("%%sql -i df");
    }

    @Test
    void colon_thatIsNoParameter_asksForNothing() throws Exception {
        set("INT", 1L);
        assertThat(kernel.text("SELECT ':a', 1::bigint AS x -- :b\n")).startsWith(":a");
        assertThat(asked).isEmpty();
        assertThat(kernel.table("SELECT CAST(NULL AS STRUCT<a:INT>) AS s")
                        .path("rows")
                        .toString())
                .isEqualTo("[[null]]");
    }

    @Test
    void taken_value_winsOverTheSessions() throws Exception {
        set("p", 1L);
        Facility.Values values =
                kernel.interpreter.facility(Facility.Values.class).orElseThrow();
        values.take("p", PlainValue.of(2L, "int"));
        assertThat(kernel.table("SELECT :p").path("rows").toString()).isEqualTo("[[2]]");
        assertThat(PlainValue.read(values.give("p").orElseThrow())).isEqualTo(2L);
    }
}
