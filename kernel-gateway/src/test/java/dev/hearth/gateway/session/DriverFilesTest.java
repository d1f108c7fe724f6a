package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.journal.Durability;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays of a driver that has ended. */
class DriverFilesTest {
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

    private Path folderOf(Session session, int incarnation) throws Exception {
        Path folder = root.resolve(session.id().toString()).resolve("driver-" + incarnation);
        Files.createDirectories(own(folder).resolve("output"));
        Files.writeString(own(folder).resolve("output").resolve("0.log"), "what it kept of its output");
        Files.createDirectories(folder.resolve("spark"));
        Files.createDirectories(own(folder).resolve("python"));
        Files.writeString(own(folder).resolve("python/session.py"), "what its Python ran");
        Files.writeString(folder.resolve("written-by-a-cell"), "mine");
        return folder;
    }

    private static Path own(Path folder) {
        return folder.resolve(LaunchDescriptor.OWN_FOLDER);
    }

    private static void awaitTidy(Path folder) throws Exception {
        Workbench.await(() -> !Files.exists(own(folder)));
        assertThat(folder.resolve("written-by-a-cell")).exists();
    }

    @Test
    void driver_thatDied_leavesOnlyWhatCellsWrote() throws Exception {
        Session session = bench.ready();
        Path folder = folderOf(session, 1);
        bench.launcher().newest().end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        awaitTidy(folder);
    }

    @Test
    void folders_thatCellsMade_stayWhateverTheyAreCalled() throws Exception {
        Session session = bench.ready();
        Path folder = folderOf(session, 1);
        for (String name : List.of("output", "python", "repl-classes")) {
            Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("mine.csv"), "a,b");
        }
        bench.launcher().newest().end(1);
        Workbench.await(session, view -> view.state() == SessionState.DEAD);
        awaitTidy(folder);
        for (String name : List.of("output", "python", "repl-classes")) {
            assertThat(folder.resolve(name).resolve("mine.csv")).hasContent("a,b");
        }
    }

    @Test
    void driver_ofBeforeARestart_leavesOnlyWhatCellsWrote_andTheNextOneKeepsItsOwn() throws Exception {
        Session session = bench.ready();
        Path first = folderOf(session, 1);
        Path second = folderOf(session, 2);
        session.restart().get(10, TimeUnit.SECONDS);
        awaitTidy(first);
        assertThat(own(second).resolve("output")).exists();
    }

    @Test
    void driver_whoseGatewayWasCutOffBeforeItTidiedUp_leavesNothingWhenTheNextOneEnds() throws Exception {
        Session session = bench.ready();
        session.restart().get(10, TimeUnit.SECONDS);
        Path left = folderOf(session, 1);
        Path running = folderOf(session, 3);
        session.restart().get(10, TimeUnit.SECONDS);
        awaitTidy(left);
        assertThat(own(running).resolve("output")).exists();
    }

    @Test
    void driverLogs_ofIncarnationsLongAgo_goWithTheirRequests() throws Exception {
        Session session = bench.ready();
        int restarts = SessionLogs.EARLIER_KEPT + 2;
        for (int incarnation = 1; incarnation <= restarts; incarnation++) {
            Path folder = folderOf(session, incarnation);
            Files.writeString(folder.resolve("driver.log"), "its log");
            Files.writeString(folder.resolve("driver.log.1"), "what was before");
            if (incarnation == 2) {
                Files.delete(folder.resolve("written-by-a-cell"));
            }
            session.restart().get(10, TimeUnit.SECONDS);
        }
        Path all = root.resolve(session.id().toString());
        assertThat(all.resolve("driver-1/driver.log")).doesNotExist();
        assertThat(all.resolve("driver-1/driver.log.1")).doesNotExist();
        assertThat(all.resolve("driver-1/written-by-a-cell")).exists();
        Workbench.await(() -> !Files.exists(all.resolve("driver-2"))); // nothing is left in it
        assertThat(all.resolve("driver-3/driver.log")).exists();
    }

    @Test
    void driverLog_goesWithRequestsThatAreTooOld() throws Exception {
        bench.close();
        bench = new Workbench(root.resolve("aging"))
                .settings(each -> each.with(new SessionSettings.Retention(
                        1 << 20,
                        1 << 20,
                        1 << 20,
                        16 << 10,
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofMillis(500),
                        null,
                        Duration.ZERO,
                        Durability.BUFFERED)))
                .start();
        Session session = bench.ready();
        Path first = root.resolve("aging").resolve(session.id().toString()).resolve("driver-1");
        Files.createDirectories(first);
        Files.writeString(first.resolve("driver.log"), "its log");
        session.restart().get(10, TimeUnit.SECONDS);
        Workbench.await(() -> !Files.exists(first.resolve("driver.log")));
    }
}
