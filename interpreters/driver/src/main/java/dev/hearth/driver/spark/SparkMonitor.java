package dev.hearth.driver.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;

/** Tells of a Spark's jobs, stages and tasks in the messages of JupyterLab's SparkMonitor extension. Thread-safe. */
public final class SparkMonitor implements AutoCloseable {
    private final SparkContext context;
    private final MonitorListener listener;

    private SparkMonitor(SparkContext context, MonitorListener listener) {
        this.context = context;
        this.listener = listener;
    }

    /**
     * Tells from now on, beginning with the application itself.
     *
     * @param target gets messages on the calling thread and then on Spark's event thread; must not block
     */
    public static SparkMonitor on(SparkContext context, Consumer<ObjectNode> target) {
        int cores = context.defaultParallelism();
        int executors = context.statusTracker().getExecutorInfos().length;
        target.accept(MonitorListener.message("sparkApplicationStart")
                .put("startTime", context.startTime())
                .put("appId", context.applicationId())
                .put("appAttemptId", context.applicationAttemptId().getOrElse(() -> "null"))
                .put("appName", context.appName())
                .put("sparkUser", context.sparkUser()));
        MonitorListener listener = new MonitorListener(target, context.applicationId(), cores, executors);
        context.addSparkListener(listener);
        return new SparkMonitor(context, listener);
    }

    /** Tells no more. */
    @Override
    public void close() {
        context.removeSparkListener(listener);
    }
}
