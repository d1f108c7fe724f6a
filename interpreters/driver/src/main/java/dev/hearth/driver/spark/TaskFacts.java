package dev.hearth.driver.spark;

import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/** What matters of a task's end. Immutable. */
record TaskFacts(
        boolean succeeded,
        boolean failed,
        int index,
        long runMillis,
        long cpuNanos,
        long bytesRead,
        long bytesWritten,
        long shuffleRead,
        long shuffleWritten,
        long spilled) {
    static TaskFacts of(SparkListenerTaskEnd event) {
        boolean succeeded = event.taskInfo().successful();
        boolean failed = event.taskInfo().failed();
        int index = event.taskInfo().index();
        // A task that was lost with its executor has none.
        @Nullable TaskMetrics metrics = event.taskMetrics();
        if (metrics == null) {
            return new TaskFacts(succeeded, failed, index, 0, 0, 0, 0, 0, 0, 0);
        }
        return new TaskFacts(
                succeeded,
                failed,
                index,
                metrics.executorRunTime(),
                metrics.executorCpuTime(),
                metrics.inputMetrics().bytesRead(),
                metrics.outputMetrics().bytesWritten(),
                metrics.shuffleReadMetrics().totalBytesRead(),
                metrics.shuffleWriteMetrics().bytesWritten(),
                metrics.diskBytesSpilled());
    }
}
