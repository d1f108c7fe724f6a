package dev.hearth.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.jupyter.JupyterSession;
import dev.hearth.gateway.session.GatewayIdentity;
import dev.hearth.gateway.session.SessionRow;
import dev.hearth.gateway.session.SessionStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class StoreTest {

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void rows_comeBackAsTheyWereWritten_alsoAfterReopening() throws Exception {
        SessionRow first = store.sessions().insert(Rows.full(UUID.randomUUID()));
        SessionRow second = store.sessions().insert(Rows.plain(UUID.randomUUID()));
        assertThat(first.number()).isZero();
        assertThat(second.number()).isEqualTo(1);
        assertThat(first).isEqualTo(Rows.full(first.id()));
        store.close();
        store = Store.open(folder);
        assertThat(store.sessions().all()).containsExactly(first, second);
    }

    /** As a full disk does it: the database closes itself, and the pool's connections look alive. */
    @Test
    void database_thatHasClosedItself_isOpenedAgain() throws Exception {
        SessionRow row = store.sessions().insert(Rows.plain(UUID.randomUUID()));
        String url = "jdbc:h2:file:" + folder.toAbsolutePath().normalize().resolve("hearth")
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        try (Connection other = DriverManager.getConnection(url, "hearth", "")) {
            other.createStatement().execute("shutdown immediately");
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).isEqualTo(90121); // what it says to the one who closes it
        }
        assertThatThrownBy(() -> store.sessions().all()).isInstanceOf(GatewayException.class);
        assertThat(store.sessions().all()).containsExactly(row);
    }

    @Test
    void documents_comeBackInTheirOrder_alsoThoseThatWereChanged() throws Exception {
        JupyterSession first = document("a.ipynb");
        JupyterSession second = document("b.ipynb");
        store.documents().put(first);
        store.documents().put(second);
        JupyterSession moved = new JupyterSession(first.id(), "owner", UUID.randomUUID(), "c.ipynb", "c", "file");
        store.documents().put(moved);
        JupyterSession third = document("d".repeat(4096));
        store.documents().put(third);
        store.close();
        store = Store.open(folder);
        assertThat(store.documents().all()).containsExactly(moved, second, third);
        store.documents().remove(second.id());
        store.documents().remove(second.id());
        assertThat(store.documents().all()).containsExactly(moved, third);
    }

    private static JupyterSession document(String path) {
        return new JupyterSession(UUID.randomUUID(), "owner", UUID.randomUUID(), path, "", "notebook");
    }

    @Test
    void update_changesTheRow_removeTakesItAndItsNumbersAway() {
        SessionStore sessions = store.sessions();
        UUID id = UUID.randomUUID();
        sessions.insert(Rows.plain(id));
        sessions.update(Rows.full(id));
        assertThat(sessions.all()).containsExactly(Rows.full(id));
        assertThat(sessions.reserveNumbers(id, 10)).isEqualTo(1);
        sessions.remove(id);
        sessions.remove(id);
        assertThat(sessions.all()).isEmpty();
        assertThat(sessions.reserveNumbers(id, 10)).isEqualTo(1);
        assertThat(sessions.insert(Rows.plain(UUID.randomUUID())).number()).isEqualTo(1);
    }

    @Test
    void insert_ofATakenId_isRefusedAndUsesNoNumber() {
        UUID id = UUID.randomUUID();
        store.sessions().insert(Rows.plain(id));
        assertThatThrownBy(() -> store.sessions().insert(Rows.plain(id)))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ID_TAKEN));
        assertThat(store.sessions().insert(Rows.plain(UUID.randomUUID())).number())
                .isEqualTo(1);
    }

    @Test
    void update_ofNoRow_isAnError() {
        assertThatThrownBy(() -> store.sessions().update(Rows.plain(UUID.randomUUID())))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_FAILED));
    }

    @Test
    void blocks_followEachOtherWithoutAGap_andNeverOverlap() throws Exception {
        UUID id = UUID.randomUUID();
        assertThat(store.sessions().reserveNumbers(id, 1000)).isEqualTo(1);
        assertThat(store.sessions().reserveNumbers(id, 1)).isEqualTo(1001);
        assertThat(store.sessions().reserveNumbers(UUID.randomUUID(), 5)).isEqualTo(1);
        Set<Long> given = new ConcurrentSkipListSet<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < 25; j++) {
                    given.add(store.sessions().reserveNumbers(id, 10));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(given).hasSize(100).contains(1002L, 1992L);
    }

    @Test
    void epochs_grow_andTheInstanceStays() throws Exception {
        GatewayIdentity first = store.nextEpoch();
        store.close();
        store = Store.open(folder);
        GatewayIdentity second = store.nextEpoch();
        assertThat(first.epoch()).isEqualTo(1);
        assertThat(second).isEqualTo(new GatewayIdentity(first.instance(), 2));
    }

    @Test
    void storeOfANewerVersion_isRefused() {
        store.close();
        Jdbi.create("jdbc:h2:file:" + folder.resolve("hearth"), "hearth", "")
                .useHandle(handle ->
                        handle.execute("insert into migration (number, name, checksum) values (9999, 'later', 'x')"));
        assertThatThrownBy(() -> Store.open(folder)).hasMessageContainingAll("newer version", "9999");
    }

    @Test
    void storeOfTheFirstStep_isBroughtUpToDate_andKeepsItsRows() throws Exception {
        Path older = folder.resolve("older");
        Jdbi jdbi = Jdbi.create("jdbc:h2:file:" + older.resolve("hearth"), "hearth", "");
        UUID id = UUID.randomUUID();
        new Migrations(List.of(Migrations.all().steps().get(0))).apply(jdbi);
        jdbi.useHandle(handle -> handle.execute(
                "insert into session (id, number, owner, profile, language, path, environment, created_at, incarnation,"
                        + " header_session, first_record, secret_hash, key_used, state, reason, log_tail) values"
                        + " (?, 0, 'o', 'default', 'sql', 'a.ipynb', '{}', 5000, 1, 'h', 1, '', false, 'DEAD', '', '[]')",
                id));
        try (Store upgraded = Store.open(older)) {
            SessionRow row = upgraded.sessions().all().get(0);
            assertThat(row.path()).isEqualTo("a.ipynb");
            assertThat(row.documentType()).isNull();
            assertThat(row.start()).isEqualTo(dev.hearth.gateway.session.StartReport.asked(5));
        }
    }

    @Test
    void files_areTheOwnersAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("hearth.mv.db"))))
                .isEqualTo("rw-------");
    }
}
