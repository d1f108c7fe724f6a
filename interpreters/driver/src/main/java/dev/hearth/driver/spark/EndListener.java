package dev.hearth.driver.spark;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/** Sees the end of the Spark context and says who stopped it. Thread-safe. */
final class EndListener extends SparkListener {
    private final Consumer<String> onEnd;

    EndListener(Consumer<String> onEnd) {
        this.onEnd = onEnd;
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
        onEnd.accept(reason());
    }

    /** The one who stops waits for this event to be handled, so the stop is still on a stack. */
    private static String reason() {
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            boolean stops = false;
            boolean shutdown = false;
            boolean cluster = thread.getKey().getName().equals("stop-spark-context");
            for (StackTraceElement frame : thread.getValue()) {
                String type = frame.getClassName();
                stops |= type.equals("org.apache.spark.SparkContext")
                        && frame.getMethodName().equals("stop");
                // Callers come after what they called; what the stop itself calls is always Spark's.
                shutdown |= stops && type.contains("ShutdownHook");
                cluster |= stops && type.startsWith("org.apache.spark.scheduler.");
            }
            if (stops && shutdown) {
                return "the driver was told to end";
            }
            if (stops && cluster) {
                return "Spark stopped its context after a failure, or because the cluster ended the application;"
                        + " the driver's log says more";
            }
        }
        return "the cell stopped the Spark context";
    }
}
