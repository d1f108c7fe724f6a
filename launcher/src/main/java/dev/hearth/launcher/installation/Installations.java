package dev.hearth.launcher.installation;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Java, Python and Spark that a driver's settings mean, and remembers what it found.
 *
 * <p>Thread-safe. Methods block while a short command runs, up to the time-out each; what was found once is not asked
 * again, what was not found is. A Spark that was replaced in its folder is looked at anew.
 */
public final class Installations {

    private static final Pattern RELEASED = Pattern.compile("(?m)^JAVA_VERSION=\"([^\"]+)\"");
    private static final Pattern SHOWN = Pattern.compile("(?m)^\\s*java\\.version = (\\S+)");
    private static final Pattern UNKNOWN = Pattern.compile("(?m)^Unrecognized (?:VM )?option:? '?([^'\\n]+)");
    private static final String ASK_PYTHON = """
            import importlib.util as u, sys
            s = u.find_spec("pyspark")
            d = list(s.submodule_search_locations or [""])[0] if s else ""
            print("python:", ".".join(map(str, sys.version_info[:3])), d)
            """;
    private static final String ASK_MISSING = """
            import importlib.util as u, sys
            print("\\n".join("missing: " + m for m in sys.argv[1:] if u.find_spec(m) is None))
            """;
    private static final Pattern MISSING = Pattern.compile("(?m)^missing: (\\S+)$");
    private static final Pattern PYTHON_ANSWER = Pattern.compile("(?m)^python: (\\S+) ?(.*)$");

    private final Map<String, String> environment;
    private final ShortCommand command;
    private final ModuleOptions moduleOptions;
    private final Map<Path, JavaInstallation> javas = new ConcurrentHashMap<>();
    private final Map<Path, PythonInstallation> pythons = new ConcurrentHashMap<>();
    private final Map<SparkKey, SparkInstallation> sparks = new ConcurrentHashMap<>();
    private final Map<OptionsKey, List<String>> options = new ConcurrentHashMap<>();
    private final Set<KnownKey> known = ConcurrentHashMap.newKeySet();

    private record SparkKey(Path home, FileTime changed) {}

    private record OptionsKey(SparkInstallation spark, JavaInstallation java) {}

    private record KnownKey(JavaInstallation java, List<String> options) {}

    /**
     * Looks with the given environment.
     *
     * @param environment where {@code SPARK_HOME}, {@code JAVA_HOME} and {@code PATH} are looked up; the commands get
     *     what a driver would get of it
     * @param timeout how long one short command may take
     */
    public Installations(Map<String, String> environment, Duration timeout) {
        this.environment = Map.copyOf(environment);
        this.command = new ShortCommand(timeout, PassedEnvironment.of(environment));
        this.moduleOptions = new ModuleOptions(command);
    }

    /**
     * The Java of the settings, else of {@code JAVA_HOME}, else the one that runs this program.
     *
     * @throws LaunchException with {@code NO_JAVA}
     */
    public JavaInstallation java(DriverSettings settings) throws LaunchException {
        String variable = environment.getOrDefault("JAVA_HOME", "");
        Path home = settings.javaHome();
        String foundBy = "the setting for Java's home";
        if (home == null && !variable.isBlank()) {
            home = Path.of(variable);
            foundBy = "JAVA_HOME";
        } else if (home == null) {
            home = Path.of(System.getProperty("java.home"));
            foundBy = "the Java that runs this program";
        }
        JavaInstallation known = javas.get(home);
        if (known == null) {
            known = lookAtJava(home, foundBy);
            javas.put(home, known);
        }
        return known;
    }

    /**
     * The Python of the settings, else {@code python3} on the path; empty if the settings name none and none works.
     *
     * @throws LaunchException with {@code NO_PYTHON} if the one that the settings name does not work
     */
    public Optional<PythonInstallation> python(DriverSettings settings) throws LaunchException {
        String name = settings.python();
        Optional<Path> executable = onPath(name == null ? "python3" : name);
        if (executable.isEmpty()) {
            if (name == null) {
                return Optional.empty();
            }
            throw new LaunchException(Reason.NO_PYTHON, "no Python at \"" + name + "\" (the setting for Python)");
        }
        PythonInstallation known = pythons.get(executable.get());
        if (known != null) {
            return Optional.of(known);
        }
        try {
            PythonInstallation found = lookAtPython(executable.get());
            if (found.pyspark().isPresent()) {
                pythons.put(executable.get(), found);
            }
            return Optional.of(found);
        } catch (IOException e) {
            if (name == null) {
                return Optional.empty();
            }
            throw new LaunchException(
                    Reason.NO_PYTHON, "the Python at " + executable.get() + " does not work: " + e.getMessage(), e);
        }
    }

    /**
     * Which of these modules this Python does not find. Asked anew each time.
     *
     * @throws IOException if it does not answer, or not in time
     */
    public List<String> missing(PythonInstallation python, List<String> modules) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(python.executable().toString(), "-c", ASK_MISSING));
        arguments.addAll(modules);
        return MISSING.matcher(command.run(arguments))
                .results()
                .map(found -> found.group(1))
                .filter(modules::contains)
                .toList();
    }

    /**
     * The Spark of the settings, else of {@code SPARK_HOME}, else the {@code pyspark} package of the Python.
     *
     * @throws LaunchException with {@code NO_SPARK}, or {@code NO_PYTHON} if that was to be asked
     */
    public SparkInstallation spark(DriverSettings settings) throws LaunchException {
        if (settings.sparkHome() != null) {
            return spark(settings.sparkHome(), "the setting for Spark's home");
        }
        String variable = environment.getOrDefault("SPARK_HOME", "");
        if (!variable.isBlank()) {
            return spark(Path.of(variable), "SPARK_HOME");
        }
        Optional<PythonInstallation> python = python(settings);
        Optional<Path> pyspark = python.flatMap(PythonInstallation::pyspark);
        if (pyspark.isEmpty()) {
            throw new LaunchException(
                    Reason.NO_SPARK,
                    "no Spark: no setting for its home, no SPARK_HOME, and "
                            + python.map(found -> found + " has no pyspark package")
                                    .orElse("no python3 on the PATH to ask for its pyspark package"));
        }
        return spark(pyspark.get(), "the pyspark package of " + python.get());
    }

    /**
     * The options for the driver's JVM that this Spark names itself, without {@code --add-modules}.
     *
     * @throws LaunchException with {@code NO_SPARK} if it names none
     */
    public List<String> moduleOptions(SparkInstallation spark, JavaInstallation java) throws LaunchException {
        OptionsKey key = new OptionsKey(spark, java);
        List<String> known = options.get(key);
        if (known == null) {
            known = moduleOptions.of(spark, java);
            options.put(key, known);
        }
        return known;
    }

    /**
     * Looks for misspelt options, by starting that Java with them. A driver's JVM would pass over them: Spark names
     * options of later Javas among its own, and with them the one that makes the JVM tolerate any. Options of agents are
     * not tried, nor is anything else wrong with options looked for: the driver's JVM says that itself.
     *
     * @throws LaunchException with {@code BAD_SETTING} if it does not know one of them
     */
    public void requireKnown(List<String> javaOptions, JavaInstallation java) throws LaunchException {
        List<String> tried = javaOptions.stream()
                .filter(option -> option.startsWith("-XX:") || option.startsWith("--"))
                .toList();
        KnownKey key = new KnownKey(java, tried);
        if (tried.isEmpty() || known.contains(key)) {
            return;
        }
        List<String> arguments = new ArrayList<>(tried);
        arguments.add(0, java.executable().toString());
        arguments.add("-version");
        try {
            @Nullable String unknown = first(UNKNOWN, command.ask(arguments).output());
            if (unknown != null) {
                throw new LaunchException(
                        Reason.BAD_SETTING, "Java " + java.version() + " does not know the option " + unknown);
            }
            known.add(key);
        } catch (IOException e) {
            return; // it did not start or took too long: so will the driver, and say why
        }
    }

    /** The file that a name means: a path, or the first executable of that name on the {@code PATH}. */
    public Optional<Path> onPath(String name) {
        if (name.contains(File.separator)) {
            Path path = Path.of(name).toAbsolutePath();
            return Files.isExecutable(path) && Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path path = Path.of(folder, name).toAbsolutePath();
            if (!folder.isBlank() && Files.isRegularFile(path) && Files.isExecutable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private SparkInstallation spark(Path home, String foundBy) throws LaunchException {
        SparkKey key = new SparkKey(home, changed(home.resolve("jars")));
        SparkInstallation known = sparks.get(key);
        if (known == null) {
            known = SparkInstallation.at(home, foundBy);
            sparks.put(key, known);
        }
        return known;
    }

    private static FileTime changed(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // looking at it will say what is wrong
        }
    }

    private JavaInstallation lookAtJava(Path home, String foundBy) throws LaunchException {
        Path executable = home.resolve("bin").resolve("java");
        if (!Files.isExecutable(executable)) {
            throw new LaunchException(
                    Reason.NO_JAVA, "no Java at " + home + " (" + foundBy + "): bin/java is not an executable there");
        }
        try {
            JavaInstallation found = new JavaInstallation(home, executable, javaVersion(home, executable));
            if (found.feature() < JavaInstallation.OLDEST_FEATURE) {
                throw new LaunchException(
                        Reason.NO_JAVA,
                        "Java " + found.version() + " at " + home + " (" + foundBy + ") is too old: "
                                + JavaInstallation.OLDEST_FEATURE + " or later is needed");
            }
            return found;
        } catch (IOException | IllegalArgumentException e) {
            throw new LaunchException(
                    Reason.NO_JAVA,
                    "the Java at " + home + " (" + foundBy + ") does not say its version: " + e.getMessage(),
                    e);
        }
    }

    private String javaVersion(Path home, Path executable) throws IOException {
        Path release = home.resolve("release");
        @Nullable String version = Files.isRegularFile(release) ? first(RELEASED, Files.readString(release)) : null;
        if (version == null) {
            version =
                    first(SHOWN, command.run(List.of(executable.toString(), "-XshowSettings:properties", "-version")));
        }
        if (version == null) {
            throw new IOException("neither in its release file nor in its settings");
        }
        return version;
    }

    private PythonInstallation lookAtPython(Path executable) throws IOException {
        Matcher answer = PYTHON_ANSWER.matcher(command.run(List.of(executable.toString(), "-c", ASK_PYTHON)));
        if (!answer.find()) {
            throw new IOException("it did not answer as a Python does");
        }
        String pyspark = answer.group(2).strip();
        return new PythonInstallation(executable, answer.group(1), pyspark.isEmpty() ? null : Path.of(pyspark));
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
