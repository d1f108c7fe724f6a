package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hearth.protocol.Language;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training run for a class-data archive, and a start with the archive that it left. */
class TrainingIT {
    @Test
    void training_leavesAnArchiveThatADriverStartsFrom(@TempDir Path folder) throws Exception {
        assumeFalse(DriverProcess.python().isEmpty(), "HEARTH_TEST_PYTHON names no Python with pyspark");
        Path archive = folder.resolve("driver.jsa");
        try (TestPeer peer = new TestPeer()) {
            try (DriverProcess training = DriverProcess.start(
                    peer.descriptor(folder, Language.SCALA, TestPeer.settings(1 << 20, 0)),
                    folder.resolve("training"),
                    Training.class.getName(),
                    List.of("-XX:ArchiveClassesAtExit=" + archive))) {
                assertThat(training.process().waitFor(180, TimeUnit.SECONDS))
                        .as(training.log())
                        .isTrue();
                assertThat(training.process().exitValue()).as(training.log()).isZero();
            }
            assertThat(Files.size(archive)).isGreaterThan(50L << 20);
            Path session = folder.resolve("session");
            try (DriverProcess driver = DriverProcess.start(
                    peer.descriptor(session, Language.SCALA, TestPeer.settings(1 << 20, 60)),
                    session,
                    DriverMain.class.getName(),
                    List.of("-XX:SharedArchiveFile=" + archive))) {
                String cell = peer.execute("a", "println(spark.range(5).count())");
                peer.awaitIdle(cell, java.time.Duration.ofSeconds(60));
                assertThat(peer.of(cell).stdout()).contains("5");
                System.err.println(peer.events("hearth_phase"));
                assertThat(driver.log()).doesNotContain("shared class paths mismatch");
            }
        }
    }
}
