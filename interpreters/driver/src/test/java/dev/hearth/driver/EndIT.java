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
        return start(peer, folder, Language.PYTHON, python);
    }

    private static DriverProcess start(TestPeer peer, Path folder, Language own, String python) throws Exception {
        return DriverProcess.start(
                peer.descriptor(
                        folder, own, TestPeer.settings(1 << 20, 60), Map.of("spark.master", "no-such-master"), python),
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
            assertThat(peer.awaitEvent("hearth_ending").path("reason").asText())
                    .isEqualTo("the driver was told to end (SIGTERM)");
        }
    }

    @Test
    void library_thatCallsExit_endsTheDriver_andTheReasonNamesIt(@TempDir Path folder) throws Exception {
        try (TestPeer peer = new TestPeer();
                DriverProcess driver = start(peer, folder, Language.SCALA, "/no/such/python")) {
            String before = peer.execute("a", "println(6 * 7)");
            peer.awaitIdle(before, LONG);
            peer.execute("a", "org.apache.hadoop.util.ExitUtil.terminate(3)");
            assertThat(driver.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(driver.process().exitValue()).isEqualTo(3);
            assertThat(peer.awaitEvent("hearth_ending").path("reason").asText())
                    .isEqualTo("code in the session ended the driver: org.apache.hadoop.util.ExitUtil.terminate"
                            + " called System.exit");
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
