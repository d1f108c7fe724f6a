package dev.hearth.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.config.ConfigurationFile;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.fuzz.Fuzz;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFuzzTest {
    private static final List<String> PATHS = List.of("/api/kernels", "/api/sessions");

    @Test
    void bodies_areObeyedOrRefusedInOneSentence(@TempDir Path folder) throws Exception {
        try (FaceBench bench = new FaceBench(folder).start()) {
            new Fuzz("rest", 4 << 20, 1024).run(body -> {
                StringBuilder outcome = new StringBuilder();
                for (String path : PATHS) {
                    HttpResponse<String> answer = post(bench, path, body);
                    JsonNode said = Json.read(RawJson.of(answer.body()));
                    if (answer.statusCode() == 201) {
                        bench.send("DELETE", path + "/" + said.path("id").textValue(), "");
                    } else {
                        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
                        assertThat(said.path("message").asText()).isNotBlank();
                    }
                    outcome.append(answer.statusCode())
                            .append(beginning(said.path("message").asText()))
                            .append('\n');
                }
                return outcome.toString();
            });
            assertThat(bench.get("/api/kernels").body()).isEqualTo("[]");
        }
    }

    @Test
    void yaml_isAConfigurationOrOneClearError(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("hearth.yaml");
        new Fuzz("yaml", 4 << 20, 4096).run(text -> {
            Files.write(file, text);
            try {
                assertThat(ConfigurationFile.read(file)).isNotNull();
                return "a configuration";
            } catch (ConfigurationException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
                assertThat(e.getMessage()).hasSizeLessThan(10_000);
                return beginning(String.valueOf(e.getMessage()).substring((file + ": ").length()));
            }
        });
    }

    /** What a sentence is about: what follows is often the text itself. */
    private static String beginning(String sentence) {
        return Stream.of(sentence.split(" ")).limit(4).collect(Collectors.joining(" "));
    }

    private static HttpResponse<String> post(FaceBench bench, String path, byte[] body) throws Exception {
        return bench.sendAs(HttpRequest.newBuilder(bench.uri(path))
                .header("Authorization", "token " + FaceBench.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }
}
