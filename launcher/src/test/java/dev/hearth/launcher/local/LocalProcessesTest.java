package dev.hearth.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.launcher.DriverExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalProcessesTest {
    private static final int ROUNDS = 30;

    @Test
    void child_thatIsLookedAtJustWhenItIsKilled_isSaidToHaveBeenKilled(@TempDir Path folder) throws Exception {
        try (LocalProcesses processes = new LocalProcesses(new LogBound(20_000), Duration.ofMinutes(1))) {
            for (int round = 0; round < ROUNDS; round++) {
                LocalProcesses.Started started = processes.start(
                        List.of("/bin/sleep", "60"), Optional.empty(), folder, folder, Map.of("PATH", "/bin:/usr/bin"));
                CompletableFuture<DriverExit> exit = started.driver().exit();
                started.process().destroyForcibly();
                while (!exit.isDone()) {
                    started.driver().look();
                    Thread.onSpinWait();
                }
                assertThat(exit.get(10, TimeUnit.SECONDS).reason()).contains("SIGKILL");
            }
        }
    }
}
