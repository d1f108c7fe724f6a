package dev.hearth.gateway.session;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for beyond the profile, as it said it, for every launch of the session. Kept in the store as JSON.
 * Immutable; {@code toString} shows no value of the Spark conf.
 *
 * @param kind in the words of the face that took it, or null
 * @param name the name that finds the session on that face, or null
 * @param driverMemory the driver's heap, such as {@code 512m} or {@code 2g}, or null
 * @param driverCores 0 for nothing said, as are the other numbers
 * @param executorMemory such as {@code 1g}, or null
 * @param conf Spark properties
 * @param jars URIs or absolute paths, as are the three lists behind it
 * @param queue of the cluster, or null
 * @param heartbeatTimeoutInSecond the session ends when its clients do not call for so long; 0 for never
 * @param ttl the session ends at this age, as {@link TimeText} reads it, or null
 * @param idleTimeout the session ends when it was idle for so long, as {@link TimeText} reads it, or null
 */
@SuppressWarnings("TooManyParameters") // the body of a request, made and read by name
public record SessionWish(
        @Nullable String kind,
        @Nullable String name,
        @Nullable String driverMemory,
        int driverCores,
        @Nullable String executorMemory,
        int executorCores,
        int numExecutors,
        Map<String, String> conf,
        List<String> jars,
        List<String> pyFiles,
        List<String> files,
        List<String> archives,
        @Nullable String queue,
        int heartbeatTimeoutInSecond,
        @Nullable String ttl,
        @Nullable String idleTimeout) {

    private static final String HEAP = "spark.driver.memory";

    public SessionWish {
        conf = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(conf));
        conf.forEach((key, value) -> Objects.requireNonNull(value, key));
        jars = List.copyOf(jars);
        pyFiles = List.copyOf(pyFiles);
        files = List.copyOf(files);
        archives = List.copyOf(archives);
    }

    /**
     * The Spark conf of a launch: the profile's, and what is wished for on top; lists of files are joined.
     *
     * @param number the session's, by which the application is named where nothing else names it
     */
    public Map<String, String> over(Map<String, String> profile, int number) {
        Map<String, String> all = new LinkedHashMap<>(profile);
        if (kind != null) {
            all.put("spark.app.name", "livy-session-" + number);
        }
        all.putAll(conf);
        put(all, "spark.driver.cores", driverCores);
        put(all, "spark.executor.cores", executorCores);
        put(all, "spark.executor.instances", numExecutors);
        put(all, HEAP, driverMemory);
        put(all, "spark.executor.memory", executorMemory);
        put(all, "spark.yarn.queue", queue);
        put(all, "spark.app.name", name);
        join(all, "spark.jars", profile, jars);
        join(all, "spark.submit.pyFiles", profile, pyFiles);
        // Python finds its files among those of the application.
        join(
                all,
                "spark.files",
                profile,
                Stream.concat(files.stream(), pyFiles.stream()).toList());
        join(all, "spark.archives", profile, archives);
        return all;
    }

    /**
     * The driver's heap as the JVM reads it.
     *
     * @throws IllegalArgumentException if that is not the size of a heap
     */
    public String heap(String profile) {
        String asked = driverMemory == null ? conf.get(HEAP) : driverMemory;
        return asked == null ? profile : HeapText.jvm(asked);
    }

    /** The same without a name. */
    public SessionWish unnamed() {
        return new SessionWish(
                kind,
                null,
                driverMemory,
                driverCores,
                executorMemory,
                executorCores,
                numExecutors,
                conf,
                jars,
                pyFiles,
                files,
                archives,
                queue,
                heartbeatTimeoutInSecond,
                ttl,
                idleTimeout);
    }

    private static void put(Map<String, String> all, String key, int number) {
        if (number > 0) {
            all.put(key, Integer.toString(number));
        }
    }

    private static void put(Map<String, String> all, String key, @Nullable String text) {
        if (text != null) {
            all.put(key, text);
        }
    }

    private void join(Map<String, String> all, String key, Map<String, String> profile, List<String> own) {
        Set<String> joined = new LinkedHashSet<>();
        for (Map<String, String> each : List.of(profile, conf)) {
            joined.addAll(List.of(each.getOrDefault(key, "").split(",")));
        }
        joined.addAll(own);
        joined.removeIf(String::isBlank);
        if (!joined.isEmpty()) {
            all.put(key, String.join(",", joined));
        }
    }

    @Override
    public String toString() {
        return "SessionWish[kind=" + kind + ", name=" + name + ", conf=" + conf.keySet() + "]";
    }
}
