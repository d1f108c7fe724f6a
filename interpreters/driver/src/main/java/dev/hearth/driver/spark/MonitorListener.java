package dev.hearth.driver.spark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's events as the messages that the SparkMonitor extension of JupyterLab draws. Thread-safe; Spark's event thread never
 * blocks here if the target does not.
 */
final class MonitorListener extends SparkListener {
    private static final int MOST_STAGES = 1_000;

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SparkMonitor.Target target;
    private final String applicationId;
    private final Map<String, Integer> executorCores; // guarded by this
    private final LongSupplier clock;
    private final SparkMonitor.ShownTasks shownTasks = new SparkMonitor.ShownTasks(); // guarded by this
    private long progressAt; // guarded by this
    private final Map<Integer, Stage> stages = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Stage> eldest) {
            return size() > MOST_STAGES;
        }
    }; // guarded by this

    /** One stage, and the counts of its last attempt. */
    private static final class Stage {
        final List<Integer> jobs = new ArrayList<>();

        @Nullable
        StageInfo running;

        int attempt;
        int active;
        int completed;
        int failed;
        boolean changed;
    }

    /**
     * A listener whose messages go to {@code target}.
     *
     * @param executorCores the cores of the executors there are, by their ids
     * @param clock as {@link System#nanoTime}
     */
    MonitorListener(
            SparkMonitor.Target target, String applicationId, Map<String, Integer> executorCores, LongSupplier clock) {
        this.target = target;
        this.clock = clock;
        this.progressAt = clock.getAsLong() - PROGRESS_NANOS;
        this.applicationId = applicationId;
        this.executorCores = new HashMap<>(executorCores);
    }

    private int cores() {
        return executorCores.values().stream().mapToInt(Integer::intValue).sum();
    }

    static ObjectNode message(String type) {
        return Json.object().put("msgtype", type);
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart event) {
        @Nullable Properties properties = event.properties();
        ObjectNode message = message("sparkJobStart")
                .put("jobGroup", property(properties, "spark.jobGroup.id"))
                .put("jobId", event.jobId())
                .put("status", "RUNNING")
                .put("submissionTime", event.time());
        ArrayNode ids = message.putArray("stageIds");
        ObjectNode infos = message.putObject("stageInfos");
        int tasks = 0;
        for (StageInfo info : CollectionConverters.asJava(event.stageInfos())) {
            ids.add(info.stageId());
            infos.putObject(Integer.toString(info.stageId()))
                    .put("attemptId", info.attemptNumber())
                    .put("name", info.name())
                    .put("numTasks", info.numTasks())
                    .put("completionTime", time(info.completionTime()))
                    .put("submissionTime", time(info.submissionTime()));
            tasks += info.completionTime().isEmpty() ? info.numTasks() : 0;
            stages.computeIfAbsent(info.stageId(), id -> new Stage()).jobs.add(event.jobId());
        }
        message.put("numTasks", tasks)
                .put("totalCores", cores())
                .put("appId", applicationId)
                .put("numExecutors", executorCores.size())
                .put("name", property(properties, "callSite.short"));
        tell(message);
    }

    private void tell(ObjectNode message) {
        target.take(message); // what finds no room is left out
    }

    private static String property(@Nullable Properties properties, String name) {
        return properties == null ? "null" : properties.getProperty(name, "null");
    }

    private static long time(Option<Object> time) {
        return time.isDefined() && time.get() instanceof Long millis ? millis : -1;
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd event) {
        stages.values().removeIf(stage -> {
            stage.jobs.removeIf(job -> job == event.jobId());
            return stage.jobs.isEmpty();
        });
        tell(message("sparkJobEnd")
                .put("jobId", event.jobId())
                .put("status", JobFacts.succeeded(event) ? "COMPLETED" : "FAILED")
                .put("completionTime", event.time()));
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
        StageInfo info = event.stageInfo();
        Stage stage = stages.computeIfAbsent(info.stageId(), id -> new Stage());
        stage.running = info;
        stage.attempt = info.attemptNumber();
        stage.active = 0;
        stage.completed = 0;
        stage.failed = 0;
        ObjectNode message = stage("sparkStageSubmitted", info).put("name", info.name());
        ArrayNode parents = message.putArray("parentIds");
        CollectionConverters.asJava(info.parentIds()).forEach(parent -> parents.add(String.valueOf(parent)));
        tell(message);
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted event) {
        StageInfo info = event.stageInfo();
        Stage stage = stages.getOrDefault(info.stageId(), new Stage());
        stage.running = null;
        tell(stage("sparkStageCompleted", info)
                .put("completionTime", time(info.completionTime()))
                .put("numFailedTasks", stage.failed)
                .put("numCompletedTasks", stage.completed)
                .put("status", info.failureReason().isEmpty() ? "COMPLETED" : "FAILED"));
    }

    private ObjectNode stage(String type, StageInfo info) {
        ObjectNode message = message(type)
                .put("stageId", info.stageId())
                .put("stageAttemptId", info.attemptNumber())
                .put("numTasks", info.numTasks())
                .put("submissionTime", time(info.submissionTime()));
        ArrayNode jobs = message.putArray("jobIds");
        stages.getOrDefault(info.stageId(), new Stage()).jobs.forEach(jobs::add);
        return message;
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart event) {
        @Nullable TaskInfo info = event.taskInfo();
        if (info == null) {
            return;
        }
        count(event.stageId(), event.stageAttemptId(), stage -> stage.active++);
        if (target.take(task("sparkTaskStart", info)
                .put("stageId", event.stageId())
                .put("stageAttemptId", event.stageAttemptId()))) {
            shownTasks.add(info.taskId());
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        @Nullable TaskInfo info = event.taskInfo();
        if (info == null) {
            return;
        }
        boolean well = event.reason() == Success$.MODULE$;
        count(event.stageId(), event.stageAttemptId(), stage -> {
            stage.active = Math.max(0, stage.active - 1); // one may have begun before there was this listener
            stage.completed += well ? 1 : 0;
            stage.failed += well ? 0 : 1;
        });
        if (shownTasks.remove(info.taskId())) { // else a chart would count one away that it has never seen
            tell(task("sparkTaskEnd", info)
                    .put("finishTime", info.finishTime())
                    .put("stageId", event.stageId())
                    .put("taskType", event.taskType())
                    .put("stageAttemptId", event.stageAttemptId()));
        }
    }

    private void count(int stageId, int attempt, Consumer<Stage> change) {
        Stage stage = stages.computeIfAbsent(stageId, id -> new Stage());
        if (stage.attempt == attempt) {
            change.accept(stage);
            stage.changed = true;
            target.changed();
        }
    }

    /** As {@link SparkMonitor#tellProgress}. */
    synchronized boolean tellProgress() {
        List<Stage> changed = stages.values().stream()
                .filter(stage -> stage.changed && stage.running != null)
                .toList();
        long now = clock.getAsLong();
        if (changed.isEmpty() || now - progressAt < PROGRESS_NANOS) {
            return changed.isEmpty();
        }
        progressAt = now;
        for (Stage stage : changed) {
            stage.changed = false;
            StageInfo info = Objects.requireNonNull(stage.running);
            tell(stage("sparkStageActive", info)
                    .put("name", info.name())
                    .put("numActiveTasks", stage.active)
                    .put("numFailedTasks", stage.failed)
                    .put("numCompletedTasks", stage.completed));
        }
        return true;
    }

    private static ObjectNode task(String type, TaskInfo info) {
        return message(type)
                .put("launchTime", info.launchTime())
                .put("taskId", info.taskId())
                .put("index", info.index())
                .put("attemptNumber", info.attemptNumber())
                .put("executorId", info.executorId())
                .put("host", info.host())
                .put("status", info.status())
                .put("speculative", info.speculative());
    }

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded event) {
        int more = event.executorInfo().totalCores();
        executorCores.put(event.executorId(), more);
        tell(message("sparkExecutorAdded")
                .put("executorId", event.executorId())
                .put("time", event.time())
                .put("host", event.executorInfo().executorHost())
                .put("numCores", more)
                .put("totalCores", cores()));
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        executorCores.remove(event.executorId());
        tell(message("sparkExecutorRemoved")
                .put("executorId", event.executorId())
                .put("time", event.time())
                .put("totalCores", cores()));
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd event) {
        tell(message("sparkApplicationEnd").put("endTime", event.time()));
    }
}
