package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real Livy server (1.0.0-SNAPSHOT of June 2026, Spark 3.5) was asked is asked again, and compared. Where Hearth differs on
 * purpose, {@code livy-differences.json} has what it answers, and why; docs/livy.md has the list for people.
 */
class LivyRecordingsIT {
    private static GatewayProcess gateway;
    private static Path apps;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        apps = Files.createDirectory(folder.resolve("apps"));
        application("ok.py", """
                import sys
                from pyspark.sql import SparkSession
                print(SparkSession.builder.getOrCreate().range(int(sys.argv[1])).count())
                """);
        application("lib.py", "answer = 42\n");
        application("fail.py", "raise ValueError('batch boom')\n");
        application("exit3.py", "import sys\nsys.exit(3)\n");
        application("long.py", "import time\ntime.sleep(600)\n");
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.spark("livy:\n  local-dirs: [" + apps + "]\n"));
        gateway = GatewayProcess.start(data);
    }

    private static void application(String name, String code) throws Exception {
        Files.writeString(apps.resolve(name), code);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server",
                "batches",
                "create_rejected",
                "create_accepted",
                "lifecycle",
                "start_failure",
                "statements_spark",
                "statements_pyspark",
                "statements_sql",
                "statements_shared",
                "pyspark_output",
                "pyspark_magic",
                "cancel"
            })
    void topic_isAnsweredAsByLivy(String topic) throws Exception {
        LivyReplay replay = new LivyReplay(gateway, apps.toString(), LivyRecording.differences());
        List<String> differences = replay.run(LivyRecording.read(topic));
        Files.write(Environment.root().resolve("tests/target/livy-" + topic + ".txt"), differences);
        assertThat(differences).as("differences from what Livy answered").isEmpty();
    }
}
