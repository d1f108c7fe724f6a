package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlSubshellTest {
    private static final SparkSession SPARK = SqlKernel.spark();
    private static final String LONG = "SELECT count(*) FROM range(0, 100000000000, 1, 1) WHERE uuid() = ''";
    private final SqlInterpreter sql =
            new SqlInterpreter(() -> SPARK, SqlSettings.DEFAULTS.withNameWait(Duration.ofSeconds(30)));
    private final Facility.Subshells subshells =
            sql.facility(Facility.Subshells.class).orElseThrow();
    private final ExecutorService main = Executors.newSingleThreadExecutor();

    @AfterEach
    void endThread() {
        main.shutdownNow();
        sql.close();
    }

    private static Cell cell(String id, String code, @Nullable String subshell, Map<String, String> options) {
        return new Cell(id, code, 1, false, true, "tag-" + id, subshell, options);
    }

    /** A cell that runs until it is interrupted; its job has begun. */
    private Future<ExecutionResult> begin(String id, @Nullable String subshell) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                started.countDown();
            }
        };
        SPARK.sparkContext().addSparkListener(listener);
        Future<ExecutionResult> result =
                main.submit(() -> sql.execute(cell(id, LONG, subshell, Map.of()), new CollectedOutput()));
        assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
        SPARK.sparkContext().removeSparkListener(listener);
        return result;
    }

    @Test
    void subshell_cellBesideALongOne_runsCompletesAndGives() throws Exception {
        Future<ExecutionResult> longCell = begin("long", null);
        String id = subshells.create();
        assertThat(subshells.list()).containsExactly(id);
        ExecutionResult beside =
                sql.execute(cell("short", "SELECT id FROM range(3)", id, Map.of("out", "mine")), new CollectedOutput());
        assertThat(beside).isInstanceOf(ExecutionResult.Succeeded.class);
        Facility.Values values = sql.facility(Facility.Values.class).orElseThrow();
        assertThat(values.give("mine")).isPresent();
        assertThat(sql.complete("SELECT date_tru", 15).candidates()).isNotEmpty();
        assertThat(values.variables()).isNotNull();
        assertThat(longCell.isDone()).isFalse();

        sql.interrupt("short");
        assertThat(longCell.isDone()).isFalse();
        sql.interrupt("long");
        assertThat(longCell.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        SPARK.sparkContext().cancelAllJobs();
        assertThat(values.give("mine")).isPresent();
    }

    @Test
    void delete_whileItsCellRuns_interruptsIt() throws Exception {
        String id = subshells.create();
        Future<ExecutionResult> running = begin("inside", id);
        assertThat(subshells.delete("no such subshell")).isFalse();
        assertThat(subshells.delete(id)).isTrue();
        assertThat(running.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        SPARK.sparkContext().cancelAllJobs();
        assertThat(subshells.delete(id)).isFalse();
        assertThat(subshells.list()).isEmpty();
    }
}
