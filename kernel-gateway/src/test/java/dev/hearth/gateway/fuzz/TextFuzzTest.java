package dev.hearth.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.config.ConfigurationFile;
import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFuzzTest {
    private static final List<String> PATHS = List.of("/api/kernels", "/api/sessions");
    private static final List<String> JSON = List.of(
            "null",
            "{}",
            "[]",
            "\"\"",
            "{\"a\":",
            "[",
            "1e999",
            "-1",
            "true",
            ",",
            "}",
            ":",
            "\"name\":",
            "\"kernel\":",
            "\"env\":",
            "\"path\":",
            "\\ud800",
            "\\u0000",
            "\0",
            "\u00ef\u00bb\u00bf",
            "\u00c0\u0080",
            "../",
            "/",
            "hearth-sql");
    private static final List<String> YAML = List.of(
            "\n",
            "  ",
            "- ",
            ": ",
            "&a ",
            "*a",
            "!!java.net.URL ",
            "<<: *a",
            "{",
            "}",
            "[",
            "]",
            "? ",
            "| ",
            "> ",
            "%YAML",
            "---\n",
            "...\n",
            "\t",
            "'",
            "\"",
            "#",
            "~",
            "1e999",
            "0x7fffffffffffffff",
            "-1",
            "99999999d",
            "profiles:",
            "\0",
            "\u00ff",
            "\u00ef\u00bb\u00bf",
            "port: ",
            "${HOME}");

    @Test
    void bodies_areObeyedOrRefusedInOneSentence(@TempDir Path folder) throws Exception {
        try (FaceBench bench = new FaceBench(folder).start()) {
            new TextFuzz("rest", 48 << 20, JSON).run(body -> {
                for (String path : PATHS) {
                    HttpResponse<String> answer = post(bench, path, body);
                    JsonNode said = Json.read(RawJson.of(answer.body()));
                    if (answer.statusCode() == 201) {
                        bench.send("DELETE", path + "/" + said.path("id").textValue(), "");
                    } else {
                        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
                        assertThat(said.path("message").asText()).isNotBlank();
                    }
                }
            });
            assertThat(bench.get("/api/kernels").body()).isEqualTo("[]");
        }
    }

    @Test
    void yaml_isAConfigurationOrOneClearError(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("hearth.yaml");
        new TextFuzz("yaml", 64 << 20, YAML).run(text -> {
            Files.write(file, text);
            try {
                assertThat(ConfigurationFile.read(file)).isNotNull();
            } catch (ConfigurationException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
                assertThat(e.getMessage()).hasSizeLessThan(10_000);
            }
        });
    }

    private static HttpResponse<String> post(FaceBench bench, String path, byte[] body) throws Exception {
        return bench.sendAs(HttpRequest.newBuilder(bench.uri(path))
                .header("Authorization", "token " + FaceBench.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }
}
