package dev.hearth.gateway.session;

import dev.hearth.journal.JournalSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What every session shares. Immutable.
 *
 * @param root the folder with one folder a session
 * @param linkUrl where drivers dial; asked at each launch, since the port is known only when the server runs
 * @param certificatePin SHA-256 of the gateway's certificate in hexadecimal, or empty; asked at each launch
 * @param timer rings; nothing else runs on it
 * @param workers run what takes time: ends of drivers, time-outs
 * @param broom runs what takes much time and can wait: retention, removing files
 */
record Surroundings(
        Path root,
        SessionStore store,
        SessionSettings settings,
        Map<String, SessionProfile> profiles,
        GatewayIdentity identity,
        Supplier<URI> linkUrl,
        Supplier<Optional<String>> certificatePin,
        Clock clock,
        SessionEvents events,
        ScheduledExecutorService timer,
        Executor workers,
        Executor broom,
        StartGate gate,
        Admission admission,
        MemoryBudget memory) {

    /** Runs {@code task} on a worker after {@code delay}; cancel it when it is no longer wanted. */
    Future<?> after(Duration delay, Runnable task) {
        try {
            return timer.schedule(() -> onWorker(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs {@code task} on a worker, or drops it if the gateway is closed. */
    void onWorker(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException closed) {
            // Closing: what is left undone is found by the next start.
        }
    }

    /** Runs {@code task} where it holds up no worker, or drops it if the gateway is closed. */
    void aside(Runnable task) {
        try {
            broom.execute(task);
        } catch (RejectedExecutionException closed) {
            // As above.
        }
    }

    /** Settings of the journal of a session. */
    JournalSettings journalSettings(long maxRecordBytes) {
        return new JournalSettings(
                settings.retention().segmentBytes(),
                Math.min(JournalSettings.MAX_RECORD_BYTES, maxRecordBytes),
                settings.retention().durability());
    }
}
