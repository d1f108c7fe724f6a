package dev.hearth.launcher.local;

import dev.hearth.launcher.BatchLauncher;
import dev.hearth.launcher.BatchRequest;
import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.Launcher;
import dev.hearth.launcher.installation.Installations;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts drivers, and applications by {@code spark-submit}, as detached processes of this machine.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-local-launcher} and, for as long as each launch needs to hand over its
 * descriptor, one {@code hearth-descriptor-…}. After closing, the ends of adopted drivers are no longer noticed by
 * themselves.
 *
 * <p>A driver's log is looked at every few seconds and cut when it is too long: its end goes to {@code driver.log.1}.
 */
public final class LocalLauncher implements Launcher, BatchLauncher {

    private static final Logger LOG = LoggerFactory.getLogger(LocalLauncher.class);
    private static final String CONF_FOLDER = "conf";

    /** How long a driver's log may become, unless it is said otherwise: 64 MiB. */
    public static final long LOG_BYTES = 64L << 20;

    private static final Duration LOG_EVERY = Duration.ofSeconds(5);

    private final DriverProgram program;
    private final Installations installations;
    private final Map<String, String> environment;
    private final @Nullable ClassDataArchive archive;
    private final LocalProcesses processes;

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
        this.processes = new LocalProcesses(logBound, logEvery);
    }

    @Override
    public LaunchedDriver launch(LaunchRequest request) throws LaunchException {
        DriverSettings settings = request.settings();
        DriverRuntime runtime = DriverRuntime.find(program, settings, installations);
        Map<String, String> variables = DriverEnvironment.of(environment, runtime);
        Path directory = request.directory();
        Path workingDirectory = settings.workingDirectory() == null ? directory : settings.workingDirectory();
        OwnFiles.makeFolder(directory);
        List<String> command = runtime.command(
                ownOptions(directory, runtime), folders(variables, runtime), program.mainClass(), List.of());
        LocalProcesses.Started started =
                processes.start(command, installations.onPath("setsid"), directory, workingDirectory, variables);
        handOver(request, started.process());
        LOG.info(
                "driver {} of session {} started as process {}",
                request.incarnation(),
                request.session(),
                started.driver().pid());
        return started.driver();
    }

    @Override
    public LaunchedDriver launch(BatchRequest request) throws LaunchException {
        DriverSettings settings = request.settings();
        DriverRuntime runtime = DriverRuntime.find(program, settings, installations);
        Map<String, String> variables = DriverEnvironment.of(environment, runtime);
        Path directory = request.directory();
        Path workingDirectory = settings.workingDirectory() == null ? directory : settings.workingDirectory();
        OwnFiles.makeFolder(directory);
        List<String> command = ExitCodeFile.around(SubmitCommand.of(request, runtime), directory);
        LocalProcesses.Started started =
                processes.start(command, installations.onPath("setsid"), directory, workingDirectory, variables);
        closeInput(started.process());
        LOG.info(
                "batch {} started as process {}",
                request.batch(),
                started.driver().pid());
        return started.driver();
    }

    private static void closeInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("process {} ended before its standard input was closed", process.pid(), e);
        }
    }

    @Override
    public Optional<LaunchedDriver> adopt(String text) {
        return processes.adopt(text);
    }

    @Override
    public DriverExit ended(String text) {
        return DriverHandle.decode(text)
                .map(handle -> ExitReason.explain(
                        ExitCodeFile.read(handle.directory()),
                        ExitReason.Circumstance.WHILE_AWAY,
                        LogTail.of(handle.log())))
                .orElseGet(() -> new DriverExit(
                        OptionalInt.empty(), Optional.empty(), "nothing is known of the driver's process", List.of()));
    }

    @Override
    public void close() {
        processes.close();
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
