package dev.hearth.launcher.local;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.Launcher;
import dev.hearth.launcher.installation.Installations;
import java.io.IOException;
import java.io.OutputStream;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts drivers as detached processes of this machine.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-local-launcher} and, for as long as each launch needs to hand over its
 * descriptor, one {@code hearth-descriptor-…}. After closing, the ends of adopted drivers are no longer noticed by
 * themselves.
 *
 * <p>A driver's log is looked at every few seconds and cut when it is too long: its end goes to {@code driver.log.1}.
 */
public final class LocalLauncher implements Launcher {

    private static final Logger LOG = LoggerFactory.getLogger(LocalLauncher.class);
    private static final String CONF_FOLDER = "conf";

    /**
     * Between two looks at a process of which this one is not the parent. Looking is what there is: the kernel tells
     * the end of a process to its parent, and Java, asked to wait for another's, itself looks every five seconds.
     */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** How long a driver's log may become, unless it is said otherwise: 64 MiB. */
    public static final long LOG_BYTES = 64L << 20;

    private static final Duration LOG_EVERY = Duration.ofSeconds(5);

    private final DriverProgram program;
    private final Installations installations;
    private final Map<String, String> environment;
    private final @Nullable ClassDataArchive archive;
    private final LogBound logBound;
    private final ProcessTable table = new ProcessTable();
    private final GraceTimer timer = new GraceTimer();
    private final Round<LogWatch> logs;
    private final Round<LocalDriver> adopted = new Round<>(timer, LOOK_EVERY, this::lookAtAdopted);
    private final Map<DriverHandle, LocalDriver> live = new ConcurrentHashMap<>();

    /**
     * A launcher of one driver program, whose logs are kept to {@link #LOG_BYTES}.
     *
     * @param installations finds Java, Spark and Python
     * @param environment the gateway's own, of which an allow-listed part passes
     * @param archive class-data archives to use where there is a fitting one; null for none. Not closed here.
     */
    public LocalLauncher(
            DriverProgram program,
            Installations installations,
            Map<String, String> environment,
            @Nullable ClassDataArchive archive) {
        this(program, installations, environment, archive, LOG_BYTES);
    }

    /**
     * A launcher of one driver program.
     *
     * @param logBytes how long a driver's log may become before it is cut, but for what is written within five seconds;
     *     at least 8 KiB. Half of that is kept of it.
     */
    public LocalLauncher(
            DriverProgram program,
            Installations installations,
            Map<String, String> environment,
            @Nullable ClassDataArchive archive,
            long logBytes) {
        this(program, installations, environment, archive, new LogBound(logBytes), LOG_EVERY);
    }

    LocalLauncher(
            DriverProgram program,
            Installations installations,
            Map<String, String> environment,
            @Nullable ClassDataArchive archive,
            LogBound logBound,
            Duration logEvery) {
        this.program = program;
        this.installations = installations;
        this.environment = Map.copyOf(environment);
        this.archive = archive;
        this.logBound = logBound;
        this.logs = new Round<>(timer, logEvery, LogWatch::look);
    }

    @Override
    public LaunchedDriver launch(LaunchRequest request) throws LaunchException {
        DriverSettings settings = request.settings();
        DriverRuntime runtime = DriverRuntime.find(program, settings, installations);
        Map<String, String> variables = DriverEnvironment.of(environment, runtime);
        Path directory = request.directory();
        Path workingDirectory = settings.workingDirectory() == null ? directory : settings.workingDirectory();
        OwnFiles.makeFolder(directory);
        if (!Files.isDirectory(workingDirectory)) {
            throw new LaunchException(
                    Reason.BAD_SETTING, "the working directory " + workingDirectory + " is no folder");
        }
        Optional<Path> setsid = installations.onPath("setsid");
        List<String> command = new ArrayList<>();
        setsid.ifPresent(path -> command.add(path.toString()));
        command.addAll(runtime.command(
                ownOptions(directory, runtime), folders(variables, runtime), program.mainClass(), List.of()));

        Instant startedAt = Instant.now();
        Path log = directory.resolve("driver.log");
        OwnFiles.makeFile(log);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process process = start(builder);
        DriverHandle handle =
                new DriverHandle(process.pid(), startOf(process), setsid.isPresent(), startedAt, directory);
        LocalDriver driver = new LocalDriver(handle, table, timer);
        live.put(handle, driver);
        process.onExit().thenAccept(ended -> {
            live.remove(handle);
            driver.ended(OptionalInt.of(ended.exitValue()));
        });
        logs.add(new LogWatch(driver, logBound));
        handOver(request, process);
        LOG.info(
                "driver {} of session {} started as process {}",
                request.incarnation(),
                request.session(),
                handle.pid());
        return driver;
    }

    @Override
    public Optional<LaunchedDriver> adopt(String text) {
        Optional<DriverHandle> decoded = DriverHandle.decode(text);
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        DriverHandle handle = decoded.get();
        LocalDriver candidate = new LocalDriver(handle, table, timer);
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

    private List<String> ownOptions(Path directory, DriverRuntime runtime) {
        List<String> options = new ArrayList<>();
        options.add("-XX:ErrorFile=" + directory.resolve("jvm-crash-%p.log"));
        if (archive != null) {
            archive.find(runtime).ifPresent(file -> {
                options.add("-Xshare:auto"); // one that does not fit is passed over
                options.add("-XX:SharedArchiveFile=" + file);
            });
        }
        return options;
    }

    private static List<Path> folders(Map<String, String> variables, DriverRuntime runtime) {
        List<Path> folders = new ArrayList<>();
        String sparkConf = variables.getOrDefault("SPARK_CONF_DIR", "");
        folders.add(sparkConf.isBlank() ? runtime.spark().home().resolve(CONF_FOLDER) : Path.of(sparkConf));
        for (String name : List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR")) {
            if (!variables.getOrDefault(name, "").isBlank()) {
                folders.add(Path.of(variables.get(name)));
            }
        }
        return folders.stream().filter(Files::isDirectory).distinct().toList();
    }

    private static Process start(ProcessBuilder builder) throws LaunchException {
        try {
            return builder.start();
        } catch (IOException e) {
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

    private static void handOver(LaunchRequest request, Process process) {
        byte[] descriptor = request.descriptor();
        String name = "hearth-descriptor-" + request.session().toString().substring(0, 8);
        Thread writer = new Thread(
                () -> {
                    try (OutputStream stdin = process.getOutputStream()) {
                        stdin.write(descriptor);
                    } catch (IOException e) {
                        LOG.debug("process {} ended before it had read its descriptor", process.pid(), e);
                    }
                },
                name);
        writer.setDaemon(true);
        writer.start();
    }
}
