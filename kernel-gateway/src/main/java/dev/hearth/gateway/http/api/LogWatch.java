package dev.hearth.gateway.http.api;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for files to grow, so that nobody has to look again and again. Owns the thread {@code log-watch}. Thread-safe;
 * closing twice is harmless.
 */
public final class LogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

    private final WatchService watch;
    private final Wakes<Path> wakes = new Wakes<>();
    private final Map<Path, WatchKey> keys = new ConcurrentHashMap<>();

    private LogWatch(WatchService watch) {
        this.watch = watch;
    }

    /**
     * Begins to wait.
     *
     * @throws IOException if this machine cannot watch folders
     */
    public static LogWatch start() throws IOException {
        LogWatch started = new LogWatch(FileSystems.getDefault().newWatchService());
        Thread thread = new Thread(started::run, "log-watch");
        thread.setDaemon(true);
        thread.start();
        return started;
    }

    /** From now on {@code wake} runs whenever something changes in a folder. */
    synchronized void add(Path folder, Runnable wake) throws IOException {
        if (!keys.containsKey(folder)) {
            keys.put(
                    folder,
                    folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY));
        }
        wakes.add(folder, wake);
    }

    synchronized void remove(Path folder, Runnable wake) {
        if (wakes.remove(folder, wake)) {
            WatchKey key = keys.remove(folder);
            if (key != null) {
                key.cancel();
            }
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
                if (key.watchable() instanceof Path folder) {
                    wakes.tell(folder);
                }
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("files are not watched any more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
