package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.journal.Durability;
import dev.hearth.protocol.Language;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
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
    void session_thatCannotBeMade_leavesNeitherRowNorFolder() throws Exception {
        bench = new Workbench(root).start();
        UUID id = UUID.randomUUID();
        Path requests = Files.createDirectories(root.resolve(id.toString()).resolve("requests"));
        Files.createFile(requests.resolve("1")); // where a folder has to be
        NewSession asked =
                new NewSession("owner", null, Workbench.PROFILE, Language.SCALA, Map.of(), id, null, null, null);
        assertThatThrownBy(() -> bench.sessions().create(asked))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOURNAL_FAILED));
        assertThat(root.resolve(id.toString())).doesNotExist();
        assertThat(bench.store().all()).isEmpty();
        assertThat(bench.sessions().list()).isEmpty();
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
                        Duration.ZERO,
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
