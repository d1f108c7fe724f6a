package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.Inspection;
import dev.hearth.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlAssistanceTest {
    private static final SparkSession SPARK = SqlKernel.spark();
    /** Spark's first answers of all are slow, and not what is tested here. */
    private static final SqlInterpreter SQL =
            new SqlInterpreter(() -> SPARK, SqlSettings.DEFAULTS.withNameWait(Duration.ofSeconds(30)));

    @BeforeAll
    static void start() {
        SPARK.sql("CREATE OR REPLACE TEMP VIEW trips AS SELECT 1 AS trip_id, 2.5 AS distance,"
                + " named_struct('city', 'x', 'place', named_struct('lat', 1D)) AS origin, 3 AS `odd name`");
        SPARK.sql("CREATE OR REPLACE TEMP VIEW drivers AS SELECT 1 AS driver_id, 'n' AS name");
        SPARK.sql("CREATE SCHEMA IF NOT EXISTS lake");
        SPARK.sql("CREATE TABLE IF NOT EXISTS lake.boats (boat_id BIGINT COMMENT 'its number') USING parquet"
                + " TBLPROPERTIES ('owner_team' = 'navy')");
    }

    @AfterAll
    static void drop() {
        SPARK.sql("DROP SCHEMA lake CASCADE");
    }

    /** The candidates at the bar in {@code code}. */
    private static List<String> at(String code) throws Exception {
        return complete(code).candidates().stream()
                .map(Completion.Candidate::text)
                .toList();
    }

    private static Completion complete(String code) throws Exception {
        return complete(SQL, code);
    }

    private static Completion complete(SqlInterpreter sql, String code) throws Exception {
        int bar = code.indexOf('|');
        String text = code.substring(0, bar) + code.substring(bar + 1);
        return sql.complete(text, text.codePointCount(0, bar));
    }

    @Test
    void complete_afterFrom_offersTablesAndSchemas() throws Exception {
        assertThat(at("SELECT * FROM |")).contains("trips", "drivers", "lake", "spark_catalog");
        assertThat(at("SELECT * FROM tr|")).startsWith("trips");
        assertThat(at("SELECT * FROM lake.|")).contains("boats");
        assertThat(at("SELECT * FROM lake.BO|")).containsExactly("boats");
        assertThat(at("SELECT * FROM spark_catalog.lake.b|")).containsExactly("boats");
        assertThat(at("SELECT * FROM spark_catalog.la|")).containsExactly("lake");
    }

    @Test
    void complete_column_ofTheTablesNamed() throws Exception {
        assertThat(at("SELECT | FROM trips")).startsWith("trip_id", "distance", "origin", "`odd name`");
        assertThat(at("SELECT dri| FROM trips t JOIN drivers AS d")).startsWith("driver_id");
        assertThat(at("SELECT d.| FROM trips t JOIN drivers AS d ON t.x = d.y")).containsExactly("driver_id", "name");
        assertThat(at("SELECT * FROM trips, drivers d WHERE d.n|")).containsExactly("name");
        assertThat(at("SELECT boat| FROM lake.boats")).startsWith("boat_id");
        assertThat(at("SELECT t.origin.| FROM trips t")).containsExactly("city", "place");
        assertThat(at("SELECT origin.place.l| FROM trips t")).containsExactly("lat");
        assertThat(at("SELECT * FROM trips; SELECT trip|")).doesNotContain("trip_id");
        assertThat(at("SELECT `odd| FROM trips")).containsExactly("`odd name`");
    }

    @Test
    void complete_functionsAndKeywords_inTheCaseTyped() throws Exception {
        assertThat(at("SELECT date_tr|")).containsExactly("date_trunc");
        assertThat(at("sel|")).contains("select").doesNotContain("SELECT");
        assertThat(at("SEL|")).contains("SELECT");
    }

    @Test
    void complete_nameOfACommonTableExpression() throws Exception {
        assertThat(at("WITH recent AS (SELECT 1), older AS (SELECT 2) SELECT * FROM rec|"))
                .startsWith("recent");
    }

    @Test
    void complete_columnsType_isTheSignature() throws Exception {
        assertThat(complete("SELECT trip_| FROM trips").candidates())
                .containsExactly(new Completion.Candidate("trip_id", "column", "int"));
    }

    @Test
    void complete_withinTheUsualWait_isAnsweredByAWarmSpark() throws Exception {
        Completion.Candidate column = new Completion.Candidate("trip_id", "column", "int");
        List<Completion.Candidate> found = List.of();
        // A busy machine may be late now and then. Each has to ask anew, in the wait that it has.
        for (int i = 0; i < 10 && !found.contains(column); i++) {
            try (SqlInterpreter usual = new SqlInterpreter(() -> SPARK, SqlSettings.DEFAULTS)) {
                found = complete(usual, "SELECT trip_| FROM trips").candidates();
            }
        }
        assertThat(found).contains(column);
        try (SqlInterpreter hasty = new SqlInterpreter(() -> SPARK, SqlSettings.DEFAULTS.withNameWait(Duration.ZERO))) {
            assertThat(complete(hasty, "SELECT trip_| FROM trips").candidates()).doesNotContain(column);
        }
    }

    @Test
    void complete_place_isCountedInCodePoints() throws Exception {
        Completion completion = complete("SELECT '🦔🦔', dist| FROM trips");
        assertThat(completion.start()).isEqualTo(13);
        assertThat(completion.end()).isEqualTo(17);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'tr|", "SELECT 1 -- tr|", "SELECT /* tr|", "SELECT 'tr|' FROM trips"})
    void complete_inStringsAndComments_offersNothing(String code) throws Exception {
        assertThat(at(code)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", ".|", "SELECT `;' FROM x. y .|", "SELECT * FROM a.b.c.d.|", "((((|", "FROM|", "🦔|"})
    void complete_anything_doesNotFail(String code) throws Exception {
        assertThat(at(code)).isNotNull();
    }

    @Test
    void complete_hostileName_isQuotedForTheCatalog() throws Exception {
        assertThat(at("SELECT * FROM `a`` ; DROP TABLE x`.|")).isEmpty();
    }

    private static String inspected(String code, int detail) throws Exception {
        int bar = code.indexOf('|');
        String text = code.substring(0, bar) + code.substring(bar + 1);
        Inspection found = SQL.inspect(text, text.codePointCount(0, bar), detail);
        return found.found()
                ? Json.parse(found.bundle().data()).path("text/plain").asText()
                : "";
    }

    @Test
    void inspect_table_showsItsColumns() throws Exception {
        assertThat(inspected("SELECT * FROM lake.bo|ats", 0))
                .isEqualTo(
                        "table lake.boats\n  boat_id  bigint  -- its number\nformat: parquet\nproperties: owner_team=navy\n"
                                + "size: 0 bytes");
        assertThat(inspected("SELECT * FROM lake.boats|", 1))
                .contains("format: parquet", "location: file:", "type: managed", "created: 20");
        assertThat(inspected("SELECT * FROM |trips", 0)).startsWith("temporary view trips\n  trip_id ");
        assertThat(inspected("SELECT * FROM |trips t", 0)).startsWith("temporary view trips\n  trip_id ");
    }

    @Test
    void inspect_column_showsItsType() throws Exception {
        assertThat(inspected("SELECT distan|ce FROM trips", 0))
                .contains("column of trips")
                .contains("decimal(2,1)");
        assertThat(inspected("SELECT t.origin.ci|ty FROM trips t", 0)).contains("city  string");
    }

    @Test
    void inspect_function_showsItsUsage() throws Exception {
        assertThat(inspected("SELECT date_tr|unc('DAY', now())", 0))
                .contains("Function: date_trunc")
                .contains("Usage:");
    }

    @Test
    void inspect_unknown_isNotFound() throws Exception {
        assertThat(inspected("SELECT no_such_th|ing", 0)).isEmpty();
        assertThat(inspected("SELECT 'tri|ps'", 0)).isEmpty();
        assertThat(inspected("|", 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1                       | COMPLETE",
                "SELECT 1;                      | COMPLETE",
                "SELECT 1; SELECT               | INCOMPLETE",
                "SELECT * FROM                  | INCOMPLETE",
                "SELECT (1 +                    | INCOMPLETE",
                "SELECT;                        | INVALID",
                "SELECT * FROM; SELECT 1        | INVALID",
                "SELEKT 1                       | INVALID",
                "SELECT 1 FROM t t t            | INVALID",
                "SET spark.sql.ansi.enabled     | COMPLETE",
                "CREATE TEMP VIEW v AS SELECT 1 | COMPLETE",
                "-- nothing                     | COMPLETE",
                "BEGIN SELECT 1; END            | COMPLETE",
                "BEGIN SELECT 1;                | INCOMPLETE",
            })
    void isComplete_text_hasItsVerdict(String code, Completeness.Status status) {
        assertThat(SQL.isComplete(code).status()).isEqualTo(status);
    }

    @Test
    void isComplete_quotesAndBlocksOpen_areIncomplete() {
        Stream.of("SELECT 'a", "SELECT \"a", "SELECT `a", "SELECT /* a")
                .forEach(code ->
                        assertThat(SQL.isComplete(code).status()).as(code).isEqualTo(Completeness.Status.INCOMPLETE));
        assertThat(SQL.isComplete("BEGIN\n").indent()).isEqualTo("  ");
    }

    @Test
    void complete_withoutSpark_offersKeywordsAlone() throws Exception {
        SqlInterpreter sql = new SqlInterpreter(
                () -> {
                    throw new IllegalStateException("no Spark");
                },
                SqlSettings.DEFAULTS);
        assertThat(sql.complete("trip", 4).candidates()).isEmpty();
        assertThat(sql.complete("SEL", 3).candidates())
                .containsExactly(new Completion.Candidate("SELECT", "keyword", ""));
        assertThat(sql.inspect("trips", 2, 0).found()).isFalse();
    }
}
