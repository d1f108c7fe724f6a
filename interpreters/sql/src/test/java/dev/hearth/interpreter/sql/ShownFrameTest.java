package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class ShownFrameTest {
    private static final SparkSession SPARK = SqlKernel.spark();

    @Test
    void bundle_frame_isTheTableOfASqlCell() {
        String query = "SELECT id, CAST(id AS DECIMAL(10, 2)) AS price, 'a<b' AS name FROM range(3)";
        JsonNode ofSql = new SqlKernel(SPARK, SqlSettings.DEFAULTS).value(query);
        JsonNode shown = shown(SPARK.sql(query), 1_000);
        assertThat(shown).isEqualTo(ofSql);
        assertThat(shown.path("text/html").asText()).contains("a&lt;b");
    }

    @Test
    void bundle_moreRowsThanAsked_saysSoAfterOneJob() throws Exception {
        Dataset<?> frame = SPARK.range(0, 100_000, 1, 1).as("numbers");
        assertThat(SqlDisplayTest.jobs(() -> {
                    JsonNode shown = shown(frame, 20);
                    assertThat(shown.path("text/plain").asText()).contains("truncated: the first 20 rows of more");
                    JsonNode table = shown.path(TableView.TABLE_JSON);
                    assertThat(table.path("rows")).hasSize(20);
                    assertThat(table.path("limit").asInt()).isEqualTo(20);
                }))
                .hasSize(1);
    }

    @Test
    void bundle_noRowsAsked_isRefused() {
        assertThatThrownBy(() -> ShownFrame.bundle(SPARK.range(1), 0)).hasMessageContaining("at least 1 row");
    }

    private static JsonNode shown(Dataset<?> frame, int rows) {
        return Json.parse(RawJson.of(ShownFrame.bundle(frame, rows)));
    }
}
