package dev.hearth.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
    private static final String STAT = " (java (x) y) S 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 0 0";

    private Path proc;
    private ProcessTable table;

    @BeforeEach
    void use(@TempDir Path folder) throws IOException {
        proc = folder;
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/stat"), "1" + STAT);
        Files.createDirectories(proc.resolve("7"));
        Files.writeString(proc.resolve("7/stat"), "7" + STAT);
        table = new ProcessTable(proc);
    }

    @Test
    void startOf_runningProcess_isItsStartAndTheBoot() throws IOException {
        assertThat(table.startOf(7)).contains("4711@");
    }

    @Test
    void startOf_noSuchProcess_isEmpty() throws IOException {
        assertThat(table.startOf(8)).isEmpty();
    }

    @Test
    void startOf_fileCannotBeRead_isAnErrorAndNotTheEndOfTheProcess() throws IOException {
        cannotBeRead();

        assertThatThrownBy(() -> table.startOf(7)).isInstanceOf(IOException.class);
    }

    @Test
    void look_fileCannotBeReadForAWhile_driverIsThoughtToRunUntilItIsGone() throws IOException {
        DriverHandle handle = new DriverHandle(7, table.startOf(7).orElseThrow(), true, Instant.now(), proc);
        try (GraceTimer timer = new GraceTimer()) {
            LocalDriver driver = new LocalDriver(handle, true, table, timer);
            cannotBeRead();

            driver.look();

            assertThat(driver.exit()).isNotDone();
            Files.delete(proc.resolve("7/stat"));
            Files.delete(proc.resolve("7"));
            driver.look();
            assertThat(driver.exit()).isDone();
        }
    }

    /** A folder in the file's place: it can be opened and not be read. */
    private void cannotBeRead() throws IOException {
        Files.delete(proc.resolve("7/stat"));
        Files.createDirectory(proc.resolve("7/stat"));
    }
}
