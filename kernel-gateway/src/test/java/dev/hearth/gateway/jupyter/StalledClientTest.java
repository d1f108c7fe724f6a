package dev.hearth.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.MemoryBudget;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.RecordClass;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold what others need. */
class StalledClientTest {
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};
    private static final byte[] BEGUN_TEXT = {0x01, (byte) 0x84, 0, 0, 0, 0, '{', ' ', ' ', ' '};

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
                        Duration.ofMillis(100),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(500),
                        Duration.ofMillis(500)))
                .start();
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    @Test
    void client_thatSpeaksAndNeverReads_losesItsPlace() throws Exception {
        String kernel = bench.readyKernel();
        try (Socket silent = RawSocket.open(bench, kernel, "a")) {
            FaceBench.await(() -> bench.session(kernel).view().connections() == 1);
            String content = "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(64 << 10) + "\"}";
            for (int i = 0; i < 400; i++) {
                bench.driver().emit(RecordClass.OUTPUT, Channel.IOPUB, "stream", null, content, null);
            }
            FaceBench.await(() -> {
                try {
                    silent.getOutputStream().write(PONG); // it is there, as far as pings tell
                } catch (IOException closed) {
                    return true;
                }
                return bench.session(kernel).view().connections() == 0;
            });
            FaceBench.await(() -> bench.session(kernel).view().connections() == 0);
        }
    }

    @Test
    void client_thatIsToSpeakFirstAndNeverDoes_losesItsPlace() throws Exception {
        String kernel = bench.readyKernel();
        try (Socket silent = RawSocket.open(bench, kernel, "a&begin=ping")) {
            FaceBench.await(() -> bench.session(kernel).view().connections() == 1);
            FaceBench.await(() -> bench.session(kernel).view().connections() == 0);
            assertThat(silent.getInputStream().read()).as("the end").isNegative();
        }
    }

    @Test
    void message_forWhichThereIsNoMemory_closesItsSocketToComeBack() throws Exception {
        String kernel = bench.readyKernel();
        MemoryBudget.Share large = bench.sessions().memory().share();
        MemoryBudget.Share rest = bench.sessions().memory().share();
        assertThat(large.take(1L << 50)).isTrue();
        for (long bytes = 1L << 40; bytes > 0; bytes /= 2) {
            while (rest.takeWithin(bytes)) {
                assertThat(bytes).isPositive();
            }
        }
        try (Socket socket = RawSocket.open(bench, kernel, "a")) {
            socket.getOutputStream().write(BEGUN_TEXT);
            assertThat(RawSocket.closeCode(socket)).isEqualTo(1013);
        } finally {
            large.close();
            rest.close();
        }
        try (SocketClient client = SocketClient.v1(bench, kernel, "b")) {
            client.run("print 1");
        }
    }
}
