package dev.hearth.driver.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import scala.jdk.javaapi.CollectionConverters;

/** Tells of a Spark's jobs, stages and tasks in the messages of JupyterLab's SparkMonitor extension. Thread-safe. */
public final class SparkMonitor implements AutoCloseable {
    /** Takes messages, on Spark's event thread or the one that asks for progress; must not block. */
    public interface Target {
        /** Says whether there was room for the message among those that wait. */
        boolean take(ObjectNode message);

        /** There is progress that {@link #tellProgress} would tell. */
        void changed();
    }

    /** Ids of tasks of which something was told. Not thread-safe. */
    public static final class ShownTasks {
        private static final int MOST = 10_000; // of some the end is never told to listeners

        private final Set<Long> ids = new LinkedHashSet<>();

        /** Takes one in; the oldest goes if there are too many. */
        public void add(long id) {
            ids.add(id);
            if (ids.size() > MOST) {
                ids.remove(ids.iterator().next());
            }
        }

        /** Forgets one; says whether it was there. */
        public boolean remove(long id) {
            return ids.remove(id);
        }
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
        MonitorListener listener = new MonitorListener(target, context.applicationId(), cores, System::nanoTime);
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
