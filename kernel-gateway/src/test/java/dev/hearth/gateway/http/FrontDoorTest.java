package dev.hearth.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.jupyter.FaceBench;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every request passes: tokens, Host, Origin, length, headers; REST and WebSockets alike. */
class FrontDoorTest {
    @TempDir
    static Path root;

    private static FaceBench bench;
    private static String kernel;

    @BeforeAll
    static void begin() throws Exception {
        bench = new FaceBench(root).start();
        kernel = bench.kernel();
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(bench.uri(path));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void rightToken_isAcceptedInEveryForm() throws Exception {
        String token = FaceBench.TOKEN;
        for (HttpRequest.Builder request : List.of(
                to("/api/kernels").header("Authorization", "token " + token),
                to("/api/kernels").header("Authorization", "Bearer " + token),
                to("/api/kernels").header("Authorization", "TOKEN " + token),
                to("/api/kernels").header("Authorization", basic("anybody:" + token)),
                to("/api/kernels?token=" + token),
                to("/api/kernels?x=1&token=" + token + "&y=2"),
                to("/t/" + bench.pathToken() + "/api/kernels"),
                to("/t/" + bench.pathToken() + "/api/kernels?user=x"))) {
            assertThat(bench.sendAs(request).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void wrongToken_is401InJson_andIsNotRepeated() throws Exception {
        for (HttpRequest.Builder request : List.of(
                to("/api/kernels"),
                to("/api/kernels").header("Authorization", "token wrong"),
                to("/api/kernels").header("Authorization", "token "),
                to("/api/kernels?token=wrong"),
                to("/t/wrong/api/kernels"),
                to("/t/" + FaceBench.TOKEN + "/api/kernels"),
                to("/api/kernels?token=" + bench.pathToken()),
                to("/t/wrong/api/kernels?token=" + FaceBench.TOKEN),
                to("/kernelspecs/hearth-scala/logo-svg.svg"))) {
            HttpResponse<String> response = bench.sendAs(request);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(Json.read(RawJson.of(response.body())).path("message").asText())
                    .isNotBlank()
                    .doesNotContain("wrong");
        }
    }

    @Test
    void revokedPathToken_isNobodys() throws Exception {
        String token = bench.pathToken();
        String id =
                bench
                        .tokens()
                        .list(new dev.hearth.gateway.security.Caller("hearth", java.util.Optional.empty()))
                        .stream()
                        .reduce((first, second) -> second)
                        .orElseThrow()
                        .id();
        assertThat(bench.sendAs(to("/t/" + token + "/api/kernels")).statusCode())
                .isEqualTo(200);
        bench.tokens().revoke(new dev.hearth.gateway.security.Caller("hearth", java.util.Optional.empty()), id);
        assertThat(bench.sendAs(to("/t/" + token + "/api/kernels")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void foreignHost_is403_andAllowedOnesAreNot() throws Exception {
        assertThat(raw("GET /api HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /api HTTP/1.1\r\nHost: hearth.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET /api HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET /api/kernels/" + kernel + "/channels?token=" + FaceBench.TOKEN
                        + " HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void hostOfTheLink_isAnsweredOnItsPathAlone() throws Exception {
        String upgrade = " HTTP/1.1\r\nHost: links.example:443\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Protocol: " + dev.hearth.protocol.link.LinkFrame.SUBPROTOCOL + "\r\n\r\n";
        assertThat(raw("GET /link" + upgrade)).startsWith("HTTP/1.1 101");
        assertThat(raw("GET /link" + upgrade.replace("links.example", "evil.example")))
                .startsWith("HTTP/1.1 403");
        for (String path : List.of("/api/kernels", "/link/", "/api/kernels/" + kernel + "/channels")) {
            assertThat(raw("GET " + path + "?token=" + FaceBench.TOKEN + upgrade))
                    .as(path)
                    .startsWith("HTTP/1.1 403");
        }
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.port())) {
            socket.setSoTimeout(5000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[4096];
            int count = in.read(buffer);
            return count < 0 ? "" : new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void foreignOrigin_is403_alsoBeforeTheUpgrade() throws Exception {
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1.evil.example")) {
            assertThat(bench.sendAs(to("/api/kernels?token=" + FaceBench.TOKEN).header("Origin", origin))
                            .statusCode())
                    .as(origin)
                    .isEqualTo(403);
            assertThat(upgrade("?token=" + FaceBench.TOKEN, origin)).isEqualTo(403);
        }
        assertThat(upgrade("?token=" + FaceBench.TOKEN, "http://localhost")).isEqualTo(101);
        assertThat(upgrade("?token=" + FaceBench.TOKEN, FaceBench.FRIEND)).isEqualTo(101);
    }

    @Test
    void upgrade_withAWrongTokenOrKernel_isRefusedBefore() throws Exception {
        assertThat(upgrade("?token=wrong", null)).isEqualTo(401);
        assertThat(upgradeAt(
                        "/api/kernels/00000000-0000-4000-8000-000000000000/channels?token=" + FaceBench.TOKEN, null))
                .isEqualTo(404);
        assertThat(upgrade("?token=" + FaceBench.TOKEN + "&since=soon", null)).isEqualTo(400);
        assertThat(upgradeAt("/t/" + bench.pathToken() + "/api/kernels/" + kernel + "/channels", null))
                .isEqualTo(101);
    }

    private static int upgrade(String query, String origin) throws Exception {
        return upgradeAt("/api/kernels/" + kernel + "/channels" + query, origin);
    }

    private static int upgradeAt(String path, String origin) throws Exception {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (origin != null) {
            builder.header("Origin", origin);
        }
        try {
            builder.buildAsync(bench.socketUri(path), new WebSocket.Listener() {})
                    .get(10, TimeUnit.SECONDS)
                    .abort();
            return 101;
        } catch (ExecutionException e) {
            WebSocketHandshakeException refused = (WebSocketHandshakeException) e.getCause();
            return refused.getResponse().statusCode();
        }
    }

    @Test
    void preflight_ofAFriend_isAnsweredWithoutAToken() throws Exception {
        HttpResponse<String> friend = bench.sendAs(to("/api/kernels")
                .header("Origin", FaceBench.FRIEND)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(friend.statusCode()).isEqualTo(204);
        assertThat(friend.headers().firstValue("Access-Control-Allow-Origin")).contains(FaceBench.FRIEND);
        assertThat(friend.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("authorization");
        HttpResponse<String> evil = bench.sendAs(to("/api/kernels")
                .header("Origin", "https://evil.example")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(evil.statusCode()).isEqualTo(403);
        assertThat(evil.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(bench.get("/api/kernels").headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void wrongToken_ofAFriend_isSeenByItsPage() throws Exception {
        HttpResponse<String> response = bench.sendAs(
                to("/api/kernels").header("Authorization", "token revoked").header("Origin", FaceBench.FRIEND));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains(FaceBench.FRIEND);
    }

    @Test
    void answers_haveTheHeadersThatKeepBrowsersQuiet() throws Exception {
        for (HttpResponse<String> response : List.of(bench.get("/api/kernels"), bench.get("/nowhere"))) {
            assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(response.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    void longBody_is413_whetherItsLengthIsToldOrNot() throws Exception {
        byte[] long17 = new byte[17 << 20];
        assertThat(raw("POST /api/kernels?token=" + FaceBench.TOKEN
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        HttpResponse<String> chunked = bench.sendAs(to("/api/kernels?token=" + FaceBench.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(long17))));
        assertThat(chunked.statusCode()).isEqualTo(413);
    }

    @Test
    void requestsThatAreNone_areAnsweredInJson() throws Exception {
        String answer = raw("GET /api/..%2f..%2fetc HTTP/1.1\r\nHost: localhost\r\nAuthorization: token "
                + FaceBench.TOKEN + "\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/json")
                .contains("\"message\"");
        assertThat(raw("GET /hearth/health/../../api/kernels HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
    }
}
