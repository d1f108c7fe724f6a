package dev.hearth.driver.spark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What matters of a job's start. Immutable.
 *
 * @param streaming whether a streaming query runs it
 * @param stages the stages that may run, with the number of their tasks; those that ran for an earlier job are left out
 */
record JobFacts(int id, List<String> tags, boolean streaming, Map<Integer, Integer> stages) {
    static JobFacts of(SparkListenerJobStart event) {
        @Nullable Properties properties = event.properties();
        @Nullable String tags = properties == null ? null : properties.getProperty("spark.job.tags");
        boolean streaming = properties != null && properties.getProperty("sql.streaming.queryId") != null;
        Map<Integer, Integer> stages = new LinkedHashMap<>();
        for (StageInfo stage : CollectionConverters.asJava(event.stageInfos())) {
            if (stage.completionTime().isEmpty()) {
                stages.put(stage.stageId(), stage.numTasks());
            }
        }
        List<String> names = tags == null ? List.of() : Arrays.asList(tags.split(","));
        return new JobFacts(event.jobId(), names, streaming, stages);
    }

    static boolean succeeded(SparkListenerJobEnd event) {
        return event.jobResult() == JobSucceeded$.MODULE$;
    }
}
