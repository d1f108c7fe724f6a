package dev.hearth.gateway.config;

import dev.hearth.launcher.Compiler;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.protocol.Language;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A named way to run drivers. Immutable. {@code toString} names keys of Spark conf and environment, never their values.
 *
 * @param name under which it stands in the configuration
 * @param displayName what users read; empty: the name, or nothing for the profile {@code default}
 * @param launcher where its drivers run: {@code local} or {@code yarn}
 * @param yarn the cluster, of a profile whose launcher is {@code yarn}
 * @param languages for which there are kernelspecs; at least one
 * @param sparkHome Spark's folder; absent: {@code SPARK_HOME}, else the {@code pyspark} package of the Python
 * @param javaHome the JDK's folder; absent: {@code JAVA_HOME}, else the gateway's own
 * @param python the Python executable; absent: {@code HEARTH_PYTHON}, else {@code python3}
 * @param sessionPythons Python executables, absolute, that a session may ask for by {@code KERNEL_HEARTH_PYTHON}; {@code *}: any
 * @param sparkConf Spark properties
 * @param allowedConf Spark properties that a client may set, a trailing {@code *} for all that begin so
 * @param env variables of the driver's environment
 * @param memory the driver's heap, as the JVM writes it: {@code 512m}, {@code 2g}
 * @param javaOptions further options of the driver's JVM
 * @param compiler {@code full} or {@code first-tier}
 * @param workingDirectory where cells run; absent: a folder of the session's own
 * @param scalaPreamble lines of Scala that every session begins with
 * @param progress to whom cells report their progress; a session's own {@code KERNEL_HEARTH_PROGRESS} goes before it
 * @param limits bounds of its own
 */
public record Profile(
        @MapKey String name,
        String displayName,
        String launcher,
        Optional<Yarn> yarn,
        List<Language> languages,
        Optional<Path> sparkHome,
        Optional<Path> javaHome,
        Optional<String> python,
        List<String> sessionPythons,
        Map<String, String> sparkConf,
        List<String> allowedConf,
        Map<String, String> env,
        String memory,
        List<String> javaOptions,
        Compiler compiler,
        Optional<Path> workingDirectory,
        List<String> scalaPreamble,
        Progress progress,
        ProfileLimits limits) {

    /** The profile that is there without a configuration. */
    public static final String DEFAULT_NAME = "default";

    /** The launcher for processes on the gateway's own machine. */
    public static final String LOCAL = "local";

    /** The launcher for containers of a YARN cluster. */
    public static final String YARN = "yarn";

    /** Among {@link #sessionPythons}: any. */
    public static final String ANY = "*";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final int MAX_DISPLAY_CHARS = 100;

    public Profile {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a profile's name has 1 to 40 lower-case letters, digits and hyphens, not \"" + name + "\"");
        }
        if (displayName.length() > MAX_DISPLAY_CHARS) {
            throw new IllegalArgumentException("display-name has at most " + MAX_DISPLAY_CHARS + " characters");
        }
        if (!launcher.equals(LOCAL) && !launcher.equals(YARN)) {
            throw new IllegalArgumentException("launcher must be local or yarn, not \"" + launcher + "\"");
        }
        if (launcher.equals(YARN) != yarn.isPresent()) {
            throw new IllegalArgumentException("launcher: yarn and a section yarn belong together");
        }
        if (yarn.isPresent() && !yarn.get().isSomewhere()) {
            throw new IllegalArgumentException("yarn needs conf, the folder of the Hadoop configuration");
        }
        if (languages.isEmpty() || languages.stream().distinct().count() != languages.size()) {
            throw new IllegalArgumentException("languages must be some of scala, python, sql, each once");
        }
        languages = List.copyOf(languages);
        sessionPythons = List.copyOf(sessionPythons);
        for (String each : sessionPythons) {
            if (!each.equals(ANY) && !each.startsWith("/")) {
                throw new IllegalArgumentException("session-pythons has absolute paths, or *, not \"" + each + "\"");
            }
        }
        sparkConf = Map.copyOf(sparkConf);
        allowedConf = List.copyOf(allowedConf);
        new AllowedConf(allowedConf); // refuses what is no pattern
        env = Map.copyOf(env);
        javaOptions = List.copyOf(javaOptions);
        scalaPreamble = List.copyOf(scalaPreamble);
        // Refuses what no launcher would take, where the file and line are still known.
        settings(sparkHome, javaHome, python, sparkConf, env, memory).withJavaOptions(javaOptions);
    }

    /** All three languages, everything found by itself, 1g of heap, the full compiler. */
    public static Profile defaults() {
        return new Profile(
                DEFAULT_NAME,
                "",
                LOCAL,
                Optional.empty(),
                List.of(Language.values()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of(),
                AllowedConf.DEFAULTS,
                Map.of(),
                "1g",
                List.of(),
                Compiler.FULL,
                Optional.empty(),
                List.of(),
                Progress.EVENTS,
                ProfileLimits.defaults());
    }

    /** What a launcher is to know of it. */
    public DriverSettings driverSettings() {
        Map<String, String> variables = new HashMap<>(env);
        if (progress == Progress.DISPLAY) {
            variables.putIfAbsent(Progress.VARIABLE, "display");
        }
        return settings(sparkHome, javaHome, python, sparkConf, variables, memory)
                .withJavaOptions(javaOptions)
                .withCompiler(compiler)
                .withWorkingDirectory(workingDirectory.orElse(null));
    }

    private static DriverSettings settings(
            Optional<Path> sparkHome,
            Optional<Path> javaHome,
            Optional<String> python,
            Map<String, String> sparkConf,
            Map<String, String> env,
            String memory) {
        return DriverSettings.defaults()
                .withSparkHome(sparkHome.orElse(null))
                .withJavaHome(javaHome.orElse(null))
                .withPython(python.orElse(null))
                .withSparkConf(sparkConf)
                .withEnv(env)
                .withMemory(memory);
    }

    /** This profile with another Python. */
    public Profile withPython(String value) {
        return new Profile(
                name,
                displayName,
                launcher,
                yarn,
                languages,
                sparkHome,
                javaHome,
                Optional.of(value),
                sessionPythons,
                sparkConf,
                allowedConf,
                env,
                memory,
                javaOptions,
                compiler,
                workingDirectory,
                scalaPreamble,
                progress,
                limits);
    }

    @Override
    public String toString() {
        return "Profile[name=" + name + ", languages=" + languages + ", sparkConf=" + sparkConf.keySet() + ", env="
                + env.keySet() + "]";
    }
}
