package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.jupyter.SocketClient.Got;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.RecordClass;
import java.io.DataInputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not read, and clients that send too much. */
class SlowClientTest {
    private static final int RECORDS = 1024;
    private static final int RECORD_BYTES = 64 << 10;

    @TempDir
    static Path root;

    private static FaceBench bench;

    @BeforeAll
    static void begin() throws Exception {
        bench = new FaceBench(root)
                .settings(new JupyterSettings(
                        "0.1.0",
                        1 << 20,
                        4 << 20,
                        10,
                        java.time.Duration.ofSeconds(30),
                        java.time.Duration.ofSeconds(30),
                        java.time.Duration.ofMillis(500),
                        java.time.Duration.ofMinutes(5)))
                .start();
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    private static Socket upgraded(String kernel, String session, boolean v1) throws Exception {
        String protocol = v1 ? "Sec-WebSocket-Protocol: v1.kernel.websocket.jupyter.org\r\n" : "";
        return RawSocket.open(bench, kernel, session, protocol + "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static void print(SyntheticDriver driver) {
        driver.emit(
                RecordClass.OUTPUT,
                Channel.IOPUB,
                "stream",
                null,
                "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(RECORD_BYTES) + "\"}",
                null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientThatNeverReads_costsAPiece_andNobodyElseNotices(boolean v1) throws Exception {
        String kernel = bench.readyKernel();
        try (Socket silent = upgraded(kernel, "silent", v1);
                SocketClient reading = SocketClient.v1(bench, kernel, "reading")) {
            reading.run("warm");
            long before = used();
            for (int i = 0; i < RECORDS; i++) {
                print(bench.driver());
            }
            bench.driver().forget(RECORDS); // the driver's own log is in this heap too
            int seen = 0;
            while (seen < RECORDS) {
                seen += reading.await(got -> got.type().equals("stream")).type().equals("stream") ? 1 : 0;
            }
            reading.run("still quick");
            assertThat(bench.session(kernel).view().connections()).isEqualTo(2);
            long after = used();
            long driversLog = (long) RECORDS * (RECORD_BYTES + 1024);
            assertThat(after - before - driversLog).isLessThan(24L << 20);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void messageThatAnnouncesMuch_costsWhatHasCome_andIsClosedBeyondTheBound() throws Exception {
        String kernel = bench.readyKernel();
        try (Socket socket = upgraded(kernel, "announcer", true)) {
            long before = used();
            ByteBuffer head = ByteBuffer.allocate(14)
                    .put((byte) 0x82)
                    .put((byte) 0xff)
                    .putLong(100L << 20)
                    .putInt(0);
            socket.getOutputStream().write(head.array());
            socket.getOutputStream().write(new byte[1 << 20]);
            assertThat(used() - before).isLessThan(16L << 20);
            Thread flood = new Thread(() -> {
                try {
                    byte[] megabyte = new byte[1 << 20];
                    for (int i = 0; i < 99; i++) {
                        socket.getOutputStream().write(megabyte);
                    }
                } catch (java.io.IOException e) {
                    // The gateway has closed: what is waited for.
                }
            });
            flood.start();
            assertThat(RawSocket.closeCode(socket)).isEqualTo(1009);
            flood.join(10_000);
        }
    }

    @Test
    void textThatIsNotUtf8_isIgnoredLikeAnyBadMessage() throws Exception {
        String kernel = bench.readyKernel();
        try (Socket socket = upgraded(kernel, "latin", false);
                SocketClient other = SocketClient.v1(bench, kernel, "other")) {
            byte[] text = "{\"header\":{\"msg_id\":\"\u00e9\"}}".getBytes(StandardCharsets.ISO_8859_1);
            socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) (0x80 | text.length), 0, 0, 0, 0});
            socket.getOutputStream().write(text);
            other.run("x");
            assertThat(bench.session(kernel).view().connections()).isEqualTo(2);
        }
    }

    @Test
    void ping_isAnswered_withItsOwnBytes() throws Exception {
        String kernel = bench.readyKernel();
        try (Socket socket = upgraded(kernel, "pinger", true)) {
            socket.getOutputStream().write(new byte[] {(byte) 0x89, (byte) 0x83, 0, 0, 0, 0, 7, 8, 9});
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int opCode = 0;
            byte[] payload = {};
            while (opCode != 10) {
                opCode = in.readUnsignedByte() & 0x0f;
                int length = in.readUnsignedByte();
                payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
            }
            assertThat(payload).containsExactly(7, 8, 9);
        }
    }

    @Test
    void moreClientsThanAllowed_areRefused() throws Exception {
        String kernel = bench.readyKernel();
        java.util.List<SocketClient> all = new java.util.ArrayList<>();
        try {
            int refused = 0;
            for (int i = 0; i < 14; i++) {
                try {
                    all.add(SocketClient.v1(bench, kernel, "c" + i));
                } catch (java.util.concurrent.ExecutionException e) {
                    refused++;
                }
            }
            assertThat(refused).isPositive();
        } finally {
            all.forEach(SocketClient::close);
        }
        FaceBench.await(() -> bench.session(kernel).view().connections() == 0);
    }

    @Test
    void answersOfTheGateway_areBounded_forAClientThatAsksAndNeverReads() throws Exception {
        String kernel = bench.readyKernel();
        bench.driver().end(1);
        FaceBench.await(() -> !bench.session(kernel).view().state().isLive());
        try (SocketClient client = SocketClient.v1(bench, kernel, "asker")) {
            for (int i = 0; i < 300; i++) {
                client.execute("x");
            }
            Got last = client.await(got -> got.type().equals("execute_reply"));
            assertThat(last.content().path("ename").asText()).isEqualTo("SessionDead");
        }
    }
}
