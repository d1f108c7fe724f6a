package dev.hearth.gateway.session;

import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.Launcher;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Runs synthetic drivers inside the test, and finds them again. Thread-safe. */
public final class FakeLauncher implements Launcher {
    private final Map<String, Driver> running = new ConcurrentHashMap<>();
    private volatile Consumer<SyntheticDriver> start = SyntheticDriver::dial;
    private volatile String failure;

    /** Every driver that was launched. */
    public final List<SyntheticDriver> drivers = new CopyOnWriteArrayList<>();

    /** Every launch that was asked for. */
    public final List<LaunchRequest> requests = new CopyOnWriteArrayList<>();

    /** What each process does at its start; dials unless told otherwise. */
    public void onStart(Consumer<SyntheticDriver> action) {
        start = action;
    }

    /** Lets launches fail from now on; null: no longer. */
    public void fail(String message) {
        failure = message;
    }

    /** A process that was started by a gateway of before. */
    public void runs(String handle, SyntheticDriver driver, Path directory) {
        running.put(handle, new Driver(handle, driver, directory, Instant.now()));
        drivers.add(driver);
    }

    /** The newest driver. */
    public SyntheticDriver newest() {
        return drivers.get(drivers.size() - 1);
    }

    @Override
    public LaunchedDriver launch(LaunchRequest request) throws LaunchException {
        requests.add(request);
        if (failure != null) {
            throw new LaunchException(
                    LaunchException.Reason.CANNOT_START, failure, List.of("first line", "last line"), null);
        }
        try {
            SyntheticDriver made = new SyntheticDriver(LaunchDescriptor.decode(request.descriptor()));
            Driver driver = new Driver(
                    request.session() + "/" + request.incarnation(), made, request.directory(), Instant.now());
            running.put(driver.handle(), driver);
            drivers.add(made);
            made.exit.thenRun(() -> running.remove(driver.handle()));
            start.accept(made);
            return driver;
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<LaunchedDriver> adopt(String handle) {
        return Optional.ofNullable(running.get(handle));
    }

    @Override
    public void close() {
        running.values().forEach(Driver::kill);
    }

    private record Driver(String handle, SyntheticDriver driver, Path directory, Instant startedAt)
            implements LaunchedDriver {
        @Override
        public long pid() {
            return 1;
        }

        @Override
        public CompletableFuture<DriverExit> exit() {
            return driver.exit.thenApplyAsync(code -> new DriverExit(
                    OptionalInt.of(code), Optional.empty(), "the driver ended with code " + code, List.of("tail")));
        }

        @Override
        public void stop(Duration grace) {
            driver.end(143);
        }

        @Override
        public void kill() {
            driver.end(137);
        }

        @Override
        public Path log() {
            return directory.resolve("driver.log");
        }
    }
}
