package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.protocol.Json;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that are kept whole: read by Arrow's own reader, and page by page. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class KeptResultTest {
    private static final SparkSession SPARK = SqlKernel.spark();
    private static final Map<String, String> KEEP = Map.of(Cell.KEEP, "true");

    @TempDir
    Path folder;

    private SqlKernel kernel;

    @BeforeEach
    void begin() {
        kernel = new SqlKernel(SPARK, SqlSettings.DEFAULTS.withKept(folder.resolve("results")));
    }

    private ExecutionResult keep(String code) {
        return kernel.run(code, KEEP);
    }

    private Facility.Results results() {
        return kernel.interpreter.facility(Facility.Results.class).orElseThrow();
    }

    private JsonNode page(int cell, long from, int count) throws Exception {
        return Json.parse(results().page("cell-" + cell, from, count).orElseThrow());
    }

    private static JsonNode size(ExecutionResult result) {
        assertThat(result).isInstanceOf(ExecutionResult.Succeeded.class);
        return Json.parse(((ExecutionResult.Succeeded) result).metadata()).path("hearth_result");
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.list(folder.resolve("results"))) {
            return all.toList();
        }
    }

    @Test
    void kept_allRowsAreInTheStream_inOrder_andTheFirstAreShown() throws Exception {
        ExecutionResult result = keep("SELECT id FROM range(0, 100000, 1, 7) ORDER BY id DESC");

        assertThat(size(result).path("rows").asLong()).isEqualTo(100_000);
        JsonNode table = Json.parse(SqlKernel.bundle(result).data()).path(TableView.TABLE_JSON);
        assertThat(table.path("rows")).hasSize(1000);
        assertThat(table.path("rows").get(0).toString()).isEqualTo("[99999]");
        assertThat(table.path("truncated").asBoolean()).isTrue();
        Path file = results().stream("cell-1").orElseThrow();
        assertThat(Files.size(file)).isEqualTo(size(result).path("bytes").asLong());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        long expected = 99_999;
        try (InputStream in = Files.newInputStream(file);
                RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
            BigIntVector ids = (BigIntVector) reader.getVectorSchemaRoot().getVector("id");
            while (reader.loadNextBatch()) {
                for (int i = 0; i < ids.getValueCount(); i++) {
                    assertThat(ids.get(i)).isEqualTo(expected);
                    expected--;
                }
            }
        }
        assertThat(expected).isEqualTo(-1);
    }

    @Test
    void page_anyPlace_hasThoseRows_acrossBatches() throws Exception {
        keep("SELECT id, id * 2 AS twice FROM range(0, 35000, 1, 3)");

        for (long from : new long[] {0, 9_999, 10_000, 23_456, 34_990}) {
            JsonNode page = page(1, from, 20);
            int rows = (int) Math.min(20, 35_000 - from);
            assertThat(page.path("total").asLong()).isEqualTo(35_000);
            assertThat(page.path("from").asLong()).isEqualTo(from);
            assertThat(page.path("rows")).hasSize(rows);
            for (int i = 0; i < rows; i++) {
                long id = from + i;
                assertThat(page.path("rows").get(i).toString()).isEqualTo("[" + id + "," + 2 * id + "]");
            }
        }
        assertThat(page(1, 40_000, 10).path("rows")).isEmpty();
        assertThat(page(1, 5_000, 1_000_000).path("rows")).hasSize(10_000);
    }

    @Test
    void page_values_areThoseOfATable() throws Exception {
        String query = "SELECT 1 AS i, 1.50BD AS d, DATE'2026-11-23' AS day, TIMESTAMP'2026-11-23 10:11:12.5' AS t,"
                + " true AS b, 'ä\"' AS s, X'0aff' AS x, array(1, null) AS a, map('k', 1) AS m,"
                + " named_struct('p', 1, 'q', 'z') AS st, CAST(NULL AS STRING) AS n, CAST('NaN' AS DOUBLE) AS nan";
        keep(query);

        JsonNode plain = kernel.table(query);
        assertThat(page(1, 0, 5).path("rows")).isEqualTo(plain.path("rows"));
        assertThat(page(1, 0, 5).path("schema").path("fields")).hasSize(12);
    }

    @Test
    void page_largeRows_areFewer_andNoneIsCut() throws Exception {
        keep("SELECT id, repeat('x', 1000000) AS wide FROM range(0, 20, 1, 1)");

        List<Long> seen = new ArrayList<>();
        while (seen.size() < 20) {
            JsonNode rows = page(1, seen.size(), 20).path("rows");
            assertThat(rows.size()).isBetween(1, 6);
            rows.forEach(row -> {
                assertThat(row.get(1).asText()).hasSize(1_000_000);
                seen.add(row.get(0).asLong());
            });
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        Stream.iterate(0L, id -> id + 1).limit(20).toList());
    }

    @Test
    void kept_theQueryRunsOnce() {
        var ran = SPARK.sparkContext().longAccumulator("ran");
        SPARK.udf()
                .register(
                        "counted",
                        (Long id) -> {
                            ran.add(1L);
                            return id;
                        },
                        org.apache.spark.sql.types.DataTypes.LongType);

        keep("SELECT counted(id) AS id FROM range(0, 2500, 1, 4)");

        assertThat(ran.value()).isEqualTo(2500);
    }

    @Test
    void kept_nothing_hasASchemaAndNoRows() throws Exception {
        ExecutionResult result = keep("SELECT id FROM range(10) WHERE id < 0");

        assertThat(size(result).path("rows").asLong(-1)).isZero();
        assertThat(page(1, 0, 10).path("rows")).isEmpty();
        try (InputStream in = Files.newInputStream(results().stream("cell-1").orElseThrow());
                RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(in, allocator)) {
            assertThat(reader.getVectorSchemaRoot().getSchema().getFields()).hasSize(1);
            assertThat(reader.loadNextBatch()).isFalse();
        }
    }

    @Test
    void kept_ofACell_isItsLastResult_andOthersStay() throws Exception {
        keep("SELECT 1 AS a; SELECT 2 AS b");
        keep("SELECT 3 AS c");

        assertThat(page(1, 0, 5).path("rows").toString()).isEqualTo("[[2]]");
        assertThat(page(2, 0, 5).path("rows").toString()).isEqualTo("[[3]]");
        assertThat(results().page("cell-3", 0, 5)).isEmpty();
        kernel.run("SELECT 4 AS d");
        assertThat(results().stream("cell-3")).as("nobody asked for it").isEmpty();
        assertThat(files()).hasSize(2);
    }

    @Test
    void kept_moreThanThereIsRoomFor_theOldestGo() throws Exception {
        KeptResults small = new KeptResults(() -> SPARK, folder.resolve("results"), 30_000);
        for (int i = 0; i < 3; i++) {
            small.keep("cell-" + i, SPARK.range(1000).toDF());
        }

        assertThat(small.stream("cell-0")).isPresent();
        small.keep("cell-3", SPARK.range(1500).toDF());
        assertThat(small.stream("cell-0")).isEmpty();
        assertThat(small.stream("cell-3")).isPresent();
        assertThat(files()).hasSize(3);
    }

    @Test
    void kept_longerThanAResultMayBe_isAnError_andLeavesNothing() throws Exception {
        KeptResults small = new KeptResults(() -> SPARK, folder.resolve("results"), 30_000);

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> small.keep("cell-0", SPARK.range(100_000).toDF()))
                .hasMessageContaining("longer than the 30000 bytes of one that may be kept");
        assertThat(files()).isEmpty();
        assertThat(small.stream("cell-0")).isEmpty();
    }

    @Test
    void kept_theQueryFails_isTheCellsError_andLeavesNothing() throws Exception {
        ExecutionResult result = keep("SELECT raise_error('boom') FROM range(3)");

        assertThat(result).isInstanceOf(ExecutionResult.Failed.class);
        assertThat(((ExecutionResult.Failed) result).evalue()).contains("boom");
        assertThat(files()).isEmpty();
    }
}
