package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.security.Secret;
import dev.hearth.gateway.session.SessionRow;
import dev.hearth.gateway.store.Store;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway answers to those who have the wrong token, the wrong page, the wrong bytes. */
class BadInputIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static String kernel;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayProcess.start(folder.resolve("data"));
        kernel = KernelClient.startKernel(gateway, "hearth-python");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + path));
    }

    private static String message(HttpResponse<String> response) throws Exception {
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        return Json.read(RawJson.of(response.body())).path("message").asText();
    }

    @Test
    void wrongToken_is401InJson_inEveryForm() throws Exception {
        for (HttpRequest.Builder request : new HttpRequest.Builder[] {
            to("/api/kernels"),
            to("/api/kernels").header("Authorization", "token wrong"),
            to("/api/kernels").header("Authorization", "token "),
            to("/api/kernels?token=wrong"),
            to("/t/wrong/api/kernels")
        }) {
            HttpResponse<String> response = gateway.send(request);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(message(response)).isNotBlank().doesNotContain("wrong");
        }
        assertThat(upgradeStatus("?token=wrong", null)).isEqualTo(401);
    }

    @Test
    void rightToken_isAcceptedInEveryForm() throws Exception {
        String token = gateway.token();
        for (HttpRequest.Builder request : new HttpRequest.Builder[] {
            to("/api/kernels").header("Authorization", "token " + token),
            to("/api/kernels").header("Authorization", "Bearer " + token),
            to("/api/kernels").header("Authorization", "TOKEN " + token),
            to("/api/kernels")
                    .header(
                            "Authorization",
                            "Basic "
                                    + java.util.Base64.getEncoder()
                                            .encodeToString((":" + token)
                                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII))),
            to("/api/kernels?token=" + token)
        }) {
            assertThat(gateway.send(request).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void foreignOrigin_is403BeforeTheUpgrade() throws Exception {
        assertThat(upgradeStatus("?token=" + gateway.token(), "https://evil.example"))
                .isEqualTo(403);
    }

    @Test
    void unknownKernelAndKernelspec_are404AndSaySo() throws Exception {
        String id = UUID.randomUUID().toString();
        for (String method : new String[] {"GET", "DELETE"}) {
            HttpResponse<String> response = gateway.request(method, "/api/kernels/" + id, "");
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(message(response)).contains(id);
        }
        for (String action : new String[] {"interrupt", "restart"}) {
            assertThat(gateway.request("POST", "/api/kernels/" + id + "/" + action, "")
                            .statusCode())
                    .isEqualTo(404);
        }
        HttpResponse<String> spec = gateway.request("POST", "/api/kernels", "{\"name\":\"nope\"}");
        assertThat(spec.statusCode()).isEqualTo(404);
        assertThat(message(spec)).contains("nope").contains("hearth-python");
        assertThat(gateway.request("GET", "/api/kernelspecs/nope", "").statusCode())
                .isEqualTo(404);
        assertThat(gateway.request("GET", "/nowhere", "").statusCode()).isEqualTo(404);
    }

    @Test
    void bodiesThatAreNoJson_are400AndSayWhatWasExpected() throws Exception {
        for (String body : new String[] {"{", "[1]", "\"x\"", "{\"name\":3}", "{\"env\":\"x\"}"}) {
            HttpResponse<String> response = gateway.request("POST", "/api/kernels", body);
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(message(response)).isNotBlank();
        }
    }

    @Test
    void badFramesAndUnknownTypes_areEachToldSo_andLeaveTheKernelUsable() throws Exception {
        KernelClient client = KernelClient.connect(gateway, kernel, "bad-frames");
        client.run("1", LONG);
        client.sendRaw(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        complained(client);
        client.sendRaw(ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE));
        complained(client);
        client.send(Channel.SHELL, "no_such_message", RawJson.of("{}"));
        complained(client);
        String unknown = client.send(Channel.SHELL, "no_such_request", RawJson.of("{\"x\":1}"));
        assertThat(reply(client, unknown, "no_such_reply").path("evalue").asText())
                .contains("no_such_request");
        for (String content : new String[] {"[]", "{\"code\":\"1\",\"user_expressions\":3}"}) {
            String bad = client.send(Channel.SHELL, "execute_request", RawJson.of(content));
            JsonNode reply = reply(client, bad, "execute_reply");
            assertThat(reply.path("status").asText()).as(content).isEqualTo("error");
            assertThat(reply.path("evalue").asText()).as(content).contains("expected");
        }
        assertThat(KernelClient.text(client.run("'still ' + 'here'", LONG))).contains("still here");
        client.close();
    }

    private static JsonNode reply(KernelClient client, String request, String type) throws Exception {
        var received =
                client.until(each -> each.type().equals(type) && each.parentId().equals(request), LONG);
        return received.get(received.size() - 1).content();
    }

    private static void complained(KernelClient client) throws Exception {
        var last = client.until(each -> each.type().equals("error"), LONG);
        JsonNode error = last.get(last.size() - 1).content();
        assertThat(error.path("ename").asText()).isEqualTo("MalformedMessage");
        assertThat(error.path("evalue").asText()).contains("expected");
    }

    @Test
    void messageOfAGigabyte_isRefusedAndTheGatewayLives() throws Exception {
        KernelClient client = KernelClient.connect(gateway, kernel, "gigabyte");
        WebSocketFlood.send(client, 1L << 30);
        client.until(received -> received.type().equals("closed"), LONG);
        assertThat(client.closeCode()).isEqualTo(1009);
        assertThat(gateway.request("GET", "/api/kernels", "").statusCode()).isEqualTo(200);
    }

    private static int upgradeStatus(String query, String origin) {
        WebSocket.Builder builder = gateway.http().newWebSocketBuilder();
        if (origin != null) {
            builder.header("Origin", origin);
        }
        URI uri = URI.create(gateway.url().replace("http", "ws") + "/api/kernels/" + kernel + "/channels" + query);
        try {
            builder.buildAsync(uri, new WebSocket.Listener() {}).get(10, TimeUnit.SECONDS);
            return 101;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tokens_neverAppearInLogs() throws Exception {
        HttpResponse<String> made = gateway.request("POST", "/hearth/tokens", "{\"kind\":\"path\",\"label\":\"logs\"}");
        String path = Json.read(RawJson.of(made.body())).path("token").asText();
        assertThat(path).hasSizeGreaterThan(20);
        gateway.send(to("/api/kernels?token=" + gateway.token()));
        assertThat(gateway.send(to("/t/" + path + "/api/kernels")).statusCode()).isEqualTo(200);
        assertThat(gateway.send(to("/t/" + path + "/no/such/route")).statusCode())
                .isEqualTo(404);
        assertThatThrownBy(() -> KernelClient.connect(gateway, UUID.randomUUID().toString(), "x"))
                .isNotNull();
        assertNowhere(gateway.token(), "token");
        assertNowhere(path, "");
    }

    @Test
    void answerToAQuestion_isOnNoDisk() throws Exception {
        String secret = "hunter2" + UUID.randomUUID();
        try (KernelClient client = KernelClient.connect(gateway, kernel, "secretive")) {
            for (String ask : new String[] {"input('? ')", "__import__('getpass').getpass('? ')"}) {
                String cell = client.send(
                        Channel.SHELL,
                        "execute_request",
                        RawJson.of("{\"allow_stdin\":true,\"code\":\"answer = " + ask + "; len(answer)\"}"));
                client.until(received -> received.type().equals("input_request"), LONG);
                client.send(Channel.STDIN, "input_reply", RawJson.of("{\"value\":\"" + secret + "\"}"));
                assertThat(KernelClient.text(client.untilIdle(cell, LONG))).contains("" + secret.length());
            }
            // And where nobody waits for it.
            client.send(Channel.STDIN, "input_reply", RawJson.of("{\"value\":\"" + secret + "\"}"));
            client.run("1", LONG);
        }
        assertNowhere(secret, "");
        assertNowhere(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)), "");
    }

    private static void assertNowhere(String secret, String butInFile) throws Exception {
        int looked = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.getFileName().toString().equals(butInFile)) {
                    looked++;
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(secret);
                }
            }
        }
        assertThat(looked).isGreaterThan(10);
    }

    @Test
    void everyFileOfASession_isReadableByItsOwnerAlone() throws Exception {
        try (KernelClient client = KernelClient.connect(gateway, kernel, "files")) {
            client.run("print('something for the logs')", LONG);
        }
        Path data = folder.resolve("data");
        int files = 0;
        try (Stream<Path> all = Files.walk(data)) {
            // IPython copies a README of its own into its profile, with the mode that everybody's copy has.
            for (Path each : all.filter(each -> !Files.isSymbolicLink(each) && !each.endsWith("startup/README"))
                    .toList()) {
                files++;
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as(each.toString())
                        .isIn("rwx------", Files.isDirectory(each) ? "" : "rw-------");
            }
        }
        assertThat(data.resolve("sessions/" + kernel + "/driver-1/.hearth/output"))
                .isNotEmptyDirectory();
        assertThat(files).isGreaterThan(20);
    }

    @Test
    void launchSecretAndSessionKey_areInNoArgument_noEnvironment_noSparkProperty() throws Exception {
        // The gateway keeps hashes only. Its store as a kill would leave it:
        Path copy = Files.createDirectories(folder.resolve("store-copy"));
        Files.copy(folder.resolve("data/store/hearth.mv.db"), copy.resolve("hearth.mv.db"));
        SessionRow row;
        try (Store store = Store.open(copy)) {
            row = store.sessions().all().stream()
                    .filter(each -> each.id().toString().equals(kernel))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(row.secretHash()).hasSize(64);
        assertThat(row.keyHash()).hasSize(64);
        StringBuilder places = new StringBuilder();
        try (KernelClient client = KernelClient.connect(gateway, kernel, "looks")) {
            String pids = KernelClient.text(client.run("import os; print(os.getppid(), os.getpid())", LONG));
            for (String pid : pids.strip().split(" ")) {
                for (String file : new String[] {"cmdline", "environ"}) {
                    places.append(Files.readString(Path.of("/proc", pid, file), StandardCharsets.ISO_8859_1))
                            .append('\n');
                }
            }
            String conf = KernelClient.text(client.run(
                    "%%scala\nspark.sparkContext.getConf.toDebugString + sys.props.mkString(\"\\n\")", LONG));
            assertThat(conf).contains("spark.master");
            places.append(conf);
            places.append(KernelClient.text(client.run("print(dict(os.environ))", LONG)));
        }
        int words = 0;
        for (String word : places.toString().split("[^A-Za-z0-9_-]+")) {
            words++;
            assertThat(Secret.hash(word)).as(word).isNotIn(row.secretHash(), row.keyHash());
        }
        assertThat(words).isGreaterThan(200);
    }
}
