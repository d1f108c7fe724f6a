package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlInterruptTest {
    private static final SparkSession SPARK = SqlKernel.spark();
    private final ExecutorService cellThread = Executors.newSingleThreadExecutor();

    @AfterEach
    void endThread() {
        cellThread.shutdownNow();
    }

    private static Cell cell(String id, String code) {
        return new Cell(id, code, 1, false, true, "tag-" + id, null);
    }

    @Test
    void interrupt_inASparkJob_endsTheCellAndTheSessionGoesOn() throws Exception {
        CountDownLatch jobStarted = new CountDownLatch(1);
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobStarted.countDown();
            }
        };
        SPARK.sparkContext().addSparkListener(listener);
        SqlInterpreter sql = new SqlInterpreter(() -> SPARK, SqlSettings.DEFAULTS);
        Future<ExecutionResult> result = cellThread.submit(() -> sql.execute(
                cell("a", "SELECT count(*) FROM range(0, 100000000000, 1, 2) WHERE uuid() = ''"),
                new CollectedOutput()));
        assertThat(jobStarted.await(60, TimeUnit.SECONDS)).isTrue();
        sql.interrupt("another");
        sql.interrupt("a");
        assertThat(result.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        SPARK.sparkContext().cancelAllJobs();
        SPARK.sparkContext().removeSparkListener(listener);
        ExecutionResult next = cellThread
                .submit(() -> sql.execute(cell("b", "SELECT count(*) AS n FROM range(10)"), new CollectedOutput()))
                .get(30, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(ExecutionResult.Succeeded.class);
    }

    @Test
    void interrupt_whileWaitingForSpark_endsTheCell() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        SqlInterpreter sql = new SqlInterpreter(
                () -> {
                    waiting.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("interrupted", e);
                    }
                    return SPARK;
                },
                SqlSettings.DEFAULTS);
        Future<ExecutionResult> result =
                cellThread.submit(() -> sql.execute(cell("a", "SELECT 1"), new CollectedOutput()));
        waiting.await();
        sql.interrupt("a");
        assertThat(result.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(cellThread
                        .submit(() -> Thread.currentThread().isInterrupted())
                        .get())
                .isFalse();
    }

    @Test
    void interrupt_ofAnExpression_endsIt() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        SqlInterpreter sql = new SqlInterpreter(
                () -> {
                    waiting.countDown();
                    try {
                        TimeUnit.MINUTES.sleep(1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("interrupted", e);
                    }
                    return SPARK;
                },
                SqlSettings.DEFAULTS);
        CollectedOutput output = new CollectedOutput();
        Future<Map<String, ExpressionResult>> results =
                cellThread.submit(() -> sql.evaluate(Map.of("sum", "1 + 1"), output));
        waiting.await();
        sql.interrupt(output.requestId());
        assertThat(results.get(10, TimeUnit.SECONDS).get("sum"))
                .isInstanceOfSatisfying(ExpressionResult.Failed.class, failed -> assertThat(failed.ename())
                        .isEqualTo("Interrupted"));
    }

    @Test
    void interrupt_betweenExpressions_evaluatesNoMore() {
        CollectedOutput output = new CollectedOutput();
        output.interrupted = true;
        SqlInterpreter sql = new SqlInterpreter(() -> SPARK, SqlSettings.DEFAULTS);
        assertThat(sql.evaluate(Map.of("sum", "1 + 1"), output).get("sum"))
                .isInstanceOfSatisfying(ExpressionResult.Failed.class, failed -> assertThat(failed.ename())
                        .isEqualTo("Interrupted"));
    }

    @Test
    void interrupt_betweenStatements_runsNoMore() throws Exception {
        CollectedOutput output = new CollectedOutput();
        output.interrupted = true;
        SqlInterpreter sql = new SqlInterpreter(() -> SPARK, SqlSettings.DEFAULTS);
        assertThat(sql.execute(cell("a", "SELECT 1; SELECT 2"), output))
                .isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(output.displays).isEmpty();
    }
}
