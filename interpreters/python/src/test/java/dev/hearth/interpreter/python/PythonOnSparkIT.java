package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Python cells on a real local Spark: the one of the pyspark package that {@code HEARTH_TEST_PYTHON} has, since the versions
 * of both sides must be equal.
 */
class PythonOnSparkIT {
    private static final Pattern OURS =
            Pattern.compile(".*(hearth|assertj|byte-buddy|jspecify|test-classes|python.target).*");

    @Test
    void scenario_holds(@TempDir Path directory) throws Exception {
        Path home = sparkHome(directory);
        assertThat(home.resolve("jars"))
                .as("pyspark in " + TestPython.executable())
                .isDirectory();
        String classPath = home.resolve("jars") + "/*" + File.pathSeparator
                + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> OURS.matcher(entry).matches())
                        .collect(Collectors.joining(File.pathSeparator));
        Path log = directory.resolve("log");
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto"));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
        command.addAll(List.of("-cp", classPath, SparkScenario.class.getName(), directory.toString(), home.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        said.lines()
                .filter(line -> line.startsWith("HELD") || line.startsWith("1+1"))
                .forEach(System.out::println);
        assertThat(said).contains("HELD everything");
    }

    private static Path sparkHome(Path directory) throws Exception {
        Path answer = directory.resolve("home");
        Process process = new ProcessBuilder(
                        TestPython.executable(),
                        "-c",
                        "import importlib.util as u, os; print(os.path.dirname(u.find_spec('pyspark').origin))")
                .redirectOutput(answer.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Path.of(Files.readString(answer).strip());
    }
}
