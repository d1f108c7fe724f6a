package dev.hearth.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CellJobsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private static Path folder = Path.of("");

    private static StartedSpark spark = new StartedSpark(folder, Map.of());

    @BeforeAll
    static void start() {
        spark = new StartedSpark(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static SparkSession session() {
        if (spark.host.now().isEmpty()) {
            spark.host.start();
        }
        return spark.host.session().get();
    }

    private static CellCost cost(String tag) {
        return cost(spark, tag, session().sparkContext());
    }

    private static CellCost cost(StartedSpark of, String tag, @Nullable SparkContext context) {
        CompletableFuture<CellCost> cost = new CompletableFuture<>();
        of.progress.takeCost(tag, context, PATIENCE, cost::complete);
        return cost.orTimeout(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    void tagFor_anyId_hasNoCommaAndIsItsOwn() {
        JobTags tags = spark.host.tags();
        assertThat(tags.tagFor("a1-b_2")).isEqualTo("hearth-cell-a1-b_2");
        List<String> ids = List.of("a,b", "a b", "a_b", "a\nb", "x".repeat(5000), "x".repeat(5001), "");
        assertThat(ids.stream().map(tags::tagFor)).doesNotHaveDuplicates().allSatisfy(tag -> assertThat(tag)
                .matches("[A-Za-z0-9._~-]{1,100}"));
    }

    @Test
    void cancel_beforeSpark_doesNothing() {
        try (StartedSpark unstarted = new StartedSpark(folder, Map.of())) {
            unstarted.host.tags().cancel("t", "none");
            try (JobTags.Scope scope = unstarted.host.tags().onThread("t")) {
                assertThat(scope).isNotNull();
            }
            assertThat(cost(unstarted, "t", null)).isEqualTo(CellCost.NOTHING);
        }
    }

    @Test
    void onThread_beforeSparkIsThere_marksOnceItIs() {
        try (JobTags.Scope scope = spark.host.tags().onThread("early")) {
            assertThat(session().range(5).count()).isEqualTo(5);
            assertThat(scope).isNotNull();
        }
        assertThat(session().sparkContext().getJobTags().isEmpty()).isTrue();
        assertThat(cost("early").jobs()).isPositive();
    }

    @Test
    void takeCost_afterAJob_knowsItsTasksAndForgetsTheTag() throws Exception {
        try (JobTags.Scope scope = spark.host.tags().onThread("cost")) {
            session().range(0, 1000, 1, 4).repartition(3).toJSON().collectAsList();
            assertThat(scope).isNotNull();
        }
        CellCost cost = cost("cost");
        assertThat(cost.jobs()).isGreaterThanOrEqualTo(2);
        assertThat(cost.stages()).isEqualTo(2);
        assertThat(cost.tasks()).isEqualTo(7);
        assertThat(cost.failedTasks()).isZero();
        assertThat(cost.shuffleWrittenBytes()).isPositive();
        assertThat(cost.shuffleReadBytes()).isPositive();
        assertThat(cost.executorRun()).isPositive();
        CellProgress last = spark.await(p -> p.tag().equals("cost") && p.jobsDone() == cost.jobs());
        assertThat(last.tasks()).isEqualTo(7);
        assertThat(last.tasksDone()).isEqualTo(7);
        assertThat(last.stages()).isEqualTo(2);
        assertThat(last.stagesDone()).isEqualTo(2);
        assertThat(last.tasksActive()).isZero();
        assertThat(cost("cost")).isEqualTo(CellCost.NOTHING);
    }

    @Test
    void progress_skippedStages_areNotCounted() {
        session();
        try (JobTags.Scope scope = spark.host.tags().onThread("skip")) {
            var pairs = session().range(0, 100, 1, 4).toJavaRDD().groupBy(v -> v % 3, 2);
            assertThat(pairs.count()).isEqualTo(3);
            assertThat(pairs.count()).isEqualTo(3);
            assertThat(scope).isNotNull();
        }
        CellCost cost = cost("skip");
        assertThat(cost.jobs()).isEqualTo(2);
        assertThat(cost.stages()).isEqualTo(3);
        assertThat(cost.tasks()).isEqualTo(4 + 2 + 2);
    }

    @Test
    void progress_failingTasks_areCounted() throws Exception {
        session();
        try (JobTags.Scope scope = spark.host.tags().onThread("fail")) {
            assertThatThrownBy(() ->
                    session().sql("SELECT raise_error('no') FROM range(1)").collectAsList());
            assertThat(scope).isNotNull();
        }
        CellCost cost = cost("fail");
        assertThat(cost.failedTasks()).isPositive();
        CellProgress last = spark.await(p -> p.tag().equals("fail") && p.jobsDone() == 1);
        assertThat(last.tasksFailed()).isEqualTo(1);
    }

    @Test
    void progress_manyTasks_isPublishedAtMostFiveTimesASecond() throws Exception {
        session();
        int before = spark.published.size();
        long began = System.nanoTime();
        try (JobTags.Scope scope = spark.host.tags().onThread("many")) {
            for (int i = 0; i < 5; i++) {
                session().range(0, 1000, 1, 200).toJavaRDD().count();
            }
            assertThat(scope).isNotNull();
        }
        CellCost cost = cost("many");
        CellProgress last = spark.await(p -> p.tag().equals("many") && p.jobsDone() == 5);
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(last.tasksDone()).isEqualTo(1000);
        assertThat(cost.tasks()).isEqualTo(1000);
        // One at once, one each period, and the last one at the end.
        assertThat(spark.published.size() - before).isLessThanOrEqualTo((int) (seconds * 5) + 2);
    }

    @Test
    void cancel_aRunningJob_failsItSoon() throws Exception {
        SparkSession session = session();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread cell = new Thread(
                () -> {
                    try (JobTags.Scope scope = spark.host.tags().onThread("stuck")) {
                        assertThat(scope).isNotNull();
                        session.sql("SELECT count(*) FROM range(0, 100000000000, 1, 2) WHERE uuid() = ''")
                                .collectAsList();
                        ended.complete(null);
                    } catch (Exception | Error e) {
                        ended.completeExceptionally(e);
                    }
                },
                "stuck-cell");
        cell.start();
        spark.await(p -> p.tag().equals("stuck") && p.tasksActive() > 0);
        spark.host.tags().cancel("another", "not this one");
        assertThatThrownBy(() -> ended.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        spark.host.tags().cancel("stuck", "the cell was interrupted");
        assertThatThrownBy(() -> ended.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the cell was interrupted");
        cell.join(10_000);
        spark.await(p -> p.tag().equals("stuck") && p.jobsDone() == 1 && p.tasksActive() == 0);
        CellCost cost = cost("stuck");
        assertThat(cost.tasks()).isEqualTo(2);
        assertThat(cost.failedTasks()).isZero();
        assertThat(cost.executorRun()).isPositive();
    }

    @Test
    void cancel_leavesStreamingQueriesAlone() throws Exception {
        SparkSession session = session();
        StreamingQuery query;
        try (JobTags.Scope scope = spark.host.tags().onThread("stream")) {
            assertThat(scope).isNotNull();
            query = session.readStream()
                    .format("rate")
                    .option("rowsPerSecond", "10")
                    .load()
                    .writeStream()
                    .format("noop")
                    .option("checkpointLocation", folder.resolve("checkpoint").toString())
                    .start();
            spark.await(p -> p.tag().equals("stream") && p.jobsDone() > 0);
            spark.host.tags().cancel("stream", "the cell was interrupted");
            int jobs = spark.await(p -> p.tag().equals("stream")).jobs();
            spark.await(p -> p.tag().equals("stream") && p.jobsDone() > jobs + 1);
        }
        assertThat(query.isActive()).isTrue();
        query.stop();
        assertThat(cost("stream").jobs()).isPositive();
    }
}
