package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Submissions by the site's own {@code spark-submit}. */
@EnabledIfSystemProperty(named = "hearth.all", matches = "true")
class YarnFallbackIT {
    @TempDir
    Path folder;

    @Test
    void sparkSubmit_startsADriver_orSaysWhyNot() throws Exception {
        YarnCluster cluster = YarnCluster.shared();
        Path data = folder.resolve("data");
        Configurations.write(
                data,
                YarnSession.configuration(cluster, "access: {impersonation: true}\n", 120)
                        .replace("      queue: default\n", "      queue: default\n      submit-with: spark-submit\n"));
        YarnSession.prepare(data);
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            LivyCalls livy = new LivyCalls(gateway);
            YarnSession session = YarnSession.create(
                    gateway,
                    "{\"kind\":\"pyspark\",\"proxyUser\":\"bob\",\"conf\":{\"spark.hearth.test\":\"a=b \\\"c\\\"\\\\n\"}}");
            YarnSession homeless = YarnSession.create(gateway, "{\"kind\":\"pyspark\",\"proxyUser\":\"carol\"}");
            session.awaitState("running");
            String application = session.application();
            assertThat(cluster.rm().app(application).path("user").asText()).isEqualTo("bob");
            assertThat(livy.text(session.number(), "pyspark", "spark.conf.get('spark.hearth.test')"))
                    .isEqualTo("'a=b \"c\"\\\\n'");
            assertThat(homeless.awaitState("dead").path("reason").asText())
                    .contains("HDFS has no home directory for carol");
            session.delete();
            JsonNode over = cluster.rm().awaitApp(application, YarnSession::isOver, YarnSession.LONG);
            assertThat(over.path("finalStatus").asText()).isEqualTo("SUCCEEDED");
        }
    }
}
