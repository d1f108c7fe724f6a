package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.RawMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.ZMQ;

/** What a client sees of the bridge while there is no gateway. */
@Timeout(60)
class ClientSideTest {
    private Path folder;

    @BeforeEach
    void use(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void kernelInfo_withoutAGateway_isAnsweredAtOnce_withBusyAndIdle() throws Exception {
        try (Kernel kernel = new Kernel(folder, nobody());
                ZmqClient client = new ZmqClient(kernel.connection).subscribed()) {
            for (Channel channel : List.of(Channel.SHELL, Channel.CONTROL)) {
                String id = client.send(channel, "kernel_info_request", "{}");

                RawMessage reply = client.next(channel);
                assertThat(ZmqClient.type(reply)).isEqualTo("kernel_info_reply");
                assertThat(ZmqClient.parent(reply)).isEqualTo(id);
                assertThat(ZmqClient.content(reply))
                        .contains("\"protocol_version\":\"5.5\"")
                        .contains("\"name\":\"python\"");
                assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("busy");
                assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("idle");
            }
        }
    }

    /** Jupyter's console waits a second for these, and would take a later reply for that of its next request. */
    @Test
    void historyAndCompleteness_withoutAGateway_areAnsweredAtOnce() throws Exception {
        try (Kernel kernel = new Kernel(folder, nobody());
                ZmqClient client = new ZmqClient(kernel.connection)) {
            client.send(Channel.SHELL, "execute_request", "{\"code\":\"1\",\"silent\":false}");
            String history = client.send(Channel.SHELL, "history_request", "{\"hist_access_type\":\"tail\"}");
            RawMessage reply = client.next(Channel.SHELL);
            assertThat(ZmqClient.parent(reply)).isEqualTo(history);
            assertThat(ZmqClient.type(reply)).isEqualTo("history_reply");
            assertThat(ZmqClient.content(reply)).isEqualTo("{\"status\":\"ok\",\"history\":[]}");

            String whole = client.send(Channel.SHELL, "is_complete_request", "{\"code\":\"1\"}");
            reply = client.next(Channel.SHELL);
            assertThat(ZmqClient.parent(reply)).isEqualTo(whole);
            assertThat(ZmqClient.content(reply)).isEqualTo("{\"status\":\"unknown\"}");
        }
    }

    /** The history of a session that there is comes from the gateway alone. */
    @Test
    void history_ofASessionThatIsJoined_waitsForTheGateway() throws Exception {
        try (Kernel kernel = new Kernel(folder, nobody(), "--session", "a-session");
                ZmqClient client = new ZmqClient(kernel.connection)) {
            client.send(Channel.SHELL, "history_request", "{\"hist_access_type\":\"tail\"}");
            String info = client.send(Channel.SHELL, "kernel_info_request", "{}");
            assertThat(ZmqClient.parent(client.next(Channel.SHELL))).isEqualTo(info);
        }
    }

    @Test
    void subscription_isGreetedOnItsTopic_eachTime() throws Exception {
        try (Kernel kernel = new Kernel(folder, nobody());
                ZmqClient first = new ZmqClient(kernel.connection).subscribed();
                ZmqClient second = new ZmqClient(kernel.connection)) {
            second.socket(Channel.IOPUB).subscribe("status");
            RawMessage welcome = second.next(Channel.IOPUB);
            assertThat(ZmqClient.type(welcome)).isEqualTo("iopub_welcome");
            assertThat(ZmqClient.content(welcome)).isEqualTo("{\"subscription\":\"status\"}");
            assertThat(ZmqClient.content(first.next(Channel.IOPUB)))
                    .contains("status"); // whoever takes all gets it too
        }
    }

    @Test
    void heartbeat_sendsBackWhatComes() throws Exception {
        try (Kernel kernel = new Kernel(folder, nobody());
                ZmqClient client = new ZmqClient(kernel.connection)) {
            for (String beat : List.of("ping", "", "again")) {
                client.socket(Channel.HEARTBEAT).send(beat);
                assertThat(client.socket(Channel.HEARTBEAT).recvStr()).isEqualTo(beat);
            }
        }
    }

    @Test
    void messagesThatAreNone_areDroppedWithALine_andOthersAreServed() throws Exception {
        try (Kernel kernel = new Kernel(folder, nobody());
                ZmqClient client = new ZmqClient(kernel.connection);
                ZmqClient forger = new ZmqClient(kernel.connection, "another key")) {
            List<byte[]> good = client.frames(Channel.SHELL, "one", "kernel_info_request", "{}");
            client.sendFrames(Channel.SHELL, good);
            assertThat(ZmqClient.parent(client.next(Channel.SHELL))).isEqualTo("one");

            client.sendFrames(Channel.SHELL, good); // replayed
            forger.send(Channel.SHELL, "kernel_info_request", "{}");
            for (int count = 1; count < good.size(); count++) {
                client.sendFrames(Channel.SHELL, good.subList(0, count));
            }
            for (int i = 0; i < 1000; i++) {
                client.sendFrames(Channel.CONTROL, List.of(("garbage" + i).getBytes(StandardCharsets.UTF_8)));
            }
            client.sendFrames(Channel.SHELL, client.frames(Channel.SHELL, "", "kernel_info_request", "{}"));
            client.send(Channel.SHELL, "kernel_info_request", "{}");

            assertThat(ZmqClient.type(client.next(Channel.SHELL))).isEqualTo("kernel_info_reply");
            assertThat(client.isQuiet(Channel.SHELL, 50)).isTrue();
            assertThat(forger.isQuiet(Channel.SHELL, 50)).isTrue();
            assertThat(kernel.log)
                    .anyMatch(line -> line.contains("seen before"))
                    .anyMatch(line -> line.contains("another key"))
                    .anyMatch(line -> line.contains("<IDS|MSG>"))
                    .anyMatch(line -> line.contains("msg_id"))
                    .hasSizeLessThan(20);
        }
    }

    @Test
    void shutdown_isAnswered_andTheBridgeEnds() throws Exception {
        try (Kernel kernel = new Kernel(folder, nobody());
                ZmqClient client = new ZmqClient(kernel.connection)) {
            client.send(Channel.CONTROL, "shutdown_request", "{\"restart\":true}");

            RawMessage reply = client.next(Channel.CONTROL);
            assertThat(ZmqClient.type(reply)).isEqualTo("shutdown_reply");
            assertThat(ZmqClient.content(reply)).isEqualTo("{\"status\":\"ok\",\"restart\":true}");
            assertThat(kernel.exitCode()).isZero();
        }
    }

    @Test
    void cell_thatWaits_isToldForWhat_andIsBusyBefore() throws Exception {
        try (Kernel kernel = new Kernel(folder, nobody());
                ZmqClient client = new ZmqClient(kernel.connection).subscribed()) {
            String id = client.send(Channel.SHELL, "execute_request", "{\"code\":\"1\",\"silent\":false}");

            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("busy");
            RawMessage notice = client.next(Channel.IOPUB);
            assertThat(ZmqClient.type(notice)).isEqualTo("display_data");
            assertThat(ZmqClient.parent(notice)).isEqualTo(id);
            assertThat(ZmqClient.content(notice)).contains("no gateway answers at http://127.0.0.1:");
            assertThat(ZmqClient.type(client.next(Channel.IOPUB))).isEqualTo("update_display_data");
        }
    }

    @Test
    void connectionFileWithCurveKeys_encryptsAllSockets_andWhoDoesNotIsNotHeard() throws Exception {
        ZMQ.Curve.KeyPair keys = ZMQ.Curve.generateKeyPair();
        String fields =
                ",\"curve_publickey\":\"" + keys.publicKey + "\",\"curve_secretkey\":\"" + keys.secretKey + "\"";
        Path file = Kernel.connectionFile(folder, "a-key", fields);
        String whole = java.nio.file.Files.readString(file);
        Path plain = java.nio.file.Files.writeString(folder.resolve("plain.json"), whole.replace(fields, ""));
        try (Kernel kernel = new Kernel(folder, file, nobody());
                ZmqClient client = new ZmqClient(kernel.connection).subscribed();
                ZmqClient open = new ZmqClient(ConnectionFile.read(plain))) {
            open.send(Channel.SHELL, "kernel_info_request", "{}");
            client.send(Channel.SHELL, "kernel_info_request", "{}");

            assertThat(ZmqClient.type(client.next(Channel.SHELL))).isEqualTo("kernel_info_reply");
            assertThat(ZmqClient.content(client.next(Channel.IOPUB))).contains("busy");
            client.socket(Channel.HEARTBEAT).send("ping");
            assertThat(client.socket(Channel.HEARTBEAT).recvStr()).isEqualTo("ping");
            assertThat(open.isQuiet(Channel.SHELL, 200)).isTrue();
        }
    }

    @Test
    void rehearsal_startsAKernelWithoutAGateway_andEnds() throws Exception {
        assertThat(Rehearsal.run(new BridgeLog(line -> {}, System::nanoTime))).isZero();
    }

    @Test
    void portThatIsTaken_isNamed() throws Exception {
        Path file = Kernel.connectionFile(folder, "k");
        ConnectionFile connection = ConnectionFile.read(file);
        int port = URI.create(connection.endpoint(Channel.STDIN)).getPort();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            java.nio.file.Files.writeString(folder.resolve("t"), "token");
            Arguments arguments = Arguments.read(
                    "--connection",
                    file.toString(),
                    "--url",
                    "http://127.0.0.1:9",
                    "--token-file",
                    folder.resolve("t").toString(),
                    "--language",
                    "sql");
            assertThatThrownBy(() -> Bridge.start(arguments, new BridgeLog(line -> {}, System::nanoTime)))
                    .isInstanceOf(BridgeException.class)
                    .hasMessageContaining("stdin")
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }

    /** An address at which nobody listens. */
    private static URI nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
