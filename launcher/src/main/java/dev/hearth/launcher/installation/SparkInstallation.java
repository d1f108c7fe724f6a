package dev.hearth.launcher.installation;

import dev.hearth.launcher.LaunchException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Spark that drivers can run on: a distribution, or the {@code pyspark} package, which is a whole one.
 *
 * <p>Immutable.
 *
 * @param home its folder
 * @param version Spark's, such as {@code 4.2.1}
 * @param scalaVersion that of its Scala library, such as {@code 2.13.18}
 * @param jars its jars, sorted by name: the order in which the system lists a folder differs between machines, and a
 *     class-data archive holds only for one order
 * @param pythonPath what a Python that has no {@code pyspark} of this Spark needs on its path: PySpark, then Py4J
 */
public record SparkInstallation(
        Path home, String version, String scalaVersion, List<Path> jars, List<Path> pythonPath) {

    private static final Pattern CORE = Pattern.compile("spark-core_2\\.1\\d-(\\d[\\w.-]*)\\.jar");
    private static final Pattern SCALA = Pattern.compile("scala-library-(\\d[\\w.-]*)\\.jar");
    private static final Pattern RELEASE = Pattern.compile("Spark (\\d\\S*)");
    private static final int OLDEST_MAJOR = 4;

    public SparkInstallation {
        home = home.toAbsolutePath().normalize();
        jars = List.copyOf(jars);
        pythonPath = List.copyOf(pythonPath);
    }

    /**
     * Looks at a folder.
     *
     * @param foundBy how the folder came to be looked at, for the message if it is not a Spark
     * @throws LaunchException with {@code NO_SPARK} if it is not a Spark 4 or later
     */
    public static SparkInstallation at(Path home, String foundBy) throws LaunchException {
        Path folder = home.toAbsolutePath().normalize();
        List<Path> jars = listed(folder.resolve("jars"), "*.jar");
        if (jars.isEmpty()) {
            throw none("no Spark at " + folder + " (" + foundBy + "): there are no jars in its folder \"jars\"");
        }
        String version = versionIn(jars, CORE)
                .or(() -> released(folder))
                .orElseThrow(() -> none("no Spark at " + folder + " (" + foundBy + "): no spark-core among its jars"));
        String scala = versionIn(jars, SCALA)
                .orElseThrow(() ->
                        none("the Spark at " + folder + " (" + foundBy + ") has no scala-library among its jars"));
        if (Integer.parseInt(version.split("\\D", 2)[0]) < OLDEST_MAJOR) {
            throw none("Spark " + version + " at " + folder + " (" + foundBy + ") is too old: " + OLDEST_MAJOR
                    + ".0 or later is needed");
        }
        return new SparkInstallation(folder, version, scala, jars, pythonPathOf(folder.resolve("python")));
    }

    /** The first jar whose name begins so. */
    public Optional<Path> jar(String prefix) {
        return jars.stream()
                .filter(jar -> jar.getFileName().toString().startsWith(prefix))
                .findFirst();
    }

    private static Optional<String> versionIn(List<Path> jars, Pattern name) {
        return jars.stream()
                .map(jar -> name.matcher(jar.getFileName().toString()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    private static Optional<String> released(Path home) {
        try {
            Matcher matcher = RELEASE.matcher(Files.readString(home.resolve("RELEASE")));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> pythonPathOf(Path python) {
        List<Path> path = new ArrayList<>();
        Path lib = python.resolve("lib");
        // The pyspark package keeps only a start script in python/pyspark; there the zip is what is complete.
        if (Files.isRegularFile(python.resolve("pyspark/__init__.py"))) {
            path.add(python);
        } else if (Files.isRegularFile(lib.resolve("pyspark.zip"))) {
            path.add(lib.resolve("pyspark.zip"));
        }
        path.addAll(listed(lib, "py4j-*.zip"));
        return path;
    }

    private static List<Path> listed(Path folder, String glob) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(files::add);
        } catch (IOException e) {
            return List.of();
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }

    private static LaunchException none(String message) {
        return new LaunchException(LaunchException.Reason.NO_SPARK, message);
    }
}
