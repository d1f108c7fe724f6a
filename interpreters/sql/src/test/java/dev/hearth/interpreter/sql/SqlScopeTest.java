package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScopeTest {
    private static final SparkSession SPARK = SqlKernel.spark();
    private static final SqlInterpreter SQL =
            new SqlInterpreter(() -> SPARK, SqlSettings.DEFAULTS.withNameWait(Duration.ofSeconds(30)));

    @BeforeAll
    static void start() {
        SPARK.sql("CREATE OR REPLACE TEMP VIEW trips AS SELECT 1 AS trip_id, 2.5 AS distance, 3 AS driver");
        SPARK.sql("CREATE OR REPLACE TEMP VIEW drivers AS SELECT 1 AS driver_id, 'n' AS name");
        SPARK.sql("CREATE OR REPLACE TEMPORARY FUNCTION plus_one(x INT) RETURNS INT RETURN x + 1");
        SPARK.sql("DECLARE OR REPLACE trip_limit INT DEFAULT 5");
    }

    private static List<Completion.Candidate> complete(String code) throws Exception {
        int bar = code.indexOf('|');
        return SQL.complete(code.replace("|", ""), bar).candidates();
    }

    private static List<String> columns(String code) throws Exception {
        return complete(code).stream()
                .filter(candidate -> candidate.type().equals("column"))
                .map(candidate ->
                        candidate.text() + (candidate.signature().isEmpty() ? "" : " " + candidate.signature()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                // A common table expression's columns, computed ones without a type.
                "WITH far AS (SELECT trip_id, distance * 2 AS twice FROM trips) SELECT | FROM far ! trip_id int,twice",
                "WITH far (a, b) AS (SELECT trip_id, distance FROM trips) SELECT f.| FROM far f   ! a int,'b decimal(2,1)'",
                "WITH a AS (SELECT * FROM drivers), b AS (SELECT * FROM a) SELECT b.| FROM b ! driver_id int,name string",
                // A subquery's, by its alias.
                "SELECT s.| FROM (SELECT name AS n, count(*) c FROM drivers GROUP BY name) s ! n string,c",
                "SELECT s.| FROM (SELECT d.* FROM drivers d) AS s                 ! driver_id int,name string",
                // The innermost query's first, then those around it.
                "SELECT * FROM trips WHERE driver IN (SELECT dri| FROM drivers)   ! driver_id int,driver int",
                "SELECT * FROM trips t WHERE EXISTS (SELECT 1 FROM drivers d WHERE t.d|) ! distance decimal(2,1),driver int",
                // Not those of the other side of a union.
                "SELECT name FROM drivers UNION SELECT dri| FROM trips            ! driver int",
                "SELECT dri| FROM trips UNION SELECT name FROM drivers            ! driver int",
                // Names that the select list gives.
                "SELECT distance AS dist FROM trips ORDER BY dis|                 ! distance decimal(2,1),dist decimal(2,1)",
                // Other clauses.
                "INSERT INTO drivers (dri|) SELECT 1                              ! driver_id int",
                "UPDATE drivers SET na|                                           ! name string",
                "SELECT item.| FROM trips LATERAL VIEW explode(array(1)) item AS a ! a",
                "SELECT r.| FROM range(3) AS r(n)                                 ! n",
                "SELECT d.| FROM (trips t JOIN drivers d ON t.driver = d.driver_id) ! driver_id int,name string",
                "SELECT * FROM trips t JOIN drivers d ON t.driver = d.dr|         ! driver_id int",
            })
    void complete_column_ofWhatThePlaceSees(String code, String expected) throws Exception {
        assertThat(String.join(",", columns(code))).isEqualTo(expected.replace("'", ""));
    }

    @Test
    void complete_function_hasItsSignature() throws Exception {
        assertThat(complete("SELECT date_tr|"))
                .containsExactly(new Completion.Candidate("date_trunc", "function", "date_trunc(fmt, ts)"));
        assertThat(complete("SELECT regexp_repl|").get(0).signature())
                .isEqualTo("regexp_replace(str, regexp, rep[, position])");
        assertThat(complete("SELECT plus_o|"))
                .containsExactly(new Completion.Candidate("plus_one", "function", "plus_one(x INT) returns INT"));
        assertThat(complete("SELECT * FROM ran|"))
                .anySatisfy(candidate -> assertThat(candidate.signature()).startsWith("range("));
    }

    @Test
    void complete_placeForASchema_offersSchemasAndCatalogs() throws Exception {
        assertThat(complete("USE |").stream().map(Completion.Candidate::text)).contains("default", "spark_catalog");
        assertThat(complete("SHOW TABLES IN def|").stream().map(Completion.Candidate::text))
                .contains("default");
        assertThat(complete("SELECT * FROM trips, dri|").get(0))
                .isEqualTo(new Completion.Candidate("drivers", "table", ""));
    }

    @Test
    void complete_variableAndParameter_byName() throws Exception {
        assertThat(complete("SELECT trip_l|")).contains(new Completion.Candidate("trip_limit", "variable", "int"));
        SQL.facility(Facility.Values.class).orElseThrow().take("least", PlainValue.of(1L, "int"));
        assertThat(complete("SELECT :le|")).containsExactly(new Completion.Candidate("least", "parameter", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT jour| FROM trips journey",
                "SELECT * FROM trips AS journey WHERE jour|",
                "SELECT jour| FROM (SELECT 1 AS one) journey",
                "SELECT * FROM trips journey JOIN drivers d ON d.driver_id = jour|"
            })
    void complete_alias_byItsName(String code) throws Exception {
        assertThat(complete(code)).containsExactly(new Completion.Candidate("journey", "table", ""));
    }

    @Test
    void complete_keyword_ofSparksOwnList() throws Exception {
        assertThat(complete("select 1 tablesam|"))
                .extracting(Completion.Candidate::text)
                .contains("tablesample");
        assertThat(complete("MSC|")).extracting(Completion.Candidate::text).contains("MSCK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH |",
                "WITH a|",
                "WITH a AS (|",
                "WITH a AS (SELECT * FROM a) SELECT | FROM a",
                "SELECT (((|",
                "FROM (|",
                "SELECT * FROM (SELECT * FROM (|",
                "LATERAL VIEW |",
                "SELECT a.|.b FROM",
                ")|(",
                "UNION |",
                "SELECT | UNION",
                "FROM t t t (|",
                "SELECT * FROM LATERAL VIEW explode(| t AS"
            })
    void complete_unfinishedText_doesNotFail(String code) throws Exception {
        assertThat(complete(code)).isNotNull();
    }

    @Test
    void inspect_columnOfASubquery_hasItsType() throws Exception {
        String code = "SELECT s.n FROM (SELECT name AS n FROM drivers) s";
        assertThat(text(code, 9)).isEqualTo("column of s\nn  string not null");
        assertThat(text(code, code.length())).isEqualTo("query s\n  n  string not null");
        assertThat(text("SELECT trip_limit", 10)).isEqualTo("session variable trip_limit int\n5");
    }

    private static String text(String code, int cursor) throws Exception {
        return Json.parse(SQL.inspect(code, cursor, 0).bundle().data())
                .path("text/plain")
                .asText();
    }

    @Test
    void complete_catalogThatDoesNotAnswer_isNotWaitedFor() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (SqlInterpreter slow = new SqlInterpreter(
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return SPARK;
                },
                SqlSettings.DEFAULTS.withNameWait(Duration.ofMillis(50)))) {
            long began = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThat(slow.complete("SELECT sel", 10).candidates())
                        .contains(new Completion.Candidate("select", "keyword", ""));
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(5_000);
        }
    }
}
