package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Language;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that go wrong, and ends from outside, with the real program. */
class EndIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @BeforeEach
    void needPython() {
        assertThat(DriverProcess.python())
                .as("HEARTH_TEST_PYTHON: a Python with pyspark")
                .isNotEmpty();
    }

    private static DriverProcess start(TestPeer peer, Path folder, String python) throws Exception {
        return DriverProcess.start(
                peer.descriptor(
                        folder,
                        Language.PYTHON,
                        TestPeer.settings(1 << 20, 60),
                        Map.of("spark.master", "no-such-master"),
                        python),
                folder,
                DriverMain.class.getName(),
                List.of());
    }

    @Test
    void sparkMissing_pythonRunsAllTheSame_andSigtermLeavesNoProcess(@TempDir Path folder) throws Exception {
        try (TestPeer peer = new TestPeer();
                DriverProcess driver = start(peer, folder, DriverProcess.python())) {
            String plain = peer.execute("a", "print(6 * 7)");
            peer.awaitIdle(plain, LONG);
            assertThat(peer.of(plain).stdout()).isEqualTo("42\n");
            String sql = peer.execute("a", "%%sql\nselect 1");
            peer.awaitIdle(sql, LONG);
            assertThat(peer.of(sql).content("error").path("evalue").asText()).contains("Spark did not start");
            List<ProcessHandle> children = driver.process().descendants().toList();
            assertThat(children).isNotEmpty();
            driver.process().destroy();
            assertThat(driver.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(driver.process().exitValue()).isEqualTo(143);
            for (ProcessHandle child : children) {
                child.onExit().get(5, TimeUnit.SECONDS);
            }
            assertThat(peer.awaitEvent("hearth_ending").path("reason").asText()).contains("told to end");
        }
    }

    @Test
    void ownLanguageMissing_endsTheDriverWhichSaysWhy(@TempDir Path folder) throws Exception {
        try (TestPeer peer = new TestPeer();
                DriverProcess driver = start(peer, folder, "/no/such/python")) {
            assertThat(driver.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(driver.process().exitValue()).isEqualTo(1);
            assertThat(peer.awaitEvent("hearth_ending").path("reason").asText()).contains("/no/such/python");
        }
    }

    @Test
    void descriptorMissing_exitsWithItsOwnCode(@TempDir Path folder) throws Exception {
        DriverProcess driver = DriverProcess.startWith(new byte[] {'{', '}'}, folder);
        assertThat(driver.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(driver.process().exitValue()).isEqualTo(2);
    }
}
