package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kernels that jupyter_client starts itself: the bridge, with real gateways and drivers. */
@Timeout(300)
class BridgeIT {
    @TempDir
    Path folder;

    @Test
    void kernel_fromItsStartWithoutAGateway_throughTheDeathOfOne_toItsEnd() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectories(data);
        Files.writeString(data.resolve("lock"), ""); // as of a gateway that has been there
        Path token = Files.writeString(data.resolve("token"), "a-token-of-a-test");
        AtomicReference<GatewayProcess> gateway = new AtomicReference<>();
        try {
            BridgeClient client = new BridgeClient(folder).kernel("whole", named("http://127.0.0.1:" + port, token));
            List<String> printed = client.play(
                    Map.of(
                            "start the gateway",
                            process -> gateway.set(GatewayProcess.start(data, port)),
                            "kill the gateway and start it again",
                            process -> {
                                gateway.get().kill();
                                gateway.set(GatewayProcess.start(data, port));
                            }),
                    "whole",
                    "whole");
            assertThat(printed)
                    .contains(
                            "the cell says what it waits for",
                            "the cell ran when there was a gateway",
                            "both clients see the answer of one",
                            "a message interrupts",
                            "every number came once",
                            "restarted");
            assertThat(gateway.get().request("GET", "/api/kernels", "").body()).isEqualTo("[]");
        } finally {
            if (gateway.get() != null) {
                gateway.get().close();
            }
        }
    }

    @Test
    void endOfTheParent_endsTheSession_orLeavesItToBeJoinedWithItsHistory() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            Path token = Files.writeString(folder.resolve("token"), gateway.token());
            List<String> named = named(gateway.url(), token);
            BridgeClient client =
                    new BridgeClient(folder).kernel("ends", named).kernel("keeps", with(named, "--keep-session"));
            Map<String, BridgeClient.Deed> deeds = Map.of("kill this process", process -> {
                process.destroyForcibly().waitFor();
            });

            client.play(deeds, "orphan", "ends");
            awaitKernels(gateway, 0);
            client.play(deeds, "orphan", "keeps");

            JsonNode kept = awaitKernels(gateway, 1).get(0);
            String id = kept.path("id").asText();
            client.kernel("attach", with(named, "--session", id, "--since", "0"));
            assertThat(client.play(Map.of(), "attach", "attach")).contains("the history came");
            assertThat(awaitKernels(gateway, 1).get(0).path("id").asText()).isEqualTo(id);
            assertThat(client.said()).contains("whoever started this kernel has ended");
        }
    }

    @Test
    void socketsThatSpeakCurve_toAGatewayWhoseCertificateIsOfAPrivateAuthority_andNoStrangersIsTrusted()
            throws Exception {
        SelfSigned.make(folder, "gateway");
        SelfSigned.make(folder, "stranger");
        Path data = folder.resolve("data");
        Configurations.write(
                data,
                Configurations.pythonAlone("tls: { certificate: %s, key: %s }\n"
                        .formatted(folder.resolve("gateway.crt"), folder.resolve("gateway.key"))));
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            Path token = Files.writeString(folder.resolve("token"), Files.readString(data.resolve("token")));
            List<String> named = named(gateway.url(), token);
            BridgeClient client = new BridgeClient(folder)
                    .kernel(
                            "trusts",
                            with(
                                    named,
                                    "--ca-file",
                                    folder.resolve("gateway.crt").toString()))
                    .kernel(
                            "does-not",
                            with(
                                    named,
                                    "--ca-file",
                                    folder.resolve("stranger.crt").toString()));

            client.play(Map.of(), "encrypted", "trusts");
            assertThat(client.play(Map.of(), "untrusted", "does-not")).contains("the certificate is not trusted");
        }
    }

    @Test
    void kernelsWithoutAGateway_startOneForAllOfThem_andAnotherWhenItIsKilled() throws Exception {
        Path data = folder.resolve("local");
        List<String> local =
                List.of("--language", "python", "--home", Environment.root().toString(), "--data", data.toString());
        BridgeClient client = new BridgeClient(folder).kernel("one", local).kernel("two", local);
        try {
            List<String> printed = client.play(
                    Map.of(
                            "look at the sessions",
                            process -> {
                                await(() -> Files.exists(data.resolve("running-token")) ? localKernels(data) : "[]", 2);
                                assertThat(gateways(data)).hasSize(1);
                            },
                            "kill the gateway",
                            process -> gateways(data).get(0).destroyForcibly()),
                    "several",
                    "one",
                    "two");
            assertThat(printed).contains("the cell says that a gateway is being started", "every number came once");
            assertThat(gateways(data)).hasSize(1);
        } finally {
            for (ProcessHandle gateway : gateways(data)) {
                gateway.destroy();
                gateway.onExit().get(40, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void whoSpeaksWrongly_tooMuch_orNeverReads_isALineInTheLog_andHarmsNobody() throws Exception {
        Path data = folder.resolve("data");
        Configurations.write(data, Configurations.pythonAlone(""));
        try (GatewayProcess gateway = GatewayProcess.start(data)) {
            Path token = Files.writeString(folder.resolve("token"), gateway.token());
            BridgeClient client = new BridgeClient(folder).kernel("hostile", named(gateway.url(), token));

            List<String> printed = client.play(Map.of(), "hostile", "hostile");

            assertThat(printed).contains("garbage and forgeries are dropped");
            assertThat(number(printed, "(\\d+) messages a second came in")).isGreaterThan(1000);
            assertThat(number(printed, "(\\d+) MiB resident")).isLessThan(400);
            assertThat(client.said())
                    .contains("a message on shell is dropped", "another key", "<IDS|MSG>", "has read nothing for 5 s");
        }
    }

    private static int number(List<String> printed, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", printed));
        assertThat(matcher.find()).as("%s", printed).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static String localKernels(Path data) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(Files.readString(data.resolve("address")).strip() + "/api/kernels"))
                .header(
                        "Authorization",
                        "token "
                                + Files.readString(data.resolve("running-token"))
                                        .strip())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static List<ProcessHandle> gateways(Path data) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("GatewayMain") && line.contains(data.toString()))
                        .isPresent())
                .toList();
    }

    private static List<String> named(String url, Path token) {
        return List.of("--language", "python", "--url", url, "--token-file", token.toString());
    }

    private static List<String> with(List<String> words, String... more) {
        return java.util.stream.Stream.concat(words.stream(), java.util.stream.Stream.of(more))
                .toList();
    }

    /** The gateway's kernels when they are so many. */
    private static JsonNode awaitKernels(GatewayProcess gateway, int count) throws Exception {
        return await(() -> gateway.request("GET", "/api/kernels", "").body(), count);
    }

    private static JsonNode await(Callable<String> list, int count) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            JsonNode kernels = Json.read(RawJson.of(list.call()));
            if (kernels.size() == count) {
                return kernels;
            }
            assertThat(System.nanoTime()).as("%s", kernels).isLessThan(deadline);
            Thread.sleep(50); // there is no request that waits
        }
    }
}
