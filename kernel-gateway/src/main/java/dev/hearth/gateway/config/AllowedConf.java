package dev.hearth.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which Spark properties a client may set for its session: an allow-list, since Spark gets new ones that load code or read files
 * with every version. Immutable.
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
            "spark.executorEnv.*",
            "spark.files",
            "spark.graphx.*",
            "spark.hadoop.*",
            "spark.io.*",
            "spark.jars",
            "spark.jars.excludes",
            "spark.jars.packages",
            "spark.jars.repositories",
            "spark.kryo.*",
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
            "spark.yarn.dist.*",
            "spark.yarn.executor.*",
            "spark.yarn.maxAppAttempts",
            "spark.yarn.priority",
            "spark.yarn.queue",
            "spark.yarn.tags");

    /** Read by Livy itself, where there is one; accepted and without effect here (livy-client-http sends {@code livy.uri}). */
    private static final String LIVYS = "livy.";

    private final List<Predicate<String>> allowed;

    /**
     * A list.
     *
     * @param patterns names of properties; one that ends in {@code *} stands for all that begin so
     * @throws IllegalArgumentException if one is no such name
     */
    public AllowedConf(List<String> patterns) {
        this.allowed = patterns.stream().map(AllowedConf::matcher).toList();
    }

    private static Predicate<String> matcher(String pattern) {
        if (!pattern.matches("\\*|[A-Za-z][\\w.-]*\\*?")) {
            throw new IllegalArgumentException(
                    "allowed-conf has names of Spark properties such as spark.executor.memory or spark.sql.*, not \""
                            + pattern + "\"");
        }
        if (pattern.endsWith("*")) {
            String beginning = pattern.substring(0, pattern.length() - 1);
            return key -> key.startsWith(beginning);
        }
        return pattern::equals;
    }

    /** Those of the keys that may not be set, sorted; a key with blanks around it, or with letters of another case, is none. */
    public List<String> refused(Set<String> keys) {
        Stream<String> refused = keys.stream().filter(key -> !isAllowed(key));
        return refused.sorted().toList();
    }

    private boolean isAllowed(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith(LIVYS)
                || allowed.stream().anyMatch(each -> each.test(key));
    }
}
