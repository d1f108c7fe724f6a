package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Language;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The executors' Python comes with the application, in an archive, as docs/python.md says. */
@EnabledIfSystemProperty(named = "hearth.all", matches = "true", disabledReason = "long: ./hearth test --all")
class ArchivesIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    /** An archive in which {@code bin/python} is the driver's Python, told apart by a variable of its own. */
    private static Path archive(Path folder) throws Exception {
        Path python = Files.createDirectories(folder.resolve("packed/bin")).resolve("python");
        Files.writeString(python, "#!/bin/sh\nOF_THE_ARCHIVE=yes exec " + DriverProcess.python() + " \"$@\"\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();
        Path archive = folder.resolve("analysis.tar.gz");
        Process tar = new ProcessBuilder(
                        "tar",
                        "czf",
                        archive.toString(),
                        "-C",
                        folder.resolve("packed").toString(),
                        "bin")
                .inheritIO()
                .start();
        assertThat(tar.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tar.exitValue()).isZero();
        return archive;
    }

    @Test
    void archiveOfSparkConf_givesExecutorsTheirPython(@TempDir Path folder) throws Exception {
        try (TestPeer peer = new TestPeer();
                DriverProcess driver = DriverProcess.start(
                        peer.descriptor(
                                folder,
                                Language.PYTHON,
                                TestPeer.settings(64 << 20, 60),
                                Map.of(
                                        "spark.master",
                                        "local-cluster[1,1,1024]",
                                        "spark.archives",
                                        archive(folder) + "#environment"),
                                DriverProcess.python(),
                                Map.of("PYSPARK_PYTHON", "./environment/bin/python")),
                        folder,
                        DriverMain.class.getName(),
                        List.of())) {
            String asked = "__import__('os').environ.get('OF_THE_ARCHIVE')";
            String cell = peer.execute(
                    "a", "print(sc.parallelize([1], 1).map(lambda n: " + asked + ").collect(), " + asked + ")");
            peer.awaitIdle(cell, LONG);
            assertThat(peer.of(cell).stdout()).as(driver.log()).isEqualTo("['yes'] None\n");
        }
    }
}
