package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.RecordClass;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told when the gateway stops in order, byte by byte. */
class StopTest {
    private static final int RECORDS = 100;
    private static final int RECORD_BYTES = 64 << 10;

    @TempDir
    Path root;

    @Test
    void stop_tellsClientsToComeBack_evenThoseWithOutputStillUnderWay() throws Exception {
        try (FaceBench bench = new FaceBench(root).start()) {
            String kernel = bench.readyKernel();
            try (Socket quick = upgraded(bench, kernel, "quick");
                    Socket slow = upgraded(bench, kernel, "slow")) {
                FaceBench.await(() -> bench.session(kernel).view().connections() == 2);
                String content = "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(RECORD_BYTES) + "\"}";
                CompletableFuture<Integer> quickEnd = closeCode(quick);
                for (int i = 0; i < RECORDS; i++) {
                    bench.driver().emit(RecordClass.OUTPUT, Channel.IOPUB, "stream", null, content, null);
                }
                TimeUnit.MILLISECONDS.sleep(300); // what fits between the ends of the slow one's connection is there
                CompletableFuture<Void> stop =
                        CompletableFuture.runAsync(() -> bench.server().stop());
                assertThat(quickEnd.get(20, TimeUnit.SECONDS)).isEqualTo(1012);
                TimeUnit.MILLISECONDS.sleep(500); // it reads late, but within the time
                assertThat(stop).isNotDone();
                assertThat(closeCode(slow).get(20, TimeUnit.SECONDS)).isEqualTo(1012);
                stop.get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void stop_endsInTime_whenAClientDoesNotRead() throws Exception {
        try (FaceBench bench = new FaceBench(root).start()) {
            String kernel = bench.readyKernel();
            try (Socket silent = upgraded(bench, kernel, "silent")) {
                FaceBench.await(() -> bench.session(kernel).view().connections() == 1);
                String content = "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(RECORD_BYTES) + "\"}";
                for (int i = 0; i < RECORDS; i++) {
                    bench.driver().emit(RecordClass.OUTPUT, Channel.IOPUB, "stream", null, content, null);
                }
                TimeUnit.MILLISECONDS.sleep(300); // what fits between the connection's ends is there
                CompletableFuture.runAsync(() -> bench.server().stop()).get(20, TimeUnit.SECONDS);
                assertThat(silent.isConnected()).isTrue();
            }
        }
    }

    private static Socket upgraded(FaceBench bench, String kernel, String session) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECORD_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), bench.port()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /api/kernels/" + kernel + "/channels?session_id=" + session + "&token=" + FaceBench.TOKEN
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) socket.getInputStream().read());
        }
        assertThat(head).startsWith("HTTP/1.1 101");
        return socket;
    }

    /** Reads to the close frame; fails at an end without one. */
    private static CompletableFuture<Integer> closeCode(Socket socket) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                code.complete(readToClose(new DataInputStream(new BufferedInputStream(socket.getInputStream()))));
            } catch (Exception e) {
                code.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return code;
    }

    private static int readToClose(DataInputStream in) throws Exception {
        while (true) {
            int opCode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            if (opCode == 8) {
                return in.readUnsignedShort();
            }
            in.skipNBytes(size);
        }
    }
}
