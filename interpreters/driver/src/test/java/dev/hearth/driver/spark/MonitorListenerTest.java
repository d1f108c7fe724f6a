package dev.hearth.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

class MonitorListenerTest {
    private final List<ObjectNode> told = new ArrayList<>();
    private boolean room = true;
    private int changes;
    private long now;
    private final MonitorListener listener = new MonitorListener(
            new SparkMonitor.Target() {
                @Override
                public boolean take(ObjectNode message) {
                    return room && told.add(message);
                }

                @Override
                public void changed() {
                    changes++;
                }
            },
            "app",
            Map.of("1", 4, "2", 4),
            () -> now);

    private static <T> scala.collection.immutable.Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    private static StageInfo stage(int id, int attempt, int tasks) {
        return new StageInfo(
                id,
                attempt,
                "stage",
                tasks,
                seq(List.of()),
                seq(List.of()),
                "",
                null,
                seq(List.of()),
                Option.empty(),
                0,
                false,
                0);
    }

    private static TaskInfo task(long id) {
        return new TaskInfo(id, (int) id, 0, (int) id, 1_000, "1", "host", TaskLocality.PROCESS_LOCAL(), false);
    }

    private void job(int id, StageInfo... stages) {
        listener.onJobStart(new SparkListenerJobStart(id, 1_000, seq(List.of(stages)), new Properties()));
    }

    private void starts(int stage, int attempt, long task) {
        listener.onTaskStart(new SparkListenerTaskStart(stage, attempt, task(task)));
    }

    private void ends(int stage, int attempt, long task, TaskEndReason reason) {
        listener.onTaskEnd(new SparkListenerTaskEnd(
                stage, attempt, "ResultTask", reason, task(task), new ExecutorMetrics(), null));
    }

    private List<ObjectNode> of(String type) {
        return told.stream()
                .filter(each -> each.path("msgtype").asText().equals(type))
                .toList();
    }

    private ObjectNode last(String type) {
        return of(type).get(of(type).size() - 1);
    }

    @Test
    void executors_areThoseThereAre_whoeverTellsOfThem() {
        ExecutorInfo more = new ExecutorInfo("host", 2, Map$.MODULE$.empty());
        listener.onExecutorAdded(new SparkListenerExecutorAdded(1_000, "3", more));
        listener.onExecutorAdded(new SparkListenerExecutorAdded(1_000, "3", more));
        listener.onExecutorRemoved(new SparkListenerExecutorRemoved(1_000, "1", "idle"));
        listener.onExecutorRemoved(new SparkListenerExecutorRemoved(1_000, "unknown", "idle"));
        job(0, stage(0, 0, 1));
        assertThat(last("sparkJobStart").path("numExecutors").asInt()).isEqualTo(2);
        assertThat(last("sparkJobStart").path("totalCores").asInt()).isEqualTo(6);
    }

    @Test
    void progress_isToldOfStagesThatRun_onceASecond() {
        job(0, stage(0, 0, 10), stage(1, 0, 1));
        listener.onStageSubmitted(new SparkListenerStageSubmitted(stage(0, 0, 10), new Properties()));
        starts(0, 0, 0);
        starts(0, 0, 1);
        ends(0, 0, 0, Success$.MODULE$);
        assertThat(listener.tellProgress()).isTrue();
        assertThat(last("sparkStageActive").path("numActiveTasks").asInt()).isEqualTo(1);
        assertThat(last("sparkStageActive").path("numCompletedTasks").asInt()).isEqualTo(1);
        ends(0, 0, 1, new TaskKilled("told to", seq(List.of()), seq(List.of()), seq(List.of())));
        assertThat(listener.tellProgress()).as("it is too early").isFalse();
        assertThat(of("sparkStageActive")).hasSize(1);
        now += 1_000_000_000;
        assertThat(listener.tellProgress()).isTrue();
        assertThat(of("sparkStageActive")).hasSize(2);
        listener.onStageCompleted(new SparkListenerStageCompleted(stage(0, 0, 10)));
        assertThat(listener.tellProgress()).as("its end has said it").isTrue();
        assertThat(last("sparkStageCompleted").path("numCompletedTasks").asInt())
                .isEqualTo(1);
        assertThat(last("sparkStageCompleted").path("numFailedTasks").asInt()).isEqualTo(1);
    }

    @Test
    void stageThatIsTriedAgain_countsItsLastAttempt() {
        job(0, stage(0, 0, 3));
        listener.onStageSubmitted(new SparkListenerStageSubmitted(stage(0, 0, 3), new Properties()));
        starts(0, 0, 0);
        ends(0, 0, 0, Success$.MODULE$);
        starts(0, 0, 1);
        listener.onStageSubmitted(new SparkListenerStageSubmitted(stage(0, 1, 2), new Properties()));
        ends(0, 0, 1, Success$.MODULE$);
        starts(0, 1, 2);
        ends(0, 1, 2, Success$.MODULE$);
        listener.onStageCompleted(new SparkListenerStageCompleted(stage(0, 1, 2)));
        assertThat(last("sparkStageCompleted").path("numCompletedTasks").asInt())
                .isEqualTo(1);
    }

    @Test
    void taskWhoseBeginFoundNoRoom_hasNoEndEither() {
        job(0, stage(0, 0, 2));
        room = false;
        starts(0, 0, 0);
        room = true;
        starts(0, 0, 1);
        int before = changes;
        ends(0, 0, 0, Success$.MODULE$);
        assertThat(changes).as("it is told as progress").isGreaterThan(before);
        ends(0, 0, 1, Success$.MODULE$);
        assertThat(of("sparkTaskEnd")).hasSize(1);
        assertThat(last("sparkTaskEnd").path("taskId").asInt()).isEqualTo(1);
    }
}
