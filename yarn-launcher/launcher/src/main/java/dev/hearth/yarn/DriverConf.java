package dev.hearth.yarn;

import dev.hearth.launcher.Compiler;
import dev.hearth.launcher.DriverSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Spark conf with which a driver is submitted. Only functions; thread-safe. */
final class DriverConf {
    private static final String JAVA_OPTIONS = "spark.driver.extraJavaOptions";

    private DriverConf() {}

    /** What the settings say, what holds for every application of Hearth's, and for what nobody has said. */
    static Map<String, String> of(DriverSettings settings, String name, String queue, List<String> tags) {
        Map<String, String> conf = common(settings, name, queue, tags);
        if (!conf.containsKey("spark.executor.instances")) {
            // Executors come when a job needs them, and go when none does.
            conf.putIfAbsent("spark.dynamicAllocation.enabled", "true");
            conf.putIfAbsent("spark.dynamicAllocation.minExecutors", "0");
            conf.putIfAbsent("spark.dynamicAllocation.initialExecutors", "0");
            conf.putIfAbsent("spark.dynamicAllocation.shuffleTracking.enabled", "true");
        }
        conf.putIfAbsent("spark.scheduler.minRegisteredResourcesRatio", "0");
        // A busy node may need longer to a context than Spark would wait; the gateway has a limit of its own.
        conf.putIfAbsent("spark.yarn.am.waitTime", "10m");
        // Two attempts of one session would each have the launch file, and only the first can use it.
        conf.put("spark.yarn.maxAppAttempts", "1");
        return conf;
    }

    /** As {@link #of}, without what holds for sessions only. */
    static Map<String, String> common(DriverSettings settings, String name, String queue, List<String> tags) {
        Map<String, String> conf = new LinkedHashMap<>(settings.sparkConf());
        conf.put("spark.master", "yarn");
        conf.put("spark.submit.deployMode", "cluster");
        conf.put("spark.yarn.submit.waitAppCompletion", "false");
        conf.merge("spark.yarn.tags", String.join(",", tags), (own, ours) -> own.isBlank() ? ours : own + "," + ours);
        conf.putIfAbsent("spark.app.name", name);
        conf.putIfAbsent("spark.driver.memory", settings.memory());
        if (!queue.isEmpty()) {
            conf.putIfAbsent("spark.yarn.queue", queue);
        }
        String python = settings.python();
        if (python != null) {
            conf.putIfAbsent("spark.pyspark.python", python);
        }
        String options = String.join(" ", settings.javaOptions());
        if (settings.compiler() == Compiler.FIRST_TIER) {
            options = ("-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + options).strip();
        }
        if (!options.isEmpty()) {
            conf.merge(JAVA_OPTIONS, options, (own, ours) -> (ours + " " + own).strip());
        }
        return conf;
    }
}
