package dev.hearth.launcher.local;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchException.Reason;
import dev.hearth.launcher.installation.Installations;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Class-data archives: what a JVM had loaded and checked when it had done a driver's first work, kept so that the next
 * driver's JVM need not do it again. That is about half of a driver's start.
 *
 * <p>There is one per Spark, driver jar, Java and family of options, made once per machine and kept in a folder.
 * Making one takes a minute of CPU time or more, and is never in a launch's way: a launch uses it if it is there.
 * Each has some 170 MB: the {@value #MAX_KEPT} made last are kept. A JVM that uses one that goes is not disturbed.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-archive}, on which archives are made one after another; at most
 * {@value #MAX_WAITING} wait, further ones are refused. A lock on a file keeps the makers of one machine apart.
 */
public final class ClassDataArchive implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClassDataArchive.class);
    private static final int MAX_WAITING = 8;
    private static final int MAX_KEPT = 4;

    private final Path folder;
    private final DriverProgram program;
    private final Installations installations;
    private final ArchiveTraining training;
    private final ThreadPoolExecutor maker;

    /**
     * Archives of one driver program.
     *
     * @param folder where they are kept; made with mode 0700 if it is missing
     * @param environment the gateway's own, of which an allow-listed part passes to the training
     */
    public ClassDataArchive(
            Path folder, DriverProgram program, Installations installations, Map<String, String> environment) {
        this.folder = folder.toAbsolutePath().normalize();
        this.program = program;
        this.installations = installations;
        this.training = new ArchiveTraining(installations, environment);
        this.maker = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            Thread thread = new Thread(task, "hearth-archive");
            thread.setDaemon(true);
            return thread;
        });
        this.maker.allowCoreThreadTimeOut(true);
    }

    /**
     * The archive that fits drivers with these settings, if it has been made.
     *
     * @throws LaunchException if there is no Java or Spark for these settings
     */
    public Optional<Path> find(DriverSettings settings) throws LaunchException {
        return find(DriverRuntime.find(program, settings, installations));
    }

    Optional<Path> find(DriverRuntime runtime) {
        try {
            Path file = folder.resolve(ArchiveName.of(runtime));
            return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes the archive for drivers with these settings, unless it is there. Returns at once.
     *
     * @return completes with the archive's file; or exceptionally with a {@link LaunchException}, or a {@code
     *     TimeoutException} once the training's time-out is over. What was being made is then given up, as it is when
     *     this is closed or the future is cancelled.
     */
    public CompletableFuture<Path> make(DriverSettings settings, Training what) {
        CompletableFuture<Path> made = new CompletableFuture<>();
        try {
            Future<?> task = maker.submit(() -> {
                try {
                    made.complete(makeNow(settings, what));
                } catch (LaunchException | RuntimeException e) {
                    made.completeExceptionally(e);
                }
            });
            made.whenComplete((file, failure) -> {
                if (failure != null) {
                    task.cancel(true);
                }
            });
            made.orTimeout(what.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            made.completeExceptionally(new LaunchException(
                    Reason.UNAVAILABLE, "too many class-data archives are waiting to be made, or this is closed", e));
        }
        return made;
    }

    /** Gives up what is being made. Closing twice is harmless. */
    @Override
    public void close() {
        maker.shutdownNow();
    }

    private Path makeNow(DriverSettings settings, Training what) throws LaunchException {
        DriverRuntime runtime = DriverRuntime.find(program, settings, installations);
        OwnFiles.makeFolder(folder);
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            LOG.debug("making archives in {} under {}", folder, lock);
            Path file = folder.resolve(ArchiveName.of(runtime));
            if (Files.isRegularFile(file)) {
                return file;
            }
            Path unfinished = folder.resolve(file.getFileName() + ".unfinished");
            Files.deleteIfExists(unfinished);
            try {
                training.run(runtime, what, unfinished, folder);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
                dropOldest();
            } finally {
                Files.deleteIfExists(unfinished);
            }
            LOG.info("class-data archive {} of {} MB made", file, Files.size(file) >> 20);
            return file;
        } catch (IOException e) {
            throw new LaunchException(Reason.CANNOT_START, "no class-data archive could be made: " + e, e);
        }
    }

    private void dropOldest() throws IOException {
        List<Path> archives = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*" + ArchiveName.SUFFIX)) {
            stream.forEach(archives::add);
        }
        archives.sort(Comparator.comparing((Path archive) -> archive.toFile().lastModified()));
        for (Path old : archives.subList(0, Math.max(0, archives.size() - MAX_KEPT))) {
            Files.deleteIfExists(old);
        }
    }
}
