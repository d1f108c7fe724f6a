package dev.hearth.gateway.batch;

import dev.hearth.launcher.BatchLauncher;
import dev.hearth.launcher.BatchRequest;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchedDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Applications that run as long as the test wants, and outlive the gateway. Thread-safe. */
public final class FakeBatchLauncher implements BatchLauncher {
    /** Every launch that was asked for. */
    public final List<BatchRequest> requests = new CopyOnWriteArrayList<>();

    private final Map<String, Running> all = new ConcurrentHashMap<>();
    private volatile @Nullable String failure;
    private volatile boolean deaf;

    /** Lets launches fail from now on; null: no longer. */
    public void fail(@Nullable String message) {
        failure = message;
    }

    /** Lets applications not hear that they are to stop. */
    public void deafen() {
        deaf = true;
    }

    /** The newest application ends so. */
    public void end(int code, String... log) throws IOException {
        BatchRequest newest = requests.get(requests.size() - 1);
        Files.write(newest.directory().resolve("driver.log"), List.of(log));
        process(newest.batch().toString()).end(code, List.of(log));
    }

    private Running process(String handle) {
        return Objects.requireNonNull(all.get(handle), handle);
    }

    @Override
    public LaunchedDriver launch(BatchRequest request) throws LaunchException {
        requests.add(request);
        String message = failure;
        if (message != null) {
            throw new LaunchException(LaunchException.Reason.CANNOT_START, message);
        }
        try {
            Files.createDirectories(request.directory());
            Files.writeString(request.directory().resolve("driver.log"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Running process = new Running(request.batch().toString(), request.directory());
        all.put(process.handle, process);
        return process;
    }

    @Override
    public Optional<LaunchedDriver> adopt(String handle) {
        return Optional.<LaunchedDriver>ofNullable(all.get(handle))
                .filter(process -> !process.exit().isDone());
    }

    @Override
    public DriverExit ended(String handle) {
        return process(handle).exit.join();
    }

    private final class Running implements LaunchedDriver {
        private final String handle;
        private final Path directory;
        private final Instant startedAt = Instant.now();
        private final CompletableFuture<DriverExit> exit = new CompletableFuture<>();

        Running(String handle, Path directory) {
            this.handle = handle;
            this.directory = directory;
        }

        void end(int code, List<String> log) {
            exit.complete(
                    new DriverExit(OptionalInt.of(code), Optional.empty(), "the driver exited with code " + code, log));
        }

        @Override
        public String handle() {
            return handle;
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public Instant startedAt() {
            return startedAt;
        }

        @Override
        public CompletableFuture<DriverExit> exit() {
            return exit.copy();
        }

        @Override
        public void stop(Duration grace) {
            if (!deaf) {
                end(143, List.of());
            }
        }

        @Override
        public void kill() {
            end(137, List.of());
        }

        @Override
        public Path log() {
            return directory.resolve("driver.log");
        }
    }
}
