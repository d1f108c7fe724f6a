package dev.hearth.launcher.local;

import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import dev.hearth.launcher.LaunchedDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detached processes of this machine: starts them, notices their ends, keeps their logs to a bound, and finds those again that
 * another has started.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-local-launcher}. After closing, the ends of adopted processes are no longer
 * noticed by themselves.
 */
final class LocalProcesses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalProcesses.class);

    /**
     * Between two looks at a process of which this one is not the parent. Looking is what there is: the kernel tells
     * the end of a process to its parent, and Java, asked to wait for another's, itself looks every five seconds.
     */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final LogBound logBound;
    private final ProcessTable table = new ProcessTable();
    private final GraceTimer timer = new GraceTimer();
    private final Round<LogWatch> logs;
    private final Round<LocalDriver> adopted = new Round<>(timer, LOOK_EVERY, this::lookAtAdopted);
    private final Map<DriverHandle, LocalDriver> live = new ConcurrentHashMap<>();

    LocalProcesses(LogBound logBound, Duration logEvery) {
        this.logBound = logBound;
        this.logs = new Round<>(timer, logEvery, LogWatch::look);
    }

    /** A process that was started: what it is known by, and the process itself, for its standard input. */
    record Started(LocalDriver driver, Process process) {}

    /**
     * Starts a process in a session of its own, where {@code setsid} is there for that. It appends to {@code driver.log}.
     *
     * @param directory its own folder, which is there
     * @param workingDirectory where it runs
     * @param environment all of it
     */
    Started start(
            List<String> command,
            Optional<Path> setsid,
            Path directory,
            Path workingDirectory,
            Map<String, String> environment)
            throws LaunchException {
        if (!Files.isDirectory(workingDirectory)) {
            throw new LaunchException(
                    Reason.BAD_SETTING, "the working directory " + workingDirectory + " is no folder");
        }
        List<String> whole = new ArrayList<>();
        setsid.ifPresent(path -> whole.add(path.toString()));
        whole.addAll(command);

        Instant startedAt = Instant.now();
        Path log = directory.resolve("driver.log");
        OwnFiles.makeFile(log);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = start(builder);
        DriverHandle handle =
                new DriverHandle(process.pid(), startOf(process), setsid.isPresent(), startedAt, directory);
        LocalDriver driver = new LocalDriver(handle, false, table, timer);
        live.put(handle, driver);
        process.onExit().thenAccept(ended -> {
            live.remove(handle);
            driver.ended(OptionalInt.of(ended.exitValue()));
        });
        logs.add(new LogWatch(driver, logBound));
        return new Started(driver, process);
    }

    /** Takes up a process that was started earlier; empty if it has ended, or the text is no handle. */
    Optional<LaunchedDriver> adopt(String text) {
        Optional<DriverHandle> decoded = DriverHandle.decode(text);
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        DriverHandle handle = decoded.get();
        LocalDriver candidate = new LocalDriver(handle, true, table, timer);
        if (!candidate.runs()) {
            return Optional.empty();
        }
        LocalDriver known = live.putIfAbsent(handle, candidate);
        if (known != null) {
            return Optional.of(known);
        }
        logs.add(new LogWatch(candidate, logBound));
        adopted.add(candidate);
        return Optional.of(candidate);
    }

    private boolean lookAtAdopted(LocalDriver driver) {
        driver.look();
        if (driver.hasEnded()) {
            live.values().remove(driver);
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        timer.close();
    }

    private static Process start(ProcessBuilder builder) throws LaunchException {
        try {
            return builder.start();
        } catch (IOException e) {
            LOG.debug("{} could not be started", builder.command().get(0), e);
            throw new LaunchException(
                    Reason.CANNOT_START, "the driver's process could not be started: " + e.getMessage(), e);
        }
    }

    private String startOf(Process process) throws LaunchException {
        try {
            return table.startOf(process.pid()).orElse("gone");
        } catch (IOException e) {
            process.destroyForcibly();
            throw new LaunchException(
                    Reason.CANNOT_START, "the driver's process cannot be looked at: " + e.getMessage(), e);
        }
    }
}
