package dev.hearth.driver.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import scala.jdk.javaapi.CollectionConverters;

/** Tells of a Spark's jobs, stages and tasks in the messages of JupyterLab's SparkMonitor extension. Thread-safe. */
public final class SparkMonitor implements AutoCloseable {
    /** Takes messages; must not block. */
    @FunctionalInterface
    public interface Target {
        /** Called on Spark's event thread; says whether it will pass the message on. */
        boolean take(ObjectNode message);
    }

    private final SparkContext context;
    private final MonitorListener listener;

    private SparkMonitor(SparkContext context, MonitorListener listener) {
        this.context = context;
        this.listener = listener;
    }

    /** What whoever listens is to be told first. */
    public static ObjectNode applicationStart(SparkContext context) {
        return MonitorListener.message("sparkApplicationStart")
                .put("startTime", context.startTime())
                .put("appId", context.applicationId())
                .put("appAttemptId", context.applicationAttemptId().getOrElse(() -> "null"))
                .put("appName", context.appName())
                .put("sparkUser", context.sparkUser());
    }

    /**
     * Tells from now on.
     *
     * @param target gets the messages
     */
    public static SparkMonitor on(SparkContext context, Target target) {
        Map<String, Integer> cores = new HashMap<>();
        CollectionConverters.asJava(context.statusStore().executorList(true)).stream()
                .filter(each -> each.totalCores() > 0) // a cluster's driver is listed, too, and runs no tasks
                .forEach(each -> cores.put(each.id(), each.totalCores()));
        MonitorListener listener = new MonitorListener(target, context.applicationId(), cores);
        context.addSparkListener(listener);
        return new SparkMonitor(context, listener);
    }

    /** Tells how far the stages are that run, at most once a second; false if something of that is still to be told. */
    public boolean tellProgress() {
        return listener.tellProgress();
    }

    /** Tells no more. */
    @Override
    public void close() {
        context.removeSparkListener(listener);
    }
}
