package dev.hearth.driver.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLogTest {
    private static final long BOUND = 1 << 20;
    private static final Envelope ENVELOPE = new Envelope(
            new UUID(1, 2), 1, 0, RecordClass.OUTPUT, Channel.IOPUB, "stream", "id", "", "", null, false, false, 0);

    private static long append(OutputLog log, OutputLog.Patience patience, AtomicBoolean cancelled)
            throws IOException, InterruptedException {
        return log.append(ENVELOPE, List.of(ByteBuffer.allocate(60_000)), patience, cancelled::get, false);
    }

    private static void fill(OutputLog log) throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        assertThatThrownBy(() -> {
                    while (true) {
                        append(log, OutputLog.Patience.WAITS, full);
                    }
                })
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void append_toAFullLog_waitsForAnAcknowledgement(@TempDir Path folder) throws Exception {
        try (OutputLog log = OutputLog.create(folder.resolve("log"), BOUND, 1 << 20)) {
            fill(log);
            assertThat(log.sizeBytes()).isLessThanOrEqualTo(BOUND);
            CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return append(log, OutputLog.Patience.WAITS, new AtomicBoolean());
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(log.awaitAcknowledged(log.last(), Duration.ofMillis(300)))
                    .isFalse();
            assertThat(waiting).isNotDone();
            log.acknowledge(log.last());
            assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(log.last());
            assertThat(log.first()).isGreaterThan(1);
        }
    }

    @Test
    void append_ofAReplyToAFullLog_neverWaits_andBroadcastsUseTheReserve(@TempDir Path folder) throws Exception {
        try (OutputLog log = OutputLog.create(folder.resolve("log"), BOUND, 1 << 20)) {
            fill(log);
            for (int i = 0; i < 20; i++) {
                append(log, OutputLog.Patience.NEVER_WAITS, new AtomicBoolean());
                append(log, OutputLog.Patience.USES_RESERVE, new AtomicBoolean());
            }
            assertThat(log.sizeBytes()).isGreaterThan(BOUND);
            AtomicBoolean cancelled = new AtomicBoolean(true);
            assertThatThrownBy(() -> {
                        while (true) {
                            append(log, OutputLog.Patience.USES_RESERVE, cancelled);
                        }
                    })
                    .isInstanceOf(InterruptedException.class);
            assertThat(log.sizeBytes()).isLessThanOrEqualTo(BOUND + OutputLog.RESERVE_BYTES);
            append(log, OutputLog.Patience.NEVER_WAITS, new AtomicBoolean());
        }
    }

    @Test
    void append_thatTheDiskRefuses_waitsUntilItDoesNot_orIsCancelled_andAReplyFails(@TempDir Path folder)
            throws Exception {
        Path place = folder.resolve("log");
        Path away = folder.resolve("away");
        try (OutputLog log = OutputLog.create(place, BOUND, 1 << 20)) {
            Files.move(place, away); // the next segment has no folder
            assertThatThrownBy(() -> {
                        while (true) {
                            append(log, OutputLog.Patience.NEVER_WAITS, new AtomicBoolean());
                        }
                    })
                    .isInstanceOf(IOException.class);
            long last = log.last();
            assertThatThrownBy(() -> append(log, OutputLog.Patience.WAITS, new AtomicBoolean(true)))
                    .isInstanceOf(InterruptedException.class);
            CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return append(log, OutputLog.Patience.WAITS, new AtomicBoolean());
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(log.awaitAcknowledged(last + 1, Duration.ofMillis(300))).isFalse();
            assertThat(waiting).isNotDone();
            Files.move(away, place);
            assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(last + 1);
        }
    }

    @Test
    void append_ofARecordBeyondTheBound_goesInOnceAllElseIsAcknowledged(@TempDir Path folder) throws Exception {
        try (OutputLog log = OutputLog.create(folder.resolve("log"), BOUND, 8 << 20)) {
            append(log, OutputLog.Patience.WAITS, new AtomicBoolean());
            log.acknowledge(1);
            long large = log.append(
                    ENVELOPE, List.of(ByteBuffer.allocate(4 << 20)), OutputLog.Patience.WAITS, () -> true, false);
            assertThat(large).isEqualTo(2);
            log.acknowledge(2);
            append(log, OutputLog.Patience.WAITS, new AtomicBoolean()); // begins a segment, so that the last can go
            append(log, OutputLog.Patience.WAITS, new AtomicBoolean());
            assertThat(log.first()).isEqualTo(3);
        }
    }

    @Test
    void create_whereALogIs_refuses(@TempDir Path folder) throws Exception {
        try (OutputLog log = OutputLog.create(folder.resolve("log"), BOUND, 1 << 20)) {
            append(log, OutputLog.Patience.WAITS, new AtomicBoolean());
        }
        assertThatThrownBy(() -> OutputLog.create(folder.resolve("log"), BOUND, 1 << 20))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("incarnation");
    }
}
