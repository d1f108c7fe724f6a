package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.journal.Durability;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that comes back reads on from the last checkpoint, if there is a good one, and knows the same. */
class CheckpointTest {
    @TempDir
    Path root;

    private Workbench bench;
    private Session session;
    private SyntheticDriver driver;

    @BeforeEach
    void begin() throws Exception {
        bench = new Workbench(root)
                .settings(each -> each.with(new SessionSettings.Retention(
                        1 << 30,
                        1 << 30,
                        1 << 30,
                        64 << 10,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ZERO,
                        null,
                        Duration.ZERO,
                        Durability.BUFFERED)))
                .start();
        session = bench.ready();
        driver = bench.launcher().newest();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private Path file() {
        return root.resolve(session.id().toString()).resolve("checkpoint");
    }

    @Test
    void checkpoint_isReadableByItsOwnerAlone() throws Exception {
        work();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    private void again() throws Exception {
        bench.kill();
        bench.start();
        session = bench.sessions().find(session.id()).orElseThrow();
    }

    /** Two cells with an end, one that asks for input and one behind it; checkpoints on the way. */
    private void work() throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("r0", "print 300");
            client.execute("r1", "print 300");
            client.awaitIdle("r1");
            client.execute("asks", "input");
            client.execute("queued", "x");
            client.await(each -> each.type().equals("input_request"));
        }
        assertThat(file()).exists();
    }

    private void goesOn() throws Exception {
        assertThat(session.view().executionState()).isEqualTo(ExecutionState.BUSY);
        assertThat(session.view().unfinished()).isEqualTo(2);
        assertThat(session.statements()).isEqualTo(4);
        Workbench.await(session, SessionView::linked);
        try (TestClient client = TestClient.live(session, "a")) {
            client.send(Channel.STDIN, "input_reply", "answer", "{\"value\":\"four\"}");
            client.awaitIdle("queued");
            client.execute("r4", "print 300");
            client.awaitIdle("r4");
        }
        assertThat(driver.inputs).containsExactly("four");
        assertThat(driver.taken)
                .extracting(each -> each.messageId())
                .containsOnlyOnce("r0", "r1", "asks", "queued", "r4");
        try (TestClient whole = new TestClient(session, "b", ReadFrom.sinceNumber(0))) {
            List<Seen> all = whole.drain();
            assertThat(whole.of("r0")).hasSize(304);
            assertThat(whole.of("r1")).hasSize(304);
            assertThat(whole.of("r4")).hasSize(304);
            assertThat(all.stream().map(each -> each.envelope().messageId())).doesNotHaveDuplicates();
        }
        assertThat(session.view().unfinished()).isZero();
    }

    @Test
    void withTheNewestCheckpoint() throws Exception {
        work();
        again();
        goesOn();
        again();
        assertThat(session.view().unfinished()).isZero();
    }

    @Test
    void withAnOldCheckpoint() throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute("warm", "hang");
            client.await(each -> each.type().equals("execute_input"));
            var open = driver.taken.get(0);
            for (int i = 0; i < 300; i++) {
                driver.emit(
                        dev.hearth.protocol.link.RecordClass.OUTPUT,
                        Channel.IOPUB,
                        "stream",
                        open,
                        "{\"name\":\"stdout\",\"text\":\"" + i + "\"}",
                        null);
            }
            Workbench.await(() -> Files.exists(file()));
            byte[] old = Files.readAllBytes(file());
            session.interrupt();
            client.awaitIdle("warm");
            client.execute("r1", "print 300");
            client.awaitIdle("r1");
            bench.kill();
            Files.write(file(), old);
        }
        bench.start();
        session = bench.sessions().find(session.id()).orElseThrow();
        assertThat(session.view().unfinished()).isZero();
        assertThat(session.view().executionState()).isEqualTo(ExecutionState.IDLE);
        assertThat(session.statements()).isEqualTo(2);
    }

    @Test
    void withoutACheckpoint() throws Exception {
        work();
        bench.kill();
        Files.delete(file());
        bench.start();
        session = bench.sessions().find(session.id()).orElseThrow();
        goesOn();
    }

    @Test
    void withACheckpointThatKnowsMoreThanTheLogs_orIsNone() throws Exception {
        work();
        for (String wrong :
                List.of(Files.readString(file()).replaceFirst("\"journal\":\\d+", "\"journal\":999999"), "{", "null")) {
            bench.kill();
            Files.writeString(file(), wrong);
            bench.start();
            session = bench.sessions().find(session.id()).orElseThrow();
            assertThat(session.view().unfinished()).isEqualTo(2);
            assertThat(file()).doesNotExist();
            Workbench.await(session, SessionView::linked);
        }
        goesOn();
    }
}
