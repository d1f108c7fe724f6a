package dev.hearth.gateway.batch;

import dev.hearth.launcher.BatchLauncher;
import dev.hearth.launcher.BatchRequest;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchProgress;
import dev.hearth.launcher.LaunchProgress.Phase;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Applications that run as long as the test wants, and outlive the gateway. Thread-safe. */
public final class FakeBatchLauncher implements BatchLauncher {
    /** Every launch that was asked for. */
    public final List<BatchRequest> requests = new CopyOnWriteArrayList<>();

    private final Map<String, Running> all = new ConcurrentHashMap<>();
    private volatile @Nullable String failure;
    private volatile boolean deaf;
    private volatile boolean cluster;
    private volatile boolean forgetful;

    /** Lets launches fail from now on; null: no longer. */
    public void fail(@Nullable String message) {
        failure = message;
    }

    /** Lets applications not hear that they are to stop. */
    public void deafen() {
        deaf = true;
    }

    /** From now on applications are somewhere else, and how far they are is told here. */
    public void cluster() {
        cluster = true;
    }

    /** Tells how far the newest is. */
    public void tell(Phase phase, String reason, String application, String page) {
        newest().tell(new LaunchProgress(phase, reason, "", application, page, ""));
    }

    /** What the newest prints from now on, somewhere else, until it is asked for. */
    public void print(String output) {
        newest().output = output;
    }

    /** Somebody ends the newest where it runs. */
    public void killElsewhere(String reason) {
        newest().exit.complete(new DriverExit(OptionalInt.empty(), Optional.empty(), reason, List.of(), true));
    }

    private Running newest() {
        return process(requests.get(requests.size() - 1).batch().toString());
    }

    /** Launches end in the middle of it: the application is there, and nobody was told. */
    public void forgetLaunches() {
        forgetful = true;
    }

    @Override
    public Optional<String> handleBefore(BatchRequest request) {
        return cluster ? Optional.of(request.batch().toString()) : Optional.empty();
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
        if (forgetful) {
            throw new IllegalStateException("the gateway has ended");
        }
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

        private final List<Consumer<LaunchProgress>> told = new CopyOnWriteArrayList<>();
        private volatile LaunchProgress progress = new LaunchProgress(Phase.SUBMITTED, "", "", "", "", "");
        private volatile String output = "";

        Running(String handle, Path directory) {
            this.handle = handle;
            this.directory = directory;
        }

        void end(int code, List<String> log) {
            exit.complete(
                    new DriverExit(OptionalInt.of(code), Optional.empty(), "the driver exited with code " + code, log));
        }

        void tell(LaunchProgress now) {
            progress = now;
            told.forEach(each -> each.accept(now));
        }

        @Override
        public void onProgress(Consumer<LaunchProgress> listener) {
            if (cluster) {
                told.add(listener);
                listener.accept(progress);
            }
        }

        @Override
        public CompletableFuture<Void> refreshLog() {
            if (output.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            return CompletableFuture.runAsync(() -> {
                try {
                    Files.writeString(log(), output);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
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
