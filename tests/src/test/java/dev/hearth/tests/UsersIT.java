package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users on a whole gateway: named in its file, with tokens of the file's and of the command's. */
@Timeout(180)
class UsersIT {
    private static final String BENS = "a-token-that-ben-made-up-himself-0123456789";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Path data;

    private String hearth(int expected, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Environment.root().resolve("hearth").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HEARTH_NO_SETUP", "1");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isEqualTo(expected);
        return out;
    }

    private static HttpResponse<String> send(
            GatewayProcess gateway, String token, String method, String path, String body) throws Exception {
        String basic = Base64.getEncoder().encodeToString(("anybody:" + token).getBytes(StandardCharsets.UTF_8));
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + path))
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .timeout(Duration.ofSeconds(40))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return Json.read(RawJson.of(response.body()));
    }

    private static String configuration(String users) throws Exception {
        String hash = HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(BENS.getBytes(StandardCharsets.UTF_8)));
        return Configurations.pythonAlone(users.replace("HASH", hash));
    }

    @Test
    void eachUser_hasWhatIsTheirs_overARestart_andNoTokenIsWrittenDown() throws Exception {
        data = folder.resolve("data");
        Configurations.write(data, configuration("""
                        users:
                          ana: {}
                          ben: {tokens: [HASH]}
                          svc: {}
                        access: {superusers: [svc], impersonation: true}
                        """));
        String anas;
        String path;
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            anas = hearth(0, "token", "make", "--user", "ana", "--label", "laptop")
                    .strip();
            assertThat(hearth(1, "token", "new", "--user", "anna")).contains("no such user");
            assertThat(hearth(0, "token", "list"))
                    .contains("ana")
                    .contains("laptop")
                    .doesNotContain(anas);

            JsonNode made = json(send(gateway, anas, "POST", "/sessions", "{\"kind\":\"pyspark\"}"));
            assertThat(made.path("owner").asText()).isEqualTo("ana");
            assertThat(made.path("proxyUser").asText()).isEqualTo("ana");
            path = "/sessions/" + made.path("id").asInt();
            JsonNode two =
                    json(send(gateway, anas, "POST", path + "/statements?wait=30", "{\"code\":\"print(1 + 1)\"}"));
            assertThat(two.at("/output/data/text~1plain").asText())
                    .as(two.toString())
                    .contains("2");
            assertThat(send(gateway, BENS, "GET", path, "").statusCode()).isEqualTo(404);
            assertThat(json(send(gateway, BENS, "GET", "/sessions", ""))
                            .path("total")
                            .asInt())
                    .isZero();
            assertThat(json(send(gateway, gateway.token(), "GET", "/metrics/healthcheck", ""))
                            .at("/store/healthy")
                            .asBoolean())
                    .isTrue();
            String svc = hearth(0, "token", "new", "--user", "svc").strip();
            JsonNode forBen = json(send(gateway, svc, "POST", "/sessions?doAs=ben", "{\"kind\":\"pyspark\"}"));
            assertThat(forBen.path("owner").asText()).isEqualTo("svc");
            assertThat(forBen.path("proxyUser").asText()).isEqualTo("ben");
            assertThat(send(
                                    gateway,
                                    BENS,
                                    "DELETE",
                                    "/sessions/" + forBen.path("id").asInt(),
                                    "")
                            .statusCode())
                    .isEqualTo(200);
        }
        Configurations.write(data, configuration("users: {ben: {tokens: [HASH]}}\n"));
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            assertThat(send(gateway, anas, "GET", "/sessions", "").statusCode())
                    .as("no user any more")
                    .isEqualTo(401);
            assertThat(send(gateway, BENS, "GET", path, "").statusCode()).isEqualTo(404);
            assertThat(json(send(gateway, gateway.token(), "GET", path, ""))
                            .path("owner")
                            .asText())
                    .isEqualTo("ana");
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(text.contains(anas) || text.contains(BENS))
                        .as(file.toString())
                        .isFalse();
            }
        }
    }
}
