package dev.hearth.launcher.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Path folder;

    @BeforeEach
    void use(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void spark_realPyspark_isAWholeSparkAndNamesItsOptions() throws LaunchException {
        String python = System.getenv("HEARTH_TEST_PYTHON");
        assertThat(python).as("HEARTH_TEST_PYTHON: a Python with pyspark").isNotNull();
        DriverSettings settings = DriverSettings.defaults().withPython(python);
        Installations installations = new Installations(environment(Map.of()), LIMIT);

        SparkInstallation spark = installations.spark(settings);
        List<String> options = installations.moduleOptions(spark, installations.java(settings));

        assertThat(spark.version()).matches("4\\.\\d+\\.\\d+.*");
        assertThat(spark.scalaVersion()).startsWith("2.13.");
        assertThat(spark.jars()).hasSizeGreaterThan(150).isSorted();
        assertThat(spark.pythonPath()).hasSize(2).allSatisfy(path -> assertThat(path)
                .exists());
        assertThat(installations.python(settings).orElseThrow().pyspark()).contains(spark.home());
        assertThat(options).hasSizeGreaterThan(5).startsWith("-XX:+IgnoreUnrecognizedVMOptions");
        assertThat(options).anyMatch(option -> option.startsWith("--add-opens=java.base/java.nio"));
        assertThat(options).noneMatch(option -> option.contains("add-modules"));
        assertThat(installations.spark(settings)).as("asked again").isSameAs(spark);
    }

    @Test
    void missing_somePackages_areTheOnesThatPythonDoesNotFind() throws Exception {
        Installations installations = new Installations(environment(Map.of()), LIMIT);
        PythonInstallation python =
                installations.python(DriverSettings.defaults()).orElseThrow();

        assertThat(installations.missing(python, List.of("json", "no_such_package_here", "os")))
                .containsExactly("no_such_package_here");
    }

    @Test
    void missing_pythonHangs_isGivenUp() throws Exception {
        Path hangs = folder.resolve("python");
        Files.writeString(hangs, "#!/bin/sh\nexec sleep 100\n");
        assertThat(hangs.toFile().setExecutable(true)).isTrue();
        Installations hasty = new Installations(environment(Map.of()), Duration.ofMillis(300));

        assertThatThrownBy(() -> hasty.missing(new PythonInstallation(hangs, "3.11.2", null), List.of("json")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no answer within");
    }

    @Test
    void spark_sparkHomeIsSet_isPreferredToThePackage() throws Exception {
        Path home = spark("4.3.0");
        Installations installations = new Installations(environment(Map.of("SPARK_HOME", home.toString())), LIMIT);

        SparkInstallation found = installations.spark(DriverSettings.defaults());

        assertThat(found.version()).isEqualTo("4.3.0");
        assertThat(found.jars())
                .extracting(jar -> jar.getFileName().toString())
                .containsExactly("a.jar", "scala-library-2.13.18.jar", "spark-core_2.13-4.3.0.jar");
        assertThat(found.pythonPath())
                .containsExactly(home.resolve("python"), home.resolve("python/lib/py4j-0.10.9.9-src.zip"));
    }

    @Test
    void spark_replacedInItsFolder_isLookedAtAnew() throws Exception {
        Path home = spark("4.3.0");
        Installations installations = new Installations(environment(Map.of()), LIMIT);
        DriverSettings settings = DriverSettings.defaults().withSparkHome(home);
        installations.spark(settings);

        Files.move(home.resolve("jars/spark-core_2.13-4.3.0.jar"), home.resolve("jars/spark-core_2.13-4.3.1.jar"));

        assertThat(installations.spark(settings).version()).isEqualTo("4.3.1");
    }

    @Test
    void spark_tooOld_isRefused() throws Exception {
        Path home = spark("3.5.6");
        Installations installations = new Installations(environment(Map.of("SPARK_HOME", home.toString())), LIMIT);

        assertThatThrownBy(() -> installations.spark(DriverSettings.defaults()))
                .hasMessage("Spark 3.5.6 at " + home + " (SPARK_HOME) is too old: 4.0 or later is needed");
    }

    @Test
    void spark_nothingAnywhere_saysWhereItLooked() {
        Installations installations = new Installations(Map.of("PATH", folder.toString()), LIMIT);

        assertThatThrownBy(() -> installations.spark(DriverSettings.defaults()))
                .isInstanceOfSatisfying(
                        LaunchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_SPARK))
                .hasMessage("no Spark: no setting for its home, no SPARK_HOME, and no python3 on the PATH to ask for"
                        + " its pyspark package");
    }

    @Test
    void python_doesNotAnswer_isGivenUpAfterTheTimeout() throws Exception {
        Path silent = script("sleep 20");
        Installations installations = new Installations(environment(Map.of()), Duration.ofSeconds(1));

        long before = System.nanoTime();
        assertThatThrownBy(() -> installations.python(DriverSettings.defaults().withPython(silent.toString())))
                .isInstanceOfSatisfying(
                        LaunchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_PYTHON))
                .hasMessage("the Python at " + silent + " does not work: no answer within 1 s");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void python_namedButFails_saysHow() throws Exception {
        Path broken = script("echo it is broken >&2; exit 7");
        Installations installations = new Installations(environment(Map.of()), LIMIT);

        assertThatThrownBy(() -> installations.python(DriverSettings.defaults().withPython(broken.toString())))
                .hasMessage("the Python at " + broken + " does not work: exit code 7: it is broken");
    }

    @Test
    void python_noneNamedAndNoneThere_isEmpty() throws Exception {
        Installations installations = new Installations(Map.of("PATH", folder.toString()), LIMIT);

        assertThat(installations.python(DriverSettings.defaults())).isEmpty();
    }

    @Test
    void java_nothingSet_isTheOneThatRunsThis() throws Exception {
        Installations installations = new Installations(environment(Map.of()), LIMIT);

        JavaInstallation java = installations.java(DriverSettings.defaults());

        assertThat(java.feature()).isEqualTo(Runtime.version().feature());
        assertThat(java.executable()).isExecutable();
    }

    @Test
    void java_tooOld_isRefused() throws Exception {
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.copy(script("exit 0"), folder.resolve("jdk/bin/java"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("jdk/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_392\"\n");
        Path home = folder.resolve("jdk");
        Installations installations = new Installations(environment(Map.of("JAVA_HOME", home.toString())), LIMIT);

        assertThatThrownBy(() -> installations.java(DriverSettings.defaults()))
                .hasMessage("Java 1.8.0_392 at " + home + " (JAVA_HOME) is too old: 17 or later is needed");
    }

    private static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PATH", System.getenv("PATH"));
        return environment;
    }

    private Path script(String text) throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n" + text + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private Path spark(String version) throws IOException {
        Path home = folder.resolve("spark");
        Files.createDirectories(home.resolve("jars"));
        Files.createDirectories(home.resolve("python/lib"));
        Files.createDirectories(home.resolve("python/pyspark"));
        for (String file : List.of(
                "jars/spark-core_2.13-" + version + ".jar",
                "jars/a.jar",
                "jars/scala-library-2.13.18.jar",
                "python/pyspark/__init__.py",
                "python/lib/pyspark.zip",
                "python/lib/py4j-0.10.9.9-src.zip")) {
            Files.createFile(home.resolve(file));
        }
        return home;
    }
}
