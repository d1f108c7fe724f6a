package dev.hearth.gateway.livy;

import static dev.hearth.gateway.livy.LivyBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.jupyter.FaceBench;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthcheckTest {
    @TempDir
    Path root;

    @Test
    void onePartThatIsNotWell_is500_andIsNamed() throws Exception {
        Map<String, String> wrong = new ConcurrentHashMap<>();
        try (FaceBench bench = new FaceBench(root)
                .start(made -> java.util.List.of(new LivyFace(
                        made.sessions(),
                        made.access(),
                        LivySettings.defaults("default"),
                        ResourceSettings.DEFAULTS,
                        () -> parts(wrong))))) {
            assertThat(json(bench.get("/metrics/healthcheck"), 200).toString())
                    .isEqualTo("{\"gateway\":{\"healthy\":true},\"disk\":{\"healthy\":true},"
                            + "\"store\":{\"healthy\":true}}");
            wrong.put("disk", "full");
            assertThat(json(bench.get("/metrics/healthcheck"), 500).toString())
                    .isEqualTo("{\"gateway\":{\"healthy\":true},\"disk\":{\"healthy\":false,\"message\":\"full\"},"
                            + "\"store\":{\"healthy\":true}}");
        }
    }

    private static Map<String, Optional<String>> parts(Map<String, String> wrong) {
        Map<String, Optional<String>> parts = new TreeMap<>();
        parts.put("store", Optional.ofNullable(wrong.get("store")));
        parts.put("disk", Optional.ofNullable(wrong.get("disk")));
        return parts;
    }
}
