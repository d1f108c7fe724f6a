package dev.hearth.launcher.local;

import static dev.hearth.launcher.local.Workbench.exitOf;
import static dev.hearth.launcher.local.Workbench.settings;
import static dev.hearth.launcher.local.Workbench.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.launcher.Compiler;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.installation.Installations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassDataArchiveIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Workbench bench;
    private static Path made;

    private Path cache;
    private ClassDataArchive archive;

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        bench = new Workbench(folder);
        try (ClassDataArchive first = archive(folder.resolve("first"))) {
            made = first.make(settings(), training(LIMIT)).get();
        }
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        cache = folder.resolve("cache");
        archive = archive(cache);
    }

    @AfterEach
    void close() {
        archive.close();
    }

    private static ClassDataArchive archive(Path cache) {
        return new ClassDataArchive(cache, bench.program(), bench.installations(), bench.environment());
    }

    /** As if it had been made here. */
    private Path made() throws IOException {
        Files.createDirectories(cache);
        return Files.copy(made, cache.resolve(made.getFileName()));
    }

    @Test
    void make_thenLaunch_driverLoadsItsClassesFromIt() throws Exception {
        assertThat(archive.find(settings())).isEmpty();

        Path file = archive.make(settings(), training(LIMIT)).get();

        assertThat(archive.find(settings())).contains(file);
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "lock", "training.log", file.getFileName().toString());
        String log = runWith(settings());
        assertThat(log).containsPattern("FakeDriver\\$Trained source: shared objects file \\(top\\)");
        // The compiler is no part of it; and a folder of configuration behind the jars does not spoil it.
        Files.createDirectories(Path.of(bench.environment().get("SPARK_HOME"), "conf"));
        Files.writeString(Path.of(bench.environment().get("SPARK_HOME"), "conf", "x.properties"), "x=1");
        assertThat(runWith(settings().withCompiler(Compiler.FIRST_TIER)))
                .containsPattern("FakeDriver\\$Trained source: shared objects file \\(top\\)");
    }

    @Test
    void make_realSpark_itsClassesComeFromTheArchive() throws Exception {
        String python = System.getenv("HEARTH_TEST_PYTHON");
        assertThat(python).as("HEARTH_TEST_PYTHON: a Python with pyspark").isNotNull();
        Map<String, String> environment = new HashMap<>(bench.environment());
        environment.remove("SPARK_HOME");
        Installations installations = new Installations(environment, LIMIT);
        DriverSettings settings = settings().withPython(python).withMemory("512m");
        try (ClassDataArchive real = new ClassDataArchive(cache, bench.program(), installations, environment);
                LocalLauncher launcher = new LocalLauncher(bench.program(), installations, environment, real)) {
            Path file = real.make(settings, training(LIMIT, "spark")).get();
            assertThat(Files.size(file)).isGreaterThan(1_000_000);

            LaunchedDriver driver = launcher.launch(bench.request(
                    "shared org.apache.spark.SparkConf",
                    settings.withJavaOptions(List.of("-XX:+UseSerialGC", "-Xshare:on", "-Xlog:class+load"))));

            assertThat(exitOf(driver).code()).isEqualTo(OptionalInt.of(0));
            assertThat(Files.readString(driver.log()))
                    .contains("org.apache.spark.SparkConf source: shared objects file (top)")
                    .doesNotContain("FakeDriver$Trained source: file:");
        }
    }

    @Test
    void find_driverJarChanged_isEmpty() throws Exception {
        Path file = made();
        assertThat(archive.find(settings())).contains(file);
        FileTime changed = Files.getLastModifiedTime(bench.program().jar());

        Files.setLastModifiedTime(bench.program().jar(), FileTime.fromMillis(1_000_000));
        try {
            assertThat(archive.find(settings())).isEmpty();
            assertThat(runWith(settings())).contains("FakeDriver$Trained source: file:");
        } finally {
            Files.setLastModifiedTime(bench.program().jar(), changed);
        }
    }

    @Test
    void launch_archiveIsDamaged_driverRunsWithoutIt() throws Exception {
        Files.writeString(made(), "nonsense");

        assertThat(runWith(settings())).contains("FakeDriver$Trained source: file:");
    }

    @Test
    void make_twoMakersAtOnce_oneTrainsAndBothHaveIt() throws Exception {
        try (ClassDataArchive second = archive(cache)) {
            CompletableFuture<Path> one = archive.make(settings(), training(LIMIT));
            CompletableFuture<Path> other = archive.make(settings(), training(LIMIT));

            assertThat(one.get()).isEqualTo(other.get());
            FileTime made = Files.getLastModifiedTime(one.get());
            assertThat(second.make(settings(), training(LIMIT)).get()).isEqualTo(one.get());
            assertThat(Files.getLastModifiedTime(one.get())).isEqualTo(made);
        }
    }

    @Test
    void make_trainingFails_saysWhyAndLeavesNothing() throws Exception {
        CompletableFuture<Path> made = archive.make(settings(), training(LIMIT, "fail"));

        assertThatThrownBy(made::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(LaunchException.class, e -> assertThat(String.join("\n", e.logExcerpt()))
                        .contains("trained with"))
                .hasMessage("the training for a class-data archive exited with code 4");
        assertThat(archive.find(settings())).isEmpty();
        assertThat(names()).containsExactlyInAnyOrder("lock", "training.log");
    }

    @Test
    void make_takesTooLong_isGivenUpAndItsProcessKilled() throws Exception {
        CompletableFuture<Path> made = archive.make(settings(), training(Duration.ofSeconds(2), "stay"));

        assertThatThrownBy(() -> made.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        // The next one can only begin when the first has let go of thread and lock.
        assertThat(archive.make(settings(), training(LIMIT)).get()).exists();
    }

    @Test
    void make_manyKept_dropsTheOldest() throws Exception {
        Files.createDirectories(cache);
        for (int i = 1; i <= 6; i++) {
            Path old = Files.createFile(cache.resolve("old" + i + ".jsa"));
            Files.setLastModifiedTime(old, FileTime.fromMillis(i * 1_000_000L));
        }

        Path made = archive.make(settings(), training(LIMIT)).get();

        assertThat(names())
                .filteredOn(name -> name.endsWith(".jsa"))
                .containsExactlyInAnyOrder(
                        "old4.jsa", "old5.jsa", "old6.jsa", made.getFileName().toString());
    }

    @Test
    void make_closed_isRefused() {
        archive.close();

        assertThat(archive.make(settings(), training(LIMIT))).isCompletedExceptionally();
    }

    private String runWith(DriverSettings settings) throws Exception {
        try (LocalLauncher launcher =
                new LocalLauncher(bench.program(), bench.installations(), bench.environment(), archive)) {
            LaunchedDriver driver = launcher.launch(
                    bench.request("shared", settings.withJavaOptions(List.of("-XX:+UseSerialGC", "-Xlog:class+load"))));
            DriverExit exit = exitOf(driver);
            assertThat(exit.code()).isEqualTo(OptionalInt.of(0));
            return Files.readString(driver.log());
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
