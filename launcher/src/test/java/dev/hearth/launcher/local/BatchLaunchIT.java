package dev.hearth.launcher.local;

import static dev.hearth.launcher.local.Workbench.awaitLog;
import static dev.hearth.launcher.local.Workbench.exitOf;
import static dev.hearth.launcher.local.Workbench.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.launcher.BatchRequest;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchedDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications by a {@code spark-submit} that is a script of a few lines, and does as it is told. */
class BatchLaunchIT extends LauncherBench {
    private static final String SUBMIT = """
            #!/usr/bin/env bash
            for each in "$@"; do printf 'argument <%s>\\n' "$each"; done
            while [[ "$1" != -- ]]; do shift; done
            shift
            case "$1" in
              exit) exit "$2" ;;
              stay) sleep 600 & echo "child $!"; echo ready; wait ;;
              long) for i in $(seq 1 2000); do echo "line $i of many that fill a log"; done; echo ready; read -r x || exit 9 ;;
            esac
            """;

    private Path submit;

    @BeforeEach
    void writeSubmit() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("spark/bin"));
        submit = bin.resolve("spark-submit");
        Files.writeString(submit, SUBMIT);
        Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
    }

    private static BatchRequest request(DriverSettings settings, String... arguments) {
        UUID id = UUID.randomUUID();
        return new BatchRequest(
                id, folder.resolve("batch " + id), settings, "/apps/a b.py", "x.Main", null, List.of(arguments));
    }

    private static BatchRequest request(String... arguments) {
        return request(settings(), arguments);
    }

    @Test
    void launch_arguments_arriveAsTheyAre_andNoShellReadsThem() throws Exception {
        Path marker = folder.resolve("marker");
        List<String> hostile = List.of(
                "--",
                "exit",
                "0",
                "",
                "a b",
                "$(touch " + marker + ")",
                "; touch " + marker,
                "`touch " + marker + "`",
                "'\"\\");

        LaunchedDriver batch = launcher.launch(request(hostile.toArray(String[]::new)));
        exitOf(batch);

        List<String> arguments = Files.readAllLines(batch.log());
        assertThat(arguments.subList(arguments.size() - hostile.size(), arguments.size()))
                .isEqualTo(
                        hostile.stream().map(each -> "argument <" + each + ">").toList());
        assertThat(arguments).containsSubsequence("argument <--class>", "argument <x.Main>", "argument </apps/a b.py>");
        assertThat(marker).doesNotExist();
    }

    @Test
    void launch_conf_isInAFileOfTheOwnersAlone() throws Exception {
        DriverSettings settings = settings()
                .withSparkConf(Map.of("spark.secret.password", "öpen=sesame\n#1", "spark.driver.memory", "77m"));

        BatchRequest request = request(settings, "--", "exit", "0");
        LaunchedDriver batch = launcher.launch(request);
        exitOf(batch);

        assertThat(Files.readString(batch.log())).doesNotContain("sesame");
        Path file = request.directory().resolve("spark.properties");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        java.util.Properties read = new java.util.Properties();
        try (var reader = Files.newBufferedReader(file)) {
            read.load(reader);
        }
        assertThat(read.getProperty("spark.secret.password")).isEqualTo("öpen=sesame\n#1");
        assertThat(read.getProperty("spark.driver.memory")).isEqualTo("77m");
        assertThat(read.getProperty("spark.driver.extraJavaOptions")).isEqualTo("-XX:+UseSerialGC");
    }

    @Test
    void launch_applicationFails_itsCodeIsKnown() throws Exception {
        LaunchedDriver batch = launcher.launch(request("--", "exit", "3"));

        DriverExit exit = exitOf(batch);

        assertThat(exit.code()).isEqualTo(OptionalInt.of(3));
        assertThat(exit.reason()).isEqualTo("the driver exited with code 3");
    }

    @Test
    void launch_withoutSubmit_isRefusedAndSaysWhatIsMissing() throws Exception {
        Files.delete(submit);

        assertThatThrownBy(() -> launcher.launch(request("--", "exit", "0")))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("no bin/spark-submit");
    }

    @Test
    void stop_everyProcessEnds_andThatItWasAskedForIsKnown() throws Exception {
        LaunchedDriver batch = launcher.launch(request("--", "stay"));
        String child = awaitLog(batch.log(), "child (\\d+)");
        awaitLog(batch.log(), "ready");

        batch.stop(Duration.ofSeconds(10));
        DriverExit exit = exitOf(batch);

        assertThat(exit.reason()).endsWith(", as it was asked to");
        Workbench.await("the end of the child", () -> !Workbench.runs(child));
    }

    @Test
    void adopt_ofAnotherLauncher_theCodeIsKnown() throws Exception {
        BatchRequest request = request("--", "stay");
        LaunchedDriver batch = launcher.launch(request);
        String child = awaitLog(batch.log(), "child (\\d+)");
        awaitLog(batch.log(), "ready");
        try (LocalLauncher second = bench.launcher()) {
            LaunchedDriver adopted = second.adopt(batch.handle()).orElseThrow();
            ProcessHandle.of(Long.parseLong(child)).orElseThrow().destroy();

            DriverExit exit = exitOf(adopted);

            // wait gives no code of a child that it does not name: the script ends well.
            assertThat(exit.code()).isEqualTo(OptionalInt.of(0));
        }
    }

    @Test
    void ended_whileNobodyLooked_theCodeIsKnown() throws Exception {
        LaunchedDriver batch = launcher.launch(request("--", "exit", "7"));
        exitOf(batch);
        try (LocalLauncher second = bench.launcher()) {
            assertThat(second.adopt(batch.handle())).isEqualTo(Optional.empty());

            DriverExit exit = second.ended(batch.handle());

            assertThat(exit.code()).isEqualTo(OptionalInt.of(7));
            assertThat(exit.reason()).isEqualTo("the driver exited with code 7");
        }
    }

    @Test
    void ended_allWasKilledAtOnce_itSaysSo() throws Exception {
        LaunchedDriver batch = launcher.launch(request("--", "stay"));
        awaitLog(batch.log(), "ready");
        batch.kill();
        exitOf(batch);
        try (LocalLauncher second = bench.launcher()) {
            DriverExit exit = second.ended(batch.handle());

            assertThat(exit.code()).isEmpty();
            assertThat(exit.reason()).contains("together with what would have noted its exit code");
        }
    }

    @Test
    void launch_standardInput_isAtItsEnd() throws Exception {
        LaunchedDriver batch = launcher.launch(request("--", "long"));

        assertThat(exitOf(batch).code()).isEqualTo(OptionalInt.of(9));
    }
}
