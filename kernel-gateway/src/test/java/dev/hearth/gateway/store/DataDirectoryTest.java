package dev.hearth.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class DataDirectoryTest {

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("a/data");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void open_makesFoldersThatOnlyTheOwnerReads() throws Exception {
        try (DataDirectory directory = DataDirectory.open(data())) {
            assertThat(mode(directory.root())).isEqualTo("rwx------");
            assertThat(mode(directory.store())).isEqualTo("rwx------");
            assertThat(mode(directory.root().resolve("lock"))).isEqualTo("rw-------");
        }
    }

    @Test
    void secondGateway_isRefusedWhileTheFirstRuns() throws Exception {
        try (DataDirectory first = DataDirectory.open(data())) {
            assertThatThrownBy(() -> DataDirectory.open(first.root()))
                    .isInstanceOf(DataDirectory.InUseException.class)
                    .hasMessageContaining("another gateway");
        }
        DataDirectory.open(data()).close();
    }

    @Test
    void restoredBackup_withoutALock_isTaken() throws Exception {
        Files.createDirectories(data().resolve("store"));
        Files.writeString(data().resolve("store/hearth.mv.db"), "");
        try (DataDirectory directory = DataDirectory.open(data())) {
            assertThat(directory.root().resolve("lock")).exists();
        }
    }

    @Test
    void foreignFolder_isNotTaken() throws Exception {
        Files.writeString(folder.resolve("thesis.tex"), "x");
        assertThatThrownBy(() -> DataDirectory.open(folder)).hasMessageContaining("no data directory");
    }

    @Test
    void ownToken_isMadeOnce_withMode0600() throws Exception {
        try (DataDirectory directory = DataDirectory.open(data())) {
            String token = directory.ownToken();
            assertThat(token).hasSize(43);
            assertThat(directory.ownToken()).isEqualTo(token);
            assertThat(mode(directory.root().resolve("token"))).isEqualTo("rw-------");
        }
    }

    @Test
    void address_isThereWhileItIsAnnounced() throws Exception {
        try (DataDirectory directory = DataDirectory.open(data())) {
            assertThat(DataDirectory.address(data())).isEmpty();
            directory.announce("http://127.0.0.1:1", "secret");
            assertThat(DataDirectory.address(data())).contains("http://127.0.0.1:1");
            assertThat(DataDirectory.runningToken(data())).contains("secret");
            assertThat(mode(data().resolve("running-token"))).isEqualTo("rw-------");
            directory.retract();
            assertThat(DataDirectory.runningToken(data())).isEmpty();
        }
    }
}
