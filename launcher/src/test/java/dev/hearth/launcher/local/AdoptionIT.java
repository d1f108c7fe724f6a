package dev.hearth.launcher.local;

import static dev.hearth.launcher.local.Workbench.awaitLog;
import static dev.hearth.launcher.local.Workbench.exitOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchedDriver;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdoptionIT extends LauncherBench {

    @Test
    void adopt_launchingProcessWasKilled_driverLivesAndItsEndIsSeen() throws Exception {
        String handle = launchAndKillTheLauncher();

        LaunchedDriver driver = launcher.adopt(handle).orElseThrow();

        assertThat(driver.handle()).isEqualTo(handle);
        assertThat(driver.startedAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        awaitLog(driver.log(), "ready");
        driver.stop(Duration.ofSeconds(10));
        DriverExit exit = exitOf(driver);
        assertThat(exit.code()).isEmpty();
        assertThat(exit.reason())
                .isEqualTo("the driver ended; its exit code is not known, because another process had started it,"
                        + " as it was asked to");
        assertThat(exit.logTail()).containsExactly("ready");
        assertThat(launcher.adopt(handle)).isEmpty();
    }

    @Test
    void exit_adoptedDriverWasKilled_isSeenWithoutAsking() throws Exception {
        LaunchedDriver driver = launcher.adopt(launchAndKillTheLauncher()).orElseThrow();

        ProcessHandle.of(driver.pid()).orElseThrow().destroyForcibly();

        assertThat(exitOf(driver).code()).isEmpty();
    }

    @Test
    void adopt_otherLauncherOfThisProcess_bothSeeTheEnd() throws Exception {
        LaunchedDriver launched = launcher.launch(bench.request("stay"));
        awaitLog(launched.log(), "ready");
        try (LocalLauncher other = bench.launcher()) {
            LaunchedDriver adopted = other.adopt(launched.handle()).orElseThrow();

            adopted.kill();

            assertThat(exitOf(adopted).logTail()).containsExactly("ready");
            assertThat(exitOf(launched).signal()).isEqualTo(Optional.of("SIGKILL"));
        }
    }

    @Test
    void adopt_twice_isTheSameDriver() throws Exception {
        LaunchedDriver launched = launcher.launch(bench.request("stay"));

        assertThat(launcher.adopt(launched.handle())).containsSame(launched);
        launched.kill();
        exitOf(launched);
    }

    @Test
    void adopt_pidBelongsToAnotherNow_isRefusedAndNotKilled() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "1000").start();
        try {
            String start = new ProcessTable().startOf(stranger.pid()).orElseThrow();
            DriverHandle recycled = new DriverHandle(stranger.pid(), "1" + start, true, Instant.now(), folder);

            assertThat(launcher.adopt(recycled.encode())).isEmpty();
            ProcessFamily family = new ProcessFamily(recycled, new ProcessTable());
            assertThat(family.terminate()).isFalse();
            family.kill();

            assertThat(stranger.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void adopt_driverHasEnded_isEmpty() throws Exception {
        LaunchedDriver driver = launcher.launch(bench.request("exit 0"));
        exitOf(driver);

        assertThat(launcher.adopt(driver.handle())).isEmpty();
    }

    private String launchAndKillTheLauncher() throws Exception {
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LaunchingMain.class.getName(),
                        Files.createTempDirectory(folder, "gateway-").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = gateway.inputReader()) {
            return said.readLine();
        } finally {
            gateway.destroyForcibly().waitFor();
        }
    }
}
