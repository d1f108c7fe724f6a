package dev.hearth.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a driver is to run, as a profile says it.
 *
 * <p>Immutable. Make one from {@link #defaults()} and the {@code with…} methods. {@code toString} names keys and never
 * shows values of the Spark conf or the environment, which may be secrets.
 *
 * @param sparkHome Spark's folder; null: {@code SPARK_HOME}, else the {@code pyspark} package of {@code python}
 * @param javaHome the JDK's folder; null: {@code JAVA_HOME}, else the Java that runs the launcher
 * @param python the Python executable, a path or a name on the {@code PATH}; null: {@code python3}, if there is one
 * @param sparkConf for launchers that submit; a local launcher does not read it, because the caller puts it into the
 *     descriptor
 * @param env variables for the driver, added to the allow-listed part of the launcher's own environment
 * @param memory the driver's heap: a whole number and {@code k}, {@code m}, {@code g} or {@code t}
 * @param javaOptions further JVM options, each one argument that starts with {@code -}
 * @param compiler which of the JVM's compilers to use
 * @param workingDirectory where the driver's process runs; null: its own work folder
 */
public record DriverSettings(
        @Nullable Path sparkHome,
        @Nullable Path javaHome,
        @Nullable String python,
        Map<String, String> sparkConf,
        Map<String, String> env,
        String memory,
        List<String> javaOptions,
        Compiler compiler,
        @Nullable Path workingDirectory) {

    private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,9}[kmgtKMGT]");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final int MAX_VALUE_CHARS = 32 * 1024;
    private static final int MAX_ENTRIES = 1000;

    public DriverSettings {
        Objects.requireNonNull(compiler, "compiler");
        sparkConf = Map.copyOf(sparkConf);
        env = Map.copyOf(env);
        javaOptions = List.copyOf(javaOptions);
        if (!MEMORY.matcher(memory).matches()) {
            throw new IllegalArgumentException("memory must look like 512m or 2g, not \"" + memory + "\"");
        }
        if (sparkConf.size() > MAX_ENTRIES || env.size() > MAX_ENTRIES || javaOptions.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("more than " + MAX_ENTRIES + " entries in one setting");
        }
        env.forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of an environment variable: \"" + name + "\"");
            }
            requirePlain("the environment variable " + name, value);
        });
        for (String option : javaOptions) {
            requirePlain("a Java option", option);
            if (!option.startsWith("-")) {
                throw new IllegalArgumentException("a Java option must start with \"-\": \"" + option + "\"");
            }
        }
    }

    private static void requirePlain(String what, String value) {
        if (value.length() > MAX_VALUE_CHARS || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " is longer than " + MAX_VALUE_CHARS + " or contains NUL");
        }
    }

    /** Everything found by itself, {@code 1g} of heap, the full compiler. */
    public static DriverSettings defaults() {
        return new DriverSettings(null, null, null, Map.of(), Map.of(), "1g", List.of(), Compiler.FULL, null);
    }

    /** These settings with another Spark folder. */
    public DriverSettings withSparkHome(@Nullable Path value) {
        return new DriverSettings(
                value, javaHome, python, sparkConf, env, memory, javaOptions, compiler, workingDirectory);
    }

    /** These settings with another JDK folder. */
    public DriverSettings withJavaHome(@Nullable Path value) {
        return new DriverSettings(
                sparkHome, value, python, sparkConf, env, memory, javaOptions, compiler, workingDirectory);
    }

    /** These settings with another Python executable. */
    public DriverSettings withPython(@Nullable String value) {
        return new DriverSettings(
                sparkHome, javaHome, value, sparkConf, env, memory, javaOptions, compiler, workingDirectory);
    }

    /** These settings with another Spark conf. */
    public DriverSettings withSparkConf(Map<String, String> value) {
        return new DriverSettings(
                sparkHome, javaHome, python, value, env, memory, javaOptions, compiler, workingDirectory);
    }

    /** These settings with other environment variables. */
    public DriverSettings withEnv(Map<String, String> value) {
        return new DriverSettings(
                sparkHome, javaHome, python, sparkConf, value, memory, javaOptions, compiler, workingDirectory);
    }

    /** These settings with another heap size. */
    public DriverSettings withMemory(String value) {
        return new DriverSettings(
                sparkHome, javaHome, python, sparkConf, env, value, javaOptions, compiler, workingDirectory);
    }

    /** These settings with other JVM options. */
    public DriverSettings withJavaOptions(List<String> value) {
        return new DriverSettings(
                sparkHome, javaHome, python, sparkConf, env, memory, value, compiler, workingDirectory);
    }

    /** These settings with another choice of compiler. */
    public DriverSettings withCompiler(Compiler value) {
        return new DriverSettings(
                sparkHome, javaHome, python, sparkConf, env, memory, javaOptions, value, workingDirectory);
    }

    /** These settings with another working directory. */
    public DriverSettings withWorkingDirectory(@Nullable Path value) {
        return new DriverSettings(sparkHome, javaHome, python, sparkConf, env, memory, javaOptions, compiler, value);
    }

    @Override
    public String toString() {
        return "DriverSettings[sparkHome=" + sparkHome + ", javaHome=" + javaHome + ", python=" + python
                + ", sparkConf=" + sparkConf.keySet() + ", env=" + env.keySet() + ", memory=" + memory
                + ", compiler=" + compiler + "]";
    }
}
