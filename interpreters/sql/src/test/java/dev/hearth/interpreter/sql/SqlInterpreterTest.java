package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import dev.hearth.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SqlInterpreterTest {
    private static final SparkSession SPARK = SqlKernel.spark();
    private final SqlKernel kernel = new SqlKernel(SPARK, SqlSettings.DEFAULTS);

    @Test
    void execute_query_showsATable() {
        assertThat(kernel.text("SELECT 1 AS id, 'é🦔' AS name UNION ALL SELECT 20, NULL"))
                .isEqualTo("id | name\n---+-----\n 1 | é🦔\n20 | NULL\n(2 rows)");
    }

    @Test
    void execute_severalStatements_displaysAllButTheLast() {
        assertThat(kernel.text("SELECT 1 AS a; SELECT 2 AS b;\n-- the last one\nSELECT 3 AS c;"))
                .startsWith("c\n");
        assertThat(kernel.output.displays)
                .extracting(b -> Json.parse(b.data()).path("text/plain").asText())
                .containsExactly("a\n-\n1\n(1 row)", "b\n-\n2\n(1 row)");
    }

    @Test
    void execute_commandWithoutColumns_saysOk() {
        assertThat(kernel.text("CREATE OR REPLACE TEMP VIEW v AS SELECT 1 AS x"))
                .isEqualTo("OK");
        assertThat(kernel.text("CREATE TABLE IF NOT EXISTS made (x INT) USING parquet"))
                .isEqualTo("OK");
        assertThat(kernel.text("INSERT INTO made VALUES (7)")).isEqualTo("OK");
        assertThat(kernel.table("SELECT * FROM made").path("rows").toString()).isEqualTo("[[7]]");
        assertThat(kernel.text("DROP TABLE made")).isEqualTo("OK");
    }

    @Test
    void execute_onlyComments_hasNoValue() {
        assertThat(kernel.run("-- nothing\n/* at all; */")).isEqualTo(ExecutionResult.Succeeded.nothing());
    }

    @Test
    void execute_script_runsAsOneStatement() {
        assertThat(
                        kernel.text(
                                "SET spark.sql.scripting.enabled = true; BEGIN DECLARE x INT DEFAULT 1; SET x = x + 1; SELECT x AS result; END"))
                .isEqualTo("result\n------\n     2\n(1 row)");
    }

    @Test
    void execute_moreRowsThanTheLimit_saysTruncated() {
        SqlKernel small = new SqlKernel(SPARK, new SqlSettings(3, 1 << 20, 100, 20));
        JsonNode value = small.value("SELECT id FROM range(100)");
        assertThat(value.path("text/plain").asText()).endsWith("(truncated: the first 3 rows of more)");
        assertThat(value.path("text/html").asText()).contains("truncated");
        JsonNode table = value.path(TableView.TABLE_JSON);
        assertThat(table.path("truncated").asBoolean()).isTrue();
        assertThat(table.path("truncatedBy").asText()).isEqualTo("rows");
        assertThat(table.path("limit").asInt()).isEqualTo(3);
        assertThat(table.path("rows")).hasSize(3);
        assertThat(small.table("SELECT id FROM range(3)").path("truncated").asBoolean())
                .isFalse();
    }

    @Test
    void execute_largeValues_areCutAndEndTheTableByBytes() {
        SqlKernel small = new SqlKernel(SPARK, new SqlSettings(100, 200, 100, 20));
        JsonNode table = small.table("SELECT repeat('x', 5000) AS s, id FROM range(50)");
        assertThat(table.path("truncatedBy").asText()).isEqualTo("bytes");
        assertThat(table.path("rows")).hasSize(2);
        assertThat(table.path("rows").get(0).get(0).asText()).hasSize(100).endsWith("x…");
        assertThat(table.path("cutCells").asInt()).isEqualTo(2);
    }

    @Test
    void execute_valuesOfAllTypes_areWrittenForMachines() {
        JsonNode row = kernel.table(
                        "SELECT true, 1Y, 2S, 3, 4L, 9007199254740993L, CAST(1.5 AS FLOAT), 2.5D, double('NaN'),"
                                + " 12.3400BD, 'a<b', X'00ff', DATE'2024-02-29', TIMESTAMP'2024-07-01 12:00:00.25',"
                                + " TIMESTAMP_NTZ'2024-07-01 12:00:00', DATE'0001-01-01', TIMESTAMP'1500-01-01 00:00:00',"
                                + " INTERVAL '1 02:00:00' DAY TO SECOND, INTERVAL '1-2' YEAR TO MONTH, NULL")
                .path("rows")
                .get(0);
        assertThat(row.toString())
                .isEqualTo("[true,1,2,3,4,\"9007199254740993\",1.5,2.5,\"NaN\",\"12.3400\",\"a<b\",\"AP8=\","
                        + "\"2024-02-29\",\"2024-07-01T12:00:00.25+02:00\",\"2024-07-01T12:00:00\",\"0001-01-01\","
                        + "\"1500-01-01T00:00:00+00:53:28\",\"PT26H\",\"P1Y2M\",null]");
    }

    @Test
    void execute_nestedValues_areNestedJson() {
        JsonNode value = kernel.value("SELECT array(1, NULL) AS a, map('k', 1.5BD) AS m,"
                + " named_struct('x', 1, 'y', array('z')) AS s, parse_json('{\"v\": [1, {\"w\": null}]}') AS v");
        assertThat(value.path(TableView.TABLE_JSON).path("rows").get(0).toString())
                .isEqualTo("[[1,null],[[\"k\",\"1.5\"]],{\"x\":1,\"y\":[\"z\"]},{\"v\":[1,{\"w\":null}]}]");
        assertThat(value.path(TableView.TABLE_JSON).path("schema").path("fields"))
                .hasSize(4);
    }

    @Test
    void execute_hostileText_isEscapedInHtml() {
        String html = kernel.value("SELECT '<script>alert(1)</script>' AS `<img src=x onerror=\"y\">`")
                .path("text/html")
                .asText();
        assertThat(html.replace(TableScript.HTML, ""))
                .doesNotContain("<script")
                .doesNotContain("<img")
                .contains("&lt;script&gt;");
    }

    @Test
    void execute_plan_isShownAsText() {
        JsonNode value = kernel.value("EXPLAIN SELECT 1");
        assertThat(value.path("text/plain").asText()).startsWith("== Physical Plan ==\n");
        assertThat(value.path("text/html").asText()).startsWith("<pre>== Physical Plan ==\n");
    }

    @Test
    void execute_unknownTable_pointsIntoTheCell() {
        ExecutionResult.Failed error = kernel.error("SELECT 1;\n-- ü🦔\n  SELECT '🦔', *\n  FROM nope\n  WHERE 1 = 1");
        assertThat(error.ename()).isEqualTo("TABLE_OR_VIEW_NOT_FOUND");
        assertThat(error.evalue()).startsWith("The table or view `nope` cannot be found.");
        assertThat(error.evalue()).doesNotContain("SQLSTATE").doesNotContain("pos ");
        assertThat(error.traceback().subList(1, error.traceback().size()))
                .containsExactly(
                        "SQLSTATE 42P01, line 4, column 8",
                        "3 |   SELECT '🦔', *",
                        "4 |   FROM nope",
                        "  |        ^^^^");
        assertThat(error.traceback().get(0)).contains(error.ename()).contains(error.evalue());
        assertThat(kernel.output.displays).hasSize(1);
    }

    @Test
    void execute_syntaxError_pointsAtTheWord() {
        ExecutionResult.Failed error = kernel.error("SELECT 1; SELECT 2 FORM t");
        assertThat(error.ename()).isEqualTo("PARSE_SYNTAX_ERROR");
        assertThat(error.evalue()).startsWith("Syntax error at or near 't'");
        assertThat(error.traceback())
                .contains(
                        "SQLSTATE 42601, line 1, column 25",
                        "1 | SELECT 1; SELECT 2 FORM t",
                        "  |                         ^");
    }

    @Test
    void execute_errorAtRunTime_hasClassAndPlace() {
        ExecutionResult.Failed error = kernel.error("SELECT\n  id / (id - id) AS q\nFROM range(3)");
        assertThat(error.ename()).isEqualTo("DIVIDE_BY_ZERO");
        assertThat(error.traceback())
                .contains("SQLSTATE 22012, line 2, column 3", "2 |   id / (id - id) AS q", "  |   ^^^^^^^^^^^^^^");
    }

    @Test
    void execute_sparkUnavailable_failsWithItsReason() {
        SqlInterpreter interpreter = new SqlInterpreter(
                () -> {
                    throw new IllegalStateException("Spark did not start: no disk");
                },
                SqlSettings.DEFAULTS);
        ExecutionResult result =
                interpreter.execute(new Cell("c", "SELECT 1", 1, false, true, "t", null), new CollectedOutput());
        assertThat(result).isInstanceOfSatisfying(ExecutionResult.Failed.class, failed -> assertThat(failed.evalue())
                .isEqualTo("Spark did not start: no disk"));
    }

    @Test
    void evaluate_expressions_eachHasItsValueOrError() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("sum", "1 + 1");
        asked.put("bad", "nope");
        Map<String, ExpressionResult> values = kernel.interpreter.evaluate(asked, kernel.output);
        assertThat(values.get("sum")).isInstanceOfSatisfying(ExpressionResult.Value.class, value -> assertThat(
                        Json.parse(value.bundle().data()).path("text/plain").asText())
                .isEqualTo("2"));
        assertThat(values.get("bad"))
                .isInstanceOfSatisfying(ExpressionResult.Failed.class, failed -> assertThat(failed.ename())
                        .startsWith("UNRESOLVED_COLUMN"));
    }
}
