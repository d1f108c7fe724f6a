package dev.hearth.launcher.local;

import static dev.hearth.launcher.local.Workbench.awaitLog;
import static dev.hearth.launcher.local.Workbench.exitOf;
import static dev.hearth.launcher.local.Workbench.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.launcher.Compiler;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.installation.Installations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLauncherIT extends LauncherBench {

    @Test
    void launch_driverExits_codeAndLogAreKnown() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("exit 3"));

        DriverExit exit = exitOf(driver);

        assertThat(exit.code()).isEqualTo(OptionalInt.of(3));
        assertThat(exit.signal()).isEmpty();
        assertThat(exit.reason()).isEqualTo("the driver exited with code 3");
        assertThat(exit.logTail()).containsExactly("it says goodbye");
    }

    @Test
    void launch_largeDescriptor_arrivesWholeAndNowhereElse() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("length " + "x".repeat(500_000)));

        awaitLog(driver.log(), "descriptor of 500007");
        String commandLine = Files.readString(Path.of("/proc/" + driver.pid() + "/cmdline"));
        driver.kill();

        assertThat(commandLine).contains("-Xmx64m").doesNotContain("xxxx");
        exitOf(driver);
    }

    @Test
    void launch_anyDriver_filesAreTheOwnersAlone() throws Exception {
        LaunchRequest request = bench.request("exit 0");

        LaunchedDriver driver = launcher.launch(request);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(request.directory())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(driver.log())))
                .isEqualTo("rw-------");
        assertThat(exitOf(driver).reason()).isEqualTo("the driver exited with code 0");
    }

    @Test
    void launch_anyDriver_leadsASessionOfItsOwn() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("stay"));
        awaitLog(driver.log(), "ready");

        String stat = Files.readString(Path.of("/proc/" + driver.pid() + "/stat"));
        driver.kill();

        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        assertThat(fields[2]).as("process group").isEqualTo(Long.toString(driver.pid()));
        assertThat(fields[3]).as("session").isEqualTo(Long.toString(driver.pid()));
        exitOf(driver);
    }

    @Test
    void exit_driverRunsOutOfMemory_saysSo() throws Exception {
        DriverExit exit = exitOf(launcher.launch(bench.request("oom")));

        assertThat(exit.code()).isEqualTo(OptionalInt.of(1));
        assertThat(exit.reason()).isEqualTo("the driver exited with code 1: it ran out of memory (Java heap space)");
    }

    @Test
    void exit_classIsMissing_namesIt() throws Exception {
        assertThat(exitOf(launcher.launch(bench.request("missing"))).reason())
                .isEqualTo("the driver exited with code 1: the class org/example/Lost was not found");
    }

    @Test
    void exit_heapLargerThanTheMachine_saysSo() throws Exception {
        DriverExit exit =
                exitOf(launcher.launch(bench.request("stay", settings().withMemory("4000t"))));

        assertThat(exit.reason()).contains("does not have the memory that the driver is set to use");
    }

    @Test
    void exit_killedFromOutside_namesTheSignal() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("stay"));
        awaitLog(driver.log(), "ready");

        ProcessHandle.of(driver.pid()).orElseThrow().destroyForcibly();

        DriverExit exit = exitOf(driver);
        assertThat(exit.signal()).isEqualTo(Optional.of("SIGKILL"));
        assertThat(exit.reason()).startsWith("the driver was ended by SIGKILL");
    }

    @Test
    void stop_driverObeys_endsBeforeTheGrace() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("stay"));
        awaitLog(driver.log(), "ready");

        driver.stop(Duration.ofMinutes(10));

        assertThat(exitOf(driver).reason()).isEqualTo("the driver was ended by SIGTERM, as it was asked to");
    }

    @Test
    void stop_driverIsDeaf_isKilledAfterTheGrace() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("deaf"));
        awaitLog(driver.log(), "ready");

        long before = System.nanoTime();
        driver.stop(Duration.ofSeconds(1));
        long returned = System.nanoTime();
        DriverExit exit = exitOf(driver);
        long after = System.nanoTime();

        assertThat(exit.signal()).isEqualTo(Optional.of("SIGKILL"));
        assertThat(Duration.ofNanos(after - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(Duration.ofNanos(returned - before)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void close_graceNotOver_killsAtOnce() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("deaf"));
        awaitLog(driver.log(), "ready");

        driver.stop(Duration.ofMinutes(10));
        launcher.close();

        assertThat(exitOf(driver).signal()).isEqualTo(Optional.of("SIGKILL"));
    }

    @Test
    void close_driverRuns_leavesItAlone() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("stay"));
        awaitLog(driver.log(), "ready");

        launcher.close();
        launcher.close();

        assertThat(Workbench.runs(Long.toString(driver.pid()))).isTrue();
        driver.kill();
        exitOf(driver);
    }

    @Test
    void kill_driverHasChildren_leavesNoneOfThem() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("family"));
        awaitLog(driver.log(), "ready");
        String child = awaitLog(driver.log(), "child (\\d+)");
        String orphan = awaitLog(driver.log(), "orphan (\\d+)");
        assertThat(Workbench.runs(orphan)).isTrue();

        driver.kill();

        exitOf(driver);
        Workbench.await("the child ends", () -> !Workbench.runs(child));
        Workbench.await("the orphan ends", () -> !Workbench.runs(orphan));
    }

    @Test
    void kill_withoutSetsid_reachesTheChildrenOfTheDriver() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Files.createSymbolicLink(
                tools.resolve("sleep"), bench.installations().onPath("sleep").orElseThrow());
        Files.createSymbolicLink(
                tools.resolve("sh"), bench.installations().onPath("sh").orElseThrow());
        Map<String, String> environment = new HashMap<>(bench.environment());
        environment.put("PATH", tools.toString());
        Installations installations = new Installations(environment, Workbench.PATIENCE);
        try (LocalLauncher plain = new LocalLauncher(bench.program(), installations, environment, null)) {
            LaunchedDriver driver = plain.launch(bench.request("family"));
            awaitLog(driver.log(), "ready");
            String child = awaitLog(driver.log(), "child (\\d+)");

            driver.kill();

            assertThat(exitOf(driver).signal()).isEqualTo(Optional.of("SIGKILL"));
            Workbench.await("the child ends", () -> !Workbench.runs(child));
            ProcessHandle.of(Long.parseLong(awaitLog(driver.log(), "orphan (\\d+)")))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void launch_driverWritesMuch_logIsCutAndTheDriverGoesOn() throws Exception {
        try (LocalLauncher strict = new LocalLauncher(
                bench.program(),
                bench.installations(),
                bench.environment(),
                null,
                new LogBound(20_000),
                Duration.ofMillis(100))) {
            LaunchedDriver driver = strict.launch(bench.request("flood 20000"));

            Workbench.await(
                    "all is written", () -> LogTail.of(driver.log()).lines().contains("ready"));
            Workbench.await("the log is short", () -> driver.log().toFile().length() <= 20_000);
            assertThat(LogBound.old(driver.log())).isNotEmptyFile();
            driver.kill();

            assertThat(exitOf(driver).logTail()).endsWith("ready");
        }
    }

    @Test
    void launch_logCannotBeCutAtFirst_isCutAsSoonAsItCan() throws Exception {
        Duration every = Duration.ofMillis(50);
        try (LocalLauncher strict = new LocalLauncher(
                bench.program(), bench.installations(), bench.environment(), null, new LogBound(20_000), every)) {
            LaunchRequest request = bench.request("flood 20000");
            Path inTheWay = Files.createDirectories(request.directory().resolve("driver.log.unfinished/x"));
            LaunchedDriver driver = strict.launch(request);
            Workbench.await(
                    "all is written", () -> LogTail.of(driver.log()).lines().contains("ready"));
            long until = System.nanoTime() + every.multipliedBy(4).toNanos();
            Workbench.await("some looks have failed", () -> System.nanoTime() > until);
            assertThat(driver.log().toFile().length()).isGreaterThan(20_000);

            Files.delete(inTheWay);
            Files.delete(inTheWay.getParent());

            Workbench.await("the log is short", () -> driver.log().toFile().length() <= 20_000);
            driver.kill();
            exitOf(driver);
        }
    }

    @Test
    void launch_pythonWithoutThisSpark_isToldWhereItIs(@TempDir Path own) throws Exception {
        Path lib = Files.createDirectories(own.resolve("spark/python/lib"));
        Files.createFile(lib.resolve("pyspark.zip"));
        Files.createFile(lib.resolve("py4j-0.10.9.9-src.zip"));
        Workbench other = new Workbench(own);
        String python = other.installations().onPath("python3").orElseThrow().toString();

        try (LocalLauncher otherLauncher = other.launcher()) {
            LaunchedDriver driver = otherLauncher.launch(
                    other.request("env", settings().withPython(python).withEnv(Map.of("PYTHONPATH", "/more"))));
            exitOf(driver);

            assertThat(Files.readString(driver.log()))
                    .contains("env PYTHONPATH=" + lib.resolve("pyspark.zip") + ":"
                            + lib.resolve("py4j-0.10.9.9-src.zip") + ":/more\n")
                    .contains("env PYSPARK_PYTHON=" + python + "\n");
        }
    }

    @Test
    void launch_pythonOfThisSpark_needsNoPath() throws Exception {
        String python = System.getenv("HEARTH_TEST_PYTHON");
        assertThat(python).as("HEARTH_TEST_PYTHON: a Python with pyspark").isNotNull();
        Map<String, String> environment = new HashMap<>(bench.environment());
        environment.remove("SPARK_HOME");
        try (LocalLauncher real = new LocalLauncher(
                bench.program(), new Installations(environment, Workbench.PATIENCE), environment, null)) {
            LaunchedDriver driver = real.launch(bench.request("env", settings().withPython(python)));
            exitOf(driver);

            assertThat(Files.readString(driver.log()))
                    .contains("env PYSPARK_PYTHON=" + python + "\n")
                    .containsPattern("env SPARK_HOME=.*pyspark\n")
                    .doesNotContain("env PYTHONPATH=");
        }
    }

    @Test
    void exit_driverLeavesChildrenBehind_theyEndToo() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("family 5"));

        DriverExit exit = exitOf(driver);

        assertThat(exit.code()).isEqualTo(OptionalInt.of(5));
        String child = awaitLog(driver.log(), "child (\\d+)");
        String orphan = awaitLog(driver.log(), "orphan (\\d+)");
        Workbench.await("the child ends", () -> !Workbench.runs(child));
        Workbench.await("the orphan ends", () -> !Workbench.runs(orphan));
    }

    @Test
    void launch_secretsInOwnEnvironment_onlyTheAllowedPass() throws Exception {
        Map<String, String> environment = new HashMap<>(bench.environment());
        environment.put("HEARTH_TOKEN", "sesame");
        environment.put("JAVA_TOOL_OPTIONS", "-Dsesame=1");
        environment.put("AWS_SECRET_ACCESS_KEY", "sesame");
        environment.put("SPARK_DB_PASSWORD", "sesame");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("KERNEL_USERNAME", "alice");
        try (LocalLauncher guarded = new LocalLauncher(bench.program(), bench.installations(), environment, null)) {
            LaunchedDriver driver =
                    guarded.launch(bench.request("env", settings().withEnv(Map.of("DATA_CENTRE", "north"))));
            exitOf(driver);

            String log = Files.readString(driver.log());
            assertThat(log).doesNotContain("sesame");
            assertThat(log)
                    .contains("env LC_ALL=C.UTF-8\n")
                    .contains("env KERNEL_USERNAME=alice\n")
                    .contains("env DATA_CENTRE=north\n")
                    .contains("env SPARK_LOCAL_IP=127.0.0.1\n")
                    .contains("env SPARK_SCALA_VERSION=2.13\n")
                    .contains("env SPARK_HOME=" + folder.resolve("spark") + "\n")
                    .contains("cwd " + driver.log().getParent() + "\n");
        }
    }

    @Test
    void launch_firstTierAndOptions_areOnTheCommandLine() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request(
                "stay", settings().withCompiler(Compiler.FIRST_TIER).withJavaOptions(List.of("-Dcolour=a b"))));
        awaitLog(driver.log(), "ready");
        List<String> arguments = List.of(
                Files.readString(Path.of("/proc/" + driver.pid() + "/cmdline")).split("\0"));
        driver.kill();

        assertThat(arguments)
                .contains("-XX:TieredStopAtLevel=1", "-Dcolour=a b", "-XX:+IgnoreUnrecognizedVMOptions")
                .contains("--add-opens=java.base/java.lang=ALL-UNNAMED")
                .noneMatch(argument -> argument.startsWith("--add-modules"));
        exitOf(driver);
    }

    @Test
    void launch_forbiddenVariable_isRefusedByName() {
        assertRefused(
                bench.request("stay", settings().withEnv(Map.of("JAVA_TOOL_OPTIONS", "-Dx=secret"))),
                Reason.BAD_SETTING,
                "the environment variable JAVA_TOOL_OPTIONS may not be set");
    }

    @Test
    void launch_misspeltJavaOption_isRefusedByName() {
        for (String option : List.of("-XX:+UseSereneGC", "--ad-opens=java.base/java.lang=ALL-UNNAMED")) {
            assertThatThrownBy(() -> launcher.launch(
                            bench.request("stay", settings().withJavaOptions(List.of("-XX:+UseSerialGC", option)))))
                    .isInstanceOfSatisfying(
                            LaunchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_SETTING))
                    .hasMessageMatching(
                            "Java \\S+ does not know the option " + Pattern.quote(option.replaceFirst("^-XX:.", "")));
        }
    }

    @Test
    void launch_workingDirectoryMissing_isRefused() {
        Path missing = folder.resolve("missing");
        assertRefused(
                bench.request("stay", settings().withWorkingDirectory(missing)),
                Reason.BAD_SETTING,
                "the working directory " + missing + " is no folder");
    }

    @Test
    void launch_noSparkThere_saysWhereItLooked() {
        Path missing = folder.resolve("missing");
        assertRefused(
                bench.request("stay", settings().withSparkHome(missing)),
                Reason.NO_SPARK,
                "no Spark at " + missing + " (the setting for Spark's home): there are no jars in its folder \"jars\"");
    }

    @Test
    void launch_noJavaThere_saysWhereItLooked() {
        assertRefused(
                bench.request("stay", settings().withJavaHome(folder)),
                Reason.NO_JAVA,
                "no Java at " + folder + " (the setting for Java's home): bin/java is not an executable there");
    }

    @Test
    void exit_futureOfOneCallerCancelled_othersStillComplete() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("exit 0"));

        driver.exit().cancel(true);

        assertThat(driver.exit().get(30, TimeUnit.SECONDS).code()).isEqualTo(OptionalInt.of(0));
    }

    private void assertRefused(LaunchRequest request, Reason reason, String message) {
        assertThatThrownBy(() -> launcher.launch(request))
                .isInstanceOfSatisfying(
                        LaunchException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessage(message);
    }
}
