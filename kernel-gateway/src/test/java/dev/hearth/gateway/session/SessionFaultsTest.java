package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails for a moment leaves a session that can be used when it works again. */
class SessionFaultsTest {
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

    private Path folder(Session session) {
        return root.resolve(session.id().toString());
    }

    private static void runs(Session session, String id) throws Exception {
        try (TestClient client = TestClient.live(session, "a")) {
            client.execute(id, "x");
            client.awaitIdle(id);
        }
    }

    @Test
    void restart_thatCannotBegin_leavesTheSessionAsItWas_aliveOrDead() throws Exception {
        Session session = bench.ready();
        Path inTheWay = folder(session).resolve("requests").resolve("2");
        Files.writeString(inTheWay, "");
        assertThatThrownBy(session::restart).isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.JOURNAL_FAILED));
        assertThat(session.view().state()).isEqualTo(SessionState.RUNNING);
        assertThat(session.view().incarnation()).isEqualTo(1);
        assertThat(bench.store().row(session.id()).incarnation()).isEqualTo(1);
        runs(session, "r1");
        bench.launcher().newest().end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThatThrownBy(session::restart).isInstanceOf(GatewayException.class);
        assertThat(session.view().state()).isEqualTo(SessionState.DEAD);
        Files.delete(inTheWay);
        session.restart().get(10, TimeUnit.SECONDS);
        assertThat(session.view().incarnation()).isEqualTo(2);
        runs(session, "r2");
    }

    @Test
    void sessionThatCouldNotBeTakenUp_isDead_andCanBeRestarted() throws Exception {
        Session session = bench.ready();
        bench.kill();
        Path unreadable = Files.createDirectory(folder(session).resolve("output-window"));
        bench.start();
        Session after = bench.sessions().find(session.id()).orElseThrow();
        assertThat(after.view().state()).isEqualTo(SessionState.DEAD);
        assertThat(after.view().reason()).contains("could not be taken up");
        Files.delete(unreadable);
        after.restart().get(10, TimeUnit.SECONDS);
        runs(after, "r");
        assertThat(after.view().state()).isEqualTo(SessionState.RUNNING);
        assertThat(after.view().incarnation()).isEqualTo(2);
    }

    @Test
    void statement_thatCannotBeNoted_isAccepted_andHasItsNumberAlsoInTheNextGateway() throws Exception {
        Session session = bench.ready();
        Path statements = folder(session).resolve("statements");
        Files.createSymbolicLink(statements, Path.of("/dev/full"));
        runs(session, "r0");
        runs(session, "r1");
        assertThat(session.statements()).isEqualTo(2);
        assertThat(session.statement(1).orElseThrow().requestId()).isEqualTo("r1");
        bench.kill();
        Files.delete(statements);
        bench.start();
        Session after = bench.sessions().find(session.id()).orElseThrow();
        assertThat(after.statements()).isEqualTo(2);
        assertThat(after.statement(0).orElseThrow().requestId()).isEqualTo("r0");
        Workbench.await(after, SessionView::linked);
        runs(after, "r2");
        assertThat(after.statement(2).orElseThrow().requestId()).isEqualTo("r2");
    }
}
