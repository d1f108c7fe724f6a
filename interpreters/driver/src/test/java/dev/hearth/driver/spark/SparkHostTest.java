package dev.hearth.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SparkHostTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void start_localMaster_givesASessionAndFacts() {
        try (StartedSpark spark = new StartedSpark(folder, Map.of())) {
            assertThat(spark.host.now()).isEmpty();
            SparkFacts facts = spark.host.start();
            SparkSession session = spark.host.session().get();
            assertThat(spark.host.ready()).isCompletedWithValue(session);
            assertThat(session.range(10).count()).isEqualTo(10);
            assertThat(facts.sparkVersion()).isEqualTo(session.version());
            assertThat(facts.scalaVersion()).startsWith("2.13.");
            assertThat(facts.javaVersion())
                    .startsWith(Integer.toString(Runtime.version().feature()));
            assertThat(facts.master()).isEqualTo("local[2]");
            assertThat(facts.applicationId()).startsWith("local-");
            assertThat(facts.uiUrl()).isEmpty();
        }
    }

    @Test
    void stop_byTheUser_isReportedOnceAndEndsTheSession() {
        try (StartedSpark spark = new StartedSpark(folder, Map.of())) {
            spark.host.start();
            spark.host.session().get().stop();
            assertThat(spark.ends).containsExactly("the cell stopped the Spark context");
            assertThatThrownBy(() -> spark.host.session().get())
                    .isInstanceOf(SparkUnavailableException.class)
                    .hasMessage("the cell stopped the Spark context");
            spark.host.tags().cancel("any", "after the end");
            try (JobTags.Scope scope = spark.host.tags().onThread("late")) {
                assertThat(scope).isNotNull();
            }
        }
    }

    @Test
    void close_isNoNews() {
        StartedSpark spark = new StartedSpark(folder, Map.of());
        spark.host.start();
        SparkSession session = spark.host.session().get();
        spark.close();
        spark.close();
        assertThat(session.sparkContext().isStopped()).isTrue();
        assertThat(spark.ends).isEmpty();
    }

    @Test
    void start_impossible_failsInOneSentenceForAll() {
        try (StartedSpark spark = new StartedSpark(folder, Map.of("spark.master", "nowhere"))) {
            assertThatThrownBy(spark.host::start)
                    .isInstanceOf(SparkUnavailableException.class)
                    .hasMessageStartingWith("Spark did not start: ")
                    .hasMessageContaining("nowhere")
                    .message()
                    .doesNotContain("\n");
            assertThatThrownBy(() -> spark.host.session().get())
                    .isInstanceOf(SparkUnavailableException.class)
                    .hasMessageStartingWith("Spark did not start: ");
            assertThat(spark.host.ready()).isCompletedExceptionally();
        }
    }

    @Test
    void start_valueThatSparkDoesNotLike_isNamed() {
        try (StartedSpark spark = new StartedSpark(folder, Map.of("spark.executor.memory", "plenty"))) {
            assertThatThrownBy(spark.host::start)
                    .isInstanceOf(SparkUnavailableException.class)
                    .message()
                    .contains("plenty")
                    .doesNotContain("\n");
        }
    }

    @Test
    void session_whileWaiting_isInterruptible() throws Exception {
        try (StartedSpark spark = new StartedSpark(folder, Map.of())) {
            CompletableFuture<Boolean> kept = new CompletableFuture<>();
            Thread cell = new Thread(
                    () -> {
                        try {
                            kept.completeExceptionally(new AssertionError(
                                    "got " + spark.host.session().get()));
                        } catch (CancellationException e) {
                            kept.complete(Thread.currentThread().isInterrupted());
                        }
                    },
                    "waiting-cell");
            cell.start();
            cell.interrupt();
            assertThat(kept.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void close_beforeStart_endsThoseWhoWait() {
        StartedSpark spark = new StartedSpark(folder, Map.of());
        spark.close();
        assertThatThrownBy(() -> spark.host.session().get()).isInstanceOf(SparkUnavailableException.class);
        assertThatThrownBy(spark.host::start).isInstanceOf(SparkUnavailableException.class);
    }
}
