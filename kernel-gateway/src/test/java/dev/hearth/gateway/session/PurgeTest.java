package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletions that keep nothing, also when the gateway is killed in their midst. */
class PurgeTest {
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

    private boolean isKept(UUID id) {
        return bench.store().row(id) != null || Files.exists(root.resolve(id.toString()));
    }

    @Test
    void purge_leavesNothing() throws Exception {
        Session session = bench.ready();
        session.delete(true);
        Workbench.await(() -> !isKept(session.id()));
    }

    @Test
    void purge_isNotTakenBackByALaterDeletion() throws Exception {
        Session session = bench.ready();
        session.delete(true);
        session.delete(false);
        Workbench.await(() -> !isKept(session.id()));
        Session dead = deleted();
        dead.delete(true);
        dead.delete(false);
        Workbench.await(() -> !isKept(dead.id()));
    }

    @Test
    void purge_cutOffBeforeTheDriverHasEnded_isGoneOnWithByTheNextGateway() throws Exception {
        Session session = bench.ready();
        bench.launcher().newest().mute();
        session.delete(true);
        assertThat(isKept(session.id())).isTrue();
        bench.kill();
        bench.start();
        Workbench.await(() -> !isKept(session.id()));
        assertThat(bench.sessions().findKept(session.id())).isEmpty();
        assertThat(bench.launcher().newest().isEnded()).isTrue();
    }

    @Test
    void purge_cutOffBeforeItsFilesWereGone_isDoneBeforeTheNextGatewayServes() throws Exception {
        Session session = deleted();
        SessionFiles.of(root, session.id()).markPurge();
        bench.kill();
        bench.start();
        assertThat(isKept(session.id())).isFalse();
        assertThat(bench.sessions().findKept(session.id())).isEmpty();
    }

    @Test
    void purge_whoseRowStandsThoughItsFilesAreGone_isDoneBeforeTheNextGatewayServes() throws Exception {
        Session session = deleted();
        SessionFiles files = SessionFiles.of(root, session.id());
        files.markPurge();
        bench.kill();
        files.empty();
        assertThat(files.isToBePurged()).isTrue();
        bench.start();
        assertThat(isKept(session.id())).isFalse();
    }

    @Test
    void deletion_thatKeepsTheJournal_isNoPurgeToTheNextGateway() throws Exception {
        Session session = deleted();
        bench.kill();
        bench.start();
        assertThat(isKept(session.id())).isTrue();
        assertThat(bench.sessions().findKept(session.id())).isPresent();
    }

    private Session deleted() throws Exception {
        Session session = bench.ready();
        session.delete(false);
        Workbench.await(() -> bench.store().row(session.id()).endedAt() != null);
        return session;
    }

    @Test
    void empty_ofASessionWithoutAFolder_isNothing() throws IOException {
        SessionFiles.of(root, UUID.randomUUID()).empty();
    }
}
