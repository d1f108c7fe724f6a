package dev.hearth.gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which Spark properties a client may set for its session: an allow-list, since Spark gets new ones that load code or read files
 * with every version. What its wildcards never stand for is {@link ExceptedConf}'s. Immutable.
 */
public final class AllowedConf {
    /**
     * What users set for their own work: sizes, parallelism, SQL, formats, packages. Not among them is what says where and as whom
     * a driver runs, what names code or files of the gateway's machine, and what changes the driver's JVM.
     */
    public static final List<String> DEFAULTS = List.of(
            "spark.app.*",
            "spark.archives",
            "spark.broadcast.*",
            "spark.checkpoint.*",
            "spark.cleaner.*",
            "spark.cores.max",
            "spark.default.parallelism",
            "spark.driver.cores",
            "spark.driver.maxResultSize",
            "spark.driver.memory",
            "spark.driver.memoryOverhead",
            "spark.driver.memoryOverheadFactor",
            "spark.dynamicAllocation.*",
            "spark.excludeOnFailure.*",
            "spark.executor.cores",
            "spark.executor.heartbeatInterval",
            "spark.executor.instances",
            "spark.executor.memory",
            "spark.executor.memoryOverhead",
            "spark.executor.memoryOverheadFactor",
            "spark.executor.pyspark.memory",
            "spark.executorEnv.OMP_NUM_THREADS",
            "spark.executorEnv.PYTHONHASHSEED",
            "spark.executorEnv.TZ",
            "spark.files",
            "spark.graphx.*",
            "spark.hadoop.fs.s3a.access.key",
            "spark.hadoop.fs.s3a.connection.ssl.enabled",
            "spark.hadoop.fs.s3a.endpoint",
            "spark.hadoop.fs.s3a.endpoint.region",
            "spark.hadoop.fs.s3a.path.style.access",
            "spark.hadoop.fs.s3a.secret.key",
            "spark.hadoop.fs.s3a.session.token",
            "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version",
            "spark.io.*",
            "spark.jars",
            "spark.jars.excludes",
            "spark.jars.packages",
            "spark.kryo.*",
            "spark.kryo.classesToRegister",
            "spark.kryo.registrator",
            "spark.kryoserializer.*",
            "spark.locality.*",
            "spark.memory.*",
            "spark.network.timeout",
            "spark.python.*",
            "spark.rdd.*",
            "spark.reducer.*",
            "spark.resources.*",
            "spark.rpc.*",
            "spark.scheduler.*",
            "spark.serializer",
            "spark.serializer.*",
            "spark.shuffle.*",
            "spark.speculation",
            "spark.speculation.*",
            "spark.sql.*",
            "spark.stage.*",
            "spark.storage.*",
            "spark.streaming.*",
            "spark.submit.pyFiles",
            "spark.task.*",
            "spark.ui.*",
            "spark.yarn.dist.archives",
            "spark.yarn.dist.files",
            "spark.yarn.dist.jars",
            "spark.yarn.dist.pyFiles",
            "spark.yarn.executor.*",
            "spark.yarn.maxAppAttempts",
            "spark.yarn.priority",
            "spark.yarn.queue",
            "spark.yarn.tags");

    /** Read by Livy itself, where there is one; accepted and without effect here (livy-client-http sends {@code livy.uri}). */
    private static final String LIVYS = "livy.";

    /** What separates key and value in one place or another where a launch passes them on is in no key. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z][\\w.-]*");

    private final Set<String> names = new HashSet<>();
    private final List<String> beginnings = new ArrayList<>();

    /**
     * A list.
     *
     * @param patterns names of properties; one that ends in {@code *} stands for all that begin so and name neither code nor a place
     * @throws IllegalArgumentException if one is no such name, or stands for nothing
     */
    public AllowedConf(List<String> patterns) {
        patterns.forEach(this::add);
    }

    private void add(String pattern) {
        if (!pattern.matches("\\*|[A-Za-z][\\w.-]*\\*?")) {
            throw new IllegalArgumentException(
                    "allowed-conf has names of Spark properties such as spark.executor.memory or spark.sql.*, not \""
                            + pattern + "\"");
        }
        if (!pattern.endsWith("*")) {
            names.add(pattern);
            return;
        }
        String beginning = pattern.substring(0, pattern.length() - 1);
        if (ExceptedConf.hasAll(beginning)) {
            throw new IllegalArgumentException("allowed-conf: \"" + pattern
                    + "\" would stand for properties that name code or places; name each that you mean");
        }
        beginnings.add(beginning);
    }

    /** Those of the keys that may not be set, sorted; a key with blanks around it, or with letters of another case, is none. */
    public List<String> refused(Set<String> keys) {
        return keys.stream().filter(key -> !isAllowed(key)).sorted().toList();
    }

    private boolean isAllowed(String key) {
        if (names.contains(key)) {
            return true;
        }
        if (!KEY.matcher(key).matches()) {
            return false;
        }
        return key.toLowerCase(Locale.ROOT).startsWith(LIVYS)
                || (beginnings.stream().anyMatch(key::startsWith) && !ExceptedConf.has(key));
    }
}
