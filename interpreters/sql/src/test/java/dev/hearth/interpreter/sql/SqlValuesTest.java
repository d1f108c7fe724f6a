package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SqlValuesTest {
    private final SparkSession spark = SqlKernel.spark();
    private final SqlKernel kernel = new SqlKernel(spark, SqlSettings.DEFAULTS);
    private final Facility.Values values =
            kernel.interpreter.facility(Facility.Values.class).orElseThrow();

    private static List<?> rows(Facility.Value value) {
        return ((Dataset<?>) Objects.requireNonNull(value.live())).collectAsList();
    }

    @Test
    void give_nameThatTheCellAskedFor_isTheLastQuery() throws Exception {
        kernel.run(
                "SELECT 1 AS a; SELECT id FROM range(3); CREATE TEMP VIEW made AS SELECT 1 AS x", Map.of("out", "r"));
        Facility.Value given = values.give("r").orElseThrow();
        assertThat(given.form()).isEqualTo("object");
        assertThat(rows(given)).hasSize(3);
        assertThat(rows(values.give("_").orElseThrow())).hasSize(3);
        kernel.run("SELECT 2");
        assertThat(values.give("r")).isEmpty();
        assertThat(values.give("no such name")).isEmpty();
    }

    @Test
    void give_temporaryViewAndVariable_byTheirNames() throws Exception {
        kernel.run("CREATE TEMP VIEW `odd view` AS SELECT id FROM range(4);"
                + " DECLARE price = 1.50BD; DECLARE parts = array(1, 2); DECLARE who = named_struct('name', 'Ann')");
        assertThat(rows(values.give("odd view").orElseThrow())).hasSize(4);
        Facility.Value price = values.give("price").orElseThrow();
        assertThat(price.type()).isEqualTo("decimal(3,2)");
        assertThat(PlainValue.read(price)).isEqualTo(new BigDecimal("1.50"));
        assertThat(PlainValue.read(values.give("parts").orElseThrow())).isEqualTo(List.of(1L, 2L));
        assertThat(PlainValue.read(values.give("who").orElseThrow())).isEqualTo(Map.of("name", "Ann"));
    }

    @Test
    void take_frame_becomesATemporaryView() throws Exception {
        values.take("my frame", new Facility.Value("object", "DataFrame", ByteBuffer.allocate(0), spark.range(5)));
        assertThat(kernel.table("SELECT count(*) FROM `my frame`").path("rows").toString())
                .isEqualTo("[[5]]");
    }

    @Test
    void take_otherObject_saysWhatCanPass() {
        assertThatThrownBy(() ->
                        values.take("x", new Facility.Value("object", "Thread", ByteBuffer.allocate(0), new Object())))
                .isInstanceOf(UnpassableValueException.class)
                .hasMessageContaining("a Thread cannot go to SQL");
    }

    @Test
    void variables_viewsAndSessionVariables_withTheirTypes() throws Exception {
        kernel.run("CREATE TEMP VIEW orders AS SELECT 1 AS id, 'x' AS name; CREATE TEMP VIEW _own AS SELECT 1;"
                + " DECLARE total INT DEFAULT 7");
        assertThat(kernel.interpreter.beside()).contains(Interpreter.Request.VARIABLES);
        assertThat(values.variables())
                .containsExactly(
                        new Facility.Variable("orders", "temporary view", -1, "2 columns: id int, name string"),
                        new Facility.Variable("total", "int", -1, "7"));
    }

    @Test
    void rows_ofTheCellsOptions_winOverTheSettings() {
        assertThat(shown("SELECT id FROM range(50)", "7")).hasSize(7);
        assertThat(kernel.run("SELECT id FROM range(50)", Map.of("rows", "many")))
                .isInstanceOfSatisfying(ExecutionResult.Failed.class, failed -> assertThat(failed.evalue())
                        .contains("-n takes a number of rows"));
    }

    @Test
    void rows_zero_areAllWithinTheByteLimit() {
        assertThat(shown("SELECT id FROM range(0, 2500, 1, 3)", "0")).hasSize(2500);
        SqlKernel small = new SqlKernel(spark, new SqlSettings(10, 2_000, 100, 20));
        var table = dev.hearth.protocol.Json.parse(
                        SqlKernel.bundle(small.run("SELECT id FROM range(100000)", Map.of(Cell.ROWS, "0")))
                                .data())
                .path(TableView.TABLE_JSON);
        assertThat(table.path("truncatedBy").asText()).isEqualTo("bytes");
        assertThat(table.path("limit").asInt()).isZero();
        assertThat(table.path("byteLimit").asInt()).isEqualTo(2_000);
        assertThat(table.path("rows").size()).isBetween(100, 500);
    }

    private com.fasterxml.jackson.databind.JsonNode shown(String code, String rows) {
        return dev.hearth.protocol.Json.parse(
                        SqlKernel.bundle(kernel.run(code, Map.of("rows", rows))).data())
                .path(TableView.TABLE_JSON)
                .path("rows");
    }
}
