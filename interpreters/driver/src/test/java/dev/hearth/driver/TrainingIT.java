package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Language;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training run for a class-data archive. That the archive helps is shown where archives are made: it takes minutes. */
class TrainingIT {
    @Test
    void training_doesWhatAFirstStartDoes_andExitsWithZero(@TempDir Path folder) throws Exception {
        assertThat(DriverProcess.python())
                .as("HEARTH_TEST_PYTHON: a Python with pyspark")
                .isNotEmpty();
        try (TestPeer peer = new TestPeer();
                DriverProcess training = DriverProcess.start(
                        peer.descriptor(folder, Language.SCALA, TestPeer.settings(1 << 20, 0)),
                        folder,
                        Training.class.getName(),
                        List.of())) {
            assertThat(training.process().waitFor(180, TimeUnit.SECONDS))
                    .as(training.log())
                    .isTrue();
            assertThat(training.process().exitValue()).as(training.log()).isZero();
            assertThat(training.process().descendants()).isEmpty();
            assertThat(peer.hellos).isEmpty();
        }
    }
}
