package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.TestPublisher;
import dev.hearth.driver.output.TransientQueue.Waiting;
import dev.hearth.driver.spark.CellProgress;
import dev.hearth.driver.spark.SparkSettings;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told of a cell's progress: nobody, event streams, or every client besides. */
class ProgressModeTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "true,         , EVENTS",
        "false,        , OFF",
        "true,  off    , OFF",
        "true,  display, DISPLAY",
        "false, events , EVENTS",
        "false, Display, DISPLAY",
        "true,  '  '   , EVENTS",
        "true,  loud   , EVENTS",
        "false, loud   , OFF"
    })
    void of_whatTheSessionSays_goesBeforeTheProfile(boolean profile, @Nullable String session, ProgressMode mode) {
        Map<String, String> environment = session == null ? Map.of() : Map.of("KERNEL_HEARTH_PROGRESS", session);
        LaunchDescriptor descriptor = new LaunchDescriptor(
                UUID.randomUUID(),
                1,
                1,
                "header-session",
                URI.create("ws://127.0.0.1:1/link"),
                null,
                "launch-secret-of-this-test-0123456789",
                Language.SCALA,
                "a test",
                Map.of(),
                null,
                environment,
                folder.toString(),
                null,
                new LaunchDescriptor.Settings(1 << 20, 16 << 20, 64, 0, 1, profile, List.of()));
        assertThat(ProgressMode.of(descriptor)).isEqualTo(mode);
    }

    /** What a cell's progress becomes: the event on its way, and how many displays are due. */
    private record Told(String event, int displays) {}

    private Told tell(ProgressMode mode) throws Exception {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
        CountDownLatch busy = new CountDownLatch(1);
        scheduler.execute(
                () -> { // what is due stays in the queue, however slow the test is
                    busy.countDown();
                    LockSupport.park();
                });
        busy.await();
        try (TestPublisher said = new TestPublisher(folder)) {
            said.transients.open();
            SparkSettings settings = new SparkSettings("test", Map.of(), folder.resolve("c"), folder.resolve("s"));
            SparkJobs jobs = new SparkJobs(
                    settings, said.publisher, scheduler, ClassLoader::getSystemClassLoader, mode, reason -> {});
            Parent parent = TestPublisher.parent("cell", false);
            jobs.begin(parent, "tag").close();
            jobs.tell(new CellProgress("tag", 1, 0, 1, 0, 8, 3, 0, 2));
            Waiting event = said.transients.peekBefore(Long.MAX_VALUE);
            StringBuilder text = new StringBuilder();
            if (event != null) {
                for (ByteBuffer part : event.record()) {
                    text.append(StandardCharsets.ISO_8859_1.decode(part.duplicate()));
                }
            }
            return new Told(text.toString(), scheduler.getQueue().size());
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void progress_off_isToldToNobody() throws Exception {
        assertThat(tell(ProgressMode.OFF)).isEqualTo(new Told("", 0));
    }

    @Test
    void progress_events_isAnEventAndNoDisplay() throws Exception {
        Told told = tell(ProgressMode.EVENTS);
        assertThat(told.event()).contains("hearth_progress", "\"tasks_done\":3");
        assertThat(told.displays()).isZero();
    }

    @Test
    void progress_display_isBoth() throws Exception {
        Told told = tell(ProgressMode.DISPLAY);
        assertThat(told.event()).contains("hearth_progress");
        assertThat(told.displays()).isOne();
    }
}
