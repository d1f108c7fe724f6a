package dev.hearth.launcher.local;

import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import dev.hearth.launcher.installation.Installations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the JVM that takes note of a driver's classes.
 *
 * <p>Immutable and thread-safe.
 */
final class ArchiveTraining {

    private static final String LOG_FILE = "training.log";

    private final Installations installations;
    private final Map<String, String> environment;
    private final ProcessTable table = new ProcessTable();

    ArchiveTraining(Installations installations, Map<String, String> environment) {
        this.installations = installations;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Waits for the training to end; interrupting the thread kills it. It works in a folder that is gone afterwards,
     * gives way to other processes, and leaves {@code training.log} in the folder of archives.
     *
     * @throws LaunchException if it fails, with the end of its log
     * @throws IOException if files cannot be written
     */
    void run(DriverRuntime runtime, Training what, Path file, Path folder) throws LaunchException, IOException {
        Path log = folder.resolve(LOG_FILE);
        Files.deleteIfExists(log);
        OwnFiles.makeFile(log);
        Path workingDirectory = Files.createTempDirectory(folder, "training-");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(runtime, what, file))
                    .directory(workingDirectory.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().clear();
            builder.environment().putAll(DriverEnvironment.of(environment, runtime));
            int code = await(builder.start(), workingDirectory);
            if (code != 0 || !Files.isRegularFile(file)) {
                throw new LaunchException(
                        Reason.CANNOT_START,
                        "the training for a class-data archive "
                                + (code == 0 ? "left no archive" : "exited with code " + code),
                        LogTail.of(log).lines(),
                        null);
            }
        } finally {
            delete(workingDirectory);
        }
    }

    private List<String> command(DriverRuntime runtime, Training what, Path file) {
        List<String> command = new ArrayList<>();
        installations.onPath("nice").ifPresent(nice -> command.addAll(List.of(nice.toString(), "-n", "15")));
        installations.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(runtime.command(
                List.of("-XX:ArchiveClassesAtExit=" + file), List.of(), what.mainClass(), what.arguments()));
        return command;
    }

    private int await(Process process, Path workingDirectory) throws IOException {
        boolean ownSession = installations.onPath("setsid").isPresent();
        String start;
        try {
            start = table.startOf(process.pid()).orElse("gone");
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        DriverHandle handle = new DriverHandle(process.pid(), start, ownSession, Instant.now(), workingDirectory);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("given up", e);
        } finally {
            new ProcessFamily(handle, table).kill();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
