package dev.hearth.launcher.local;

import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.installation.PassedEnvironment;
import dev.hearth.launcher.installation.PythonInstallation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of a driver's process.
 *
 * <p>Only functions; thread-safe.
 */
final class DriverEnvironment {

    private DriverEnvironment() {}

    /**
     * What passes of the launcher's own environment, then what was found, then what the settings say; but Spark's and
     * Java's home are those found, and the Python path is all of them, this Spark's first.
     *
     * @throws LaunchException with {@code BAD_SETTING} for a variable that no driver may be given
     */
    static Map<String, String> of(Map<String, String> own, DriverRuntime runtime) throws LaunchException {
        Map<String, String> settings = runtime.settings().env();
        for (String name : settings.keySet()) {
            if (!PassedEnvironment.maySet(name)) {
                throw new LaunchException(
                        LaunchException.Reason.BAD_SETTING, "the environment variable " + name + " may not be set");
            }
        }
        Map<String, String> environment = PassedEnvironment.of(own);
        environment.putIfAbsent("SPARK_LOCAL_IP", "127.0.0.1");
        runtime.python().ifPresent(python -> {
            environment.put("PYSPARK_PYTHON", python.executable().toString());
            environment.put("PYSPARK_DRIVER_PYTHON", python.executable().toString());
        });
        String inherited = environment.getOrDefault("PYTHONPATH", "");
        environment.putAll(settings);
        String wanted = settings.getOrDefault("PYTHONPATH", "");

        environment.put("SPARK_HOME", runtime.spark().home().toString());
        environment.put("JAVA_HOME", runtime.java().home().toString());
        // Without it a Spark that has no RELEASE file, as in the pyspark package, cannot start executors of its own.
        environment.put("SPARK_SCALA_VERSION", binaryVersion(runtime.spark().scalaVersion()));
        List<String> pythonPath = new ArrayList<>();
        if (!isOwnPyspark(runtime)) {
            runtime.spark().pythonPath().forEach(path -> pythonPath.add(path.toString()));
        }
        for (String more : List.of(wanted, inherited)) {
            if (!more.isBlank() && !pythonPath.contains(more)) {
                pythonPath.add(more);
            }
        }
        environment.remove("PYTHONPATH");
        if (!pythonPath.isEmpty()) {
            environment.put("PYTHONPATH", String.join(File.pathSeparator, pythonPath));
        }
        return environment;
    }

    /** Whether the Python has this very Spark's package: it then finds it compiled, and faster than in the zip. */
    private static boolean isOwnPyspark(DriverRuntime runtime) {
        Optional<Path> pyspark = runtime.python().flatMap(PythonInstallation::pyspark);
        try {
            return pyspark.isPresent()
                    && Files.isSameFile(pyspark.get(), runtime.spark().home());
        } catch (IOException e) {
            return false;
        }
    }

    private static String binaryVersion(String scalaVersion) {
        String[] parts = scalaVersion.split("\\.", 3);
        return parts.length < 2 ? scalaVersion : parts[0] + "." + parts[1];
    }
}
