package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.journal.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session whose journal cannot be written for a while. */
class UnwritableLogTest {
    @TempDir
    Path root;

    private Workbench bench;

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void journal_thatCannotBeWritten_isTheSessionsReasonUntilItCan() throws Exception {
        bench = new Workbench(root)
                .settings(each -> each.with(new SessionSettings.Retention(
                        64 << 20,
                        64 << 20,
                        64 << 20,
                        16 << 10, // a new file soon, for which there is no folder
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ZERO,
                        null,
                        Durability.BUFFERED)))
                .start();
        Session session = bench.ready();
        Path journal = root.resolve(session.id().toString()).resolve("journal");
        Path away = journal.resolveSibling("away");
        try (TestClient client = TestClient.live(session, "a")) {
            Files.move(journal, away);
            client.execute("r", "print 100");
            Workbench.await(session, view -> view.reason().contains("cannot be written"));
            assertThat(session.view().state()).isEqualTo(SessionState.RUNNING);
            Files.move(away, journal);
            client.awaitIdle("r");
            Workbench.await(session, view -> view.reason().isEmpty());
        }
    }
}
