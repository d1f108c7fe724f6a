package dev.hearth.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.MemoryBudget;
import dev.hearth.gateway.session.ReadFrom;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.gateway.session.TestClient;
import dev.hearth.gateway.session.Workbench;
import dev.hearth.protocol.link.LinkFrame;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers cannot take the memory that all share. */
class HostileLinkTest {
    @TempDir
    Path root;

    private Workbench bench;
    private Session session;
    private SyntheticDriver driver;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root).start();
        session = bench.ready();
        driver = bench.launcher().newest();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void open_ofAStreamByTheDriver_closesTheLink() throws Exception {
        driver.reconnect(false);
        driver.send(new LinkFrame.OpenFrame(1, 1000, "anything").encode());
        Workbench.await(session, view -> !view.linked());
        assertThat(session.view().reason()).contains("a stream that is not its to open");
    }

    @Test
    void piece_forWhichThereIsNoMemory_closesTheLink_andItIsTriedAgain() throws Exception {
        MemoryBudget.Share large = bench.sessions().memory().share();
        MemoryBudget.Share rest = bench.sessions().memory().share();
        assertThat(large.take(1L << 50)).isTrue();
        for (long bytes = 1L << 40; bytes > 0; bytes /= 2) {
            while (rest.takeWithin(bytes)) {
                assertThat(bytes).isPositive();
            }
        }
        int links = driver.links();

        driver.send(new LinkFrame.PieceFrame(1, 1 << 20, 0, ByteBuffer.allocate(1000)).encode());

        Workbench.await(() -> driver.links() > links);
        large.close();
        rest.close();
        Workbench.await(session, view -> view.linked());
        driver.send(new LinkFrame.PieceFrame(1, 1 << 20, 0, ByteBuffer.allocate(1000)).encode());
        try (TestClient client = new TestClient(session, "a", ReadFrom.live())) {
            client.execute("r1", "x");
            client.awaitIdle("r1");
        }
    }
}
