package dev.hearth.driver.spark;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * With what a Spark session is made. Immutable.
 *
 * @param appName {@code spark.app.name} unless {@code conf} has one
 * @param conf the user's and the profile's settings; they go before those that Hearth would choose
 * @param replClasses folder for the classes that the Scala interpreter compiles; executors load from it
 * @param folder the session's own folder; a local session keeps warehouse and metastore there
 */
public record SparkSettings(String appName, Map<String, String> conf, Path replClasses, Path folder) {
    /** What is hidden in Spark's UI and logs: Spark's own words and those of cloud stores. */
    private static final String REDACTED =
            "(?i)secret|passw(or)?d|token|credential|access[.]?key|account[.]?key|api[.]?key|private[.]?key";

    public SparkSettings {
        conf = Map.copyOf(conf);
    }

    /**
     * The whole configuration: what Spark finds by itself (system properties), over it {@code conf}, and what Hearth chooses
     * where neither has a value.
     */
    SparkConf toSparkConf() {
        SparkConf spark = new SparkConf(true);
        conf.forEach(spark::set);
        // Only the driver knows this one, and it must be there before the context is.
        spark.set("spark.repl.class.outputDir", replClasses.toAbsolutePath().toString());
        spark.setIfMissing("spark.app.name", appName);
        spark.setIfMissing("spark.master", "local[*]");
        spark.setIfMissing("spark.sql.catalogImplementation", "in-memory");
        choices(spark.get("spark.master"), spark.get("spark.sql.catalogImplementation"))
                .forEach(spark::setIfMissing);
        return spark;
    }

    private Map<String, String> choices(String master, String catalog) {
        Map<String, String> chosen = new LinkedHashMap<>();
        // A killed task ends although the user's code ignores its interrupt.
        chosen.put("spark.task.reaper.enabled", "true");
        // A first cell runs on the executors there are instead of waiting for the others.
        chosen.put("spark.scheduler.minRegisteredResourcesRatio", "0");
        chosen.put("spark.redaction.regex", REDACTED);
        if (master.startsWith("local")) {
            chosen.put("spark.ui.enabled", "false");
            chosen.put("spark.driver.host", "127.0.0.1");
            chosen.put("spark.driver.bindAddress", "127.0.0.1");
            if (catalog.equals("in-memory")) {
                chosen.put(
                        "spark.sql.warehouse.dir",
                        folder.toAbsolutePath().resolve("warehouse").toUri().toString());
            }
        }
        return chosen;
    }
}
