package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether somebody needs a gateway: a session that lives, or a client. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class IdleSessionsTest {
    @TempDir
    Path root;

    private Workbench bench;

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void liveSession_andAClientOfADeadOne_keepTheDoorOpen() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        bench = new Workbench(root).events(recorded(told)).start();
        Session session = bench.ready();
        assertThat(bench.sessions().closeIfIdle()).isFalse();
        Attachment client = session.attach("client");
        bench.launcher().newest().end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(bench.sessions().closeIfIdle()).isFalse();
        client.close();
        assertThat(told).containsExactly("attached", "detached");
        bench.create(); // the door was open all the time
    }

    private static SessionEvents recorded(List<String> told) {
        return new SessionEvents() {
            @Override
            public void attached(UUID session) {
                told.add("attached");
            }

            @Override
            public void detached(UUID session) {
                told.add("detached");
            }
        };
    }

    @Test
    void nobodyIsThere_closesTheDoor() throws Exception {
        bench = new Workbench(root).start();
        Session session = bench.ready();
        bench.launcher().newest().end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        assertThat(bench.sessions().closeIfIdle()).isTrue();
        assertThatThrownBy(bench::create).isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.NOT_SERVING));
        assertThatThrownBy(session::restart).isInstanceOf(GatewayException.class);
    }
}
