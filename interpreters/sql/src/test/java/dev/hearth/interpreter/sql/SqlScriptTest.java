package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SqlScriptTest {
    private static final SparkSession SPARK = SqlKernel.spark();
    private final SqlKernel kernel = new SqlKernel(SPARK, SqlSettings.DEFAULTS);

    @BeforeAll
    static void switchOn() {
        SPARK.conf().set("spark.sql.scripting.enabled", "true");
    }

    @Test
    void script_eachResult_isShown() {
        String script = "BEGIN\n  DECLARE i INT DEFAULT 0;\n  WHILE i < 2 DO\n    SELECT i AS n;\n    SET i = i + 1;\n"
                + "  END WHILE;\n  SELECT 'done' AS last;\nEND";
        assertThat(kernel.text("SELECT 'before' AS first;\n" + script + ";\n")).startsWith("last\n");
        assertThat(kernel.displayed())
                .extracting(text -> text.split("\n")[0] + text.split("\n")[2])
                .containsExactly("firstbefore", "n0", "n1");
    }

    @Test
    void script_resultBeyondTheLimit_isCut() {
        SqlKernel small = new SqlKernel(SPARK, new SqlSettings(3, 1 << 20, 100, 20));
        assertThat(small.text("BEGIN SELECT id FROM range(1000); END"))
                .endsWith("(truncated: the first 3 rows of more)");
    }

    @Test
    void script_withoutResults_saysOk() {
        assertThat(kernel.text("BEGIN DECLARE x INT; SET x = 1; END")).isEqualTo("OK");
    }

    @Test
    void script_betweenStatements_endsWhereTheParserSays() {
        assertThat(kernel.text("BEGIN IF true THEN SELECT 1 AS a; END IF; SELECT CASE WHEN true THEN 2 END AS b; END;"
                        + " SELECT 3 AS c"))
                .startsWith("c\n");
        assertThat(kernel.displayed()).extracting(text -> text.substring(0, 1)).containsExactly("a", "b");
    }

    @Test
    void script_error_pointsIntoTheCell() {
        ExecutionResult.Failed error = kernel.error("SELECT 1;\nBEGIN\n  SELECT 1 AS one;\n  SELECT * FROM nope;\nEND");
        assertThat(error.ename()).isEqualTo("TABLE_OR_VIEW_NOT_FOUND");
        assertThat(error.traceback()).contains("4 |   SELECT * FROM nope;", "  |                 ^^^^");
        assertThat(kernel.displayed()).hasSize(2);
    }

    @Test
    void script_handler_catchesWhatAResultThrows() {
        assertThat(kernel.text("BEGIN\n DECLARE EXIT HANDLER FOR DIVIDE_BY_ZERO\n BEGIN SELECT 'caught' AS h; END;\n"
                        + " SELECT id / (id - id) FROM range(3);\nEND"))
                .contains("caught");
    }
}
