package dev.hearth.driver.spark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.spark.Success$;
import org.apache.spark.executor.TaskMetrics;
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

    private final Consumer<ObjectNode> target;
    private final String applicationId;
    private int cores; // guarded by this
    private int executors; // guarded by this
    private final Map<String, Integer> executorCores = new LinkedHashMap<>(); // guarded by this
    private final Map<Integer, Stage> stages = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Stage> eldest) {
            return size() > MOST_STAGES;
        }
    }; // guarded by this

    /** One stage's counts. */
    private static final class Stage {
        final List<Integer> jobs = new ArrayList<>();
        int completed;
        int failed;
    }

    /** A listener whose messages go to {@code target}; {@code cores} and {@code executors} are those there are. */
    MonitorListener(Consumer<ObjectNode> target, String applicationId, int cores, int executors) {
        this.target = target;
        this.applicationId = applicationId;
        this.cores = cores;
        this.executors = executors;
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
                .put("totalCores", cores)
                .put("appId", applicationId)
                .put("numExecutors", executors)
                .put("name", property(properties, "callSite.short"));
        target.accept(message);
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
        target.accept(message("sparkJobEnd")
                .put("jobId", event.jobId())
                .put("status", JobFacts.succeeded(event) ? "COMPLETED" : "FAILED")
                .put("completionTime", event.time()));
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
        StageInfo info = event.stageInfo();
        ObjectNode message = stage("sparkStageSubmitted", info).put("name", info.name());
        ArrayNode parents = message.putArray("parentIds");
        CollectionConverters.asJava(info.parentIds()).forEach(parent -> parents.add(String.valueOf(parent)));
        target.accept(message);
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted event) {
        StageInfo info = event.stageInfo();
        Stage stage = stages.getOrDefault(info.stageId(), new Stage());
        target.accept(stage("sparkStageCompleted", info)
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
        target.accept(task("sparkTaskStart", info)
                .put("stageId", event.stageId())
                .put("stageAttemptId", event.stageAttemptId()));
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        @Nullable TaskInfo info = event.taskInfo();
        if (info == null) {
            return;
        }
        Stage stage = stages.computeIfAbsent(event.stageId(), id -> new Stage());
        boolean well = event.reason() == Success$.MODULE$;
        stage.completed += well ? 1 : 0;
        stage.failed += well ? 0 : 1;
        ObjectNode message = task("sparkTaskEnd", info)
                .put("finishTime", info.finishTime())
                .put("stageId", event.stageId())
                .put("taskType", event.taskType())
                .put("stageAttemptId", event.stageAttemptId())
                .put("errorMessage", well ? null : event.reason().toString());
        message.set("metrics", metrics(info, event.taskMetrics()));
        target.accept(message);
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

    /** Where the time of a task went, in milliseconds and as parts of a bar of 100, each behind the one before. */
    private static ObjectNode metrics(TaskInfo info, @Nullable TaskMetrics metrics) {
        ObjectNode json = Json.object();
        if (metrics == null) {
            return json;
        }
        long total = Math.max(1, info.finishTime() - info.launchTime());
        long serialization = metrics.resultSerializationTime();
        long deserialization = metrics.executorDeserializeTime();
        long shuffleRead = metrics.shuffleReadMetrics().fetchWaitTime();
        long shuffleWrite = metrics.shuffleWriteMetrics().writeTime() / 1_000_000;
        long result = info.gettingResult() && info.finished() ? info.finishTime() - info.gettingResultTime() : 0;
        long run = metrics.executorRunTime();
        long delay = Math.max(0, total - run - serialization - deserialization - result);
        long computing = Math.max(0, run - shuffleRead - shuffleWrite);
        String[] names = {
            "schedulerDelay",
            "deserializationTime",
            "shuffleReadTime",
            "executorComputingTime",
            "shuffleWriteTime",
            "serializationTime",
            "gettingResultTime"
        };
        long[] millis = {delay, deserialization, shuffleRead, computing, shuffleWrite, serialization, result};
        double at = 0;
        for (int i = 0; i < names.length; i++) {
            double share = 100.0 * millis[i] / total;
            json.put(names[i], millis[i]).put(names[i] + "Proportion", share).put(names[i] + "ProportionPos", at);
            at += share;
        }
        return json.put("resultSize", metrics.resultSize())
                .put("jvmGCTime", metrics.jvmGCTime())
                .put("memoryBytesSpilled", metrics.memoryBytesSpilled())
                .put("diskBytesSpilled", metrics.diskBytesSpilled())
                .put("peakExecutionMemory", metrics.peakExecutionMemory());
    }

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded event) {
        int more = event.executorInfo().totalCores();
        executorCores.put(event.executorId(), more);
        cores += more;
        executors++;
        target.accept(message("sparkExecutorAdded")
                .put("executorId", event.executorId())
                .put("time", event.time())
                .put("host", event.executorInfo().executorHost())
                .put("numCores", more)
                .put("totalCores", cores));
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        Integer fewer = executorCores.remove(event.executorId());
        cores -= fewer == null ? 0 : fewer;
        executors--;
        target.accept(message("sparkExecutorRemoved")
                .put("executorId", event.executorId())
                .put("time", event.time())
                .put("totalCores", cores));
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd event) {
        target.accept(message("sparkApplicationEnd").put("endTime", event.time()));
    }
}
