package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.protocol.ExecutionState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a request: client, requests log, driver, journal, readers. */
class SessionFlowTest {
    @TempDir
    Path root;

    private Workbench bench;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root).start();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void execute_onAReadySession_givesBusyInputOutputReplyIdleInOrder() throws Exception {
        Session session = bench.ready();
        try (TestClient client = TestClient.live(session, "a")) {
            assertThat(client.execute("r1", "hello")).isEqualTo(Ingested.ACCEPTED);
            client.awaitIdle("r1");
            assertThat(client.of("r1"))
                    .containsExactly("status:busy", "execute_input", "stream", "execute_reply", "status:idle");
            assertThat(client.seen()).extracting(Seen::number).isSorted().doesNotHaveDuplicates();
        }
        assertThat(session.view().executionState()).isEqualTo(ExecutionState.IDLE);
        assertThat(session.view().unfinished()).isZero();
    }
}
