package dev.hearth.gateway.http;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads certificate and key again when something changes in their folders. Owns the thread {@code tls-watch}. Thread-safe;
 * closing twice is harmless.
 */
public final class TlsWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

    private final TlsMaterial material;
    private final WatchService watch;

    private TlsWatch(TlsMaterial material, WatchService watch) {
        this.material = material;
        this.watch = watch;
    }

    /**
     * Begins to watch. Folders are watched, not files: certificates are mostly replaced by renaming.
     *
     * @throws IOException if the folders cannot be watched
     */
    public static TlsWatch start(TlsMaterial material) throws IOException {
        WatchService watch = FileSystems.getDefault().newWatchService();
        Set<Path> folders = new HashSet<>(List.of(folderOf(material.certificateFile()), folderOf(material.keyFile())));
        for (Path folder : folders) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        }
        TlsWatch started = new TlsWatch(material, watch);
        Thread thread = new Thread(started::run, "tls-watch");
        thread.setDaemon(true);
        thread.start();
        return started;
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? Path.of("/") : folder;
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
                reload();
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("certificates are not watched any more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reload() {
        try {
            if (material.reload()) {
                LOG.info("the certificate was replaced; its SHA-256 is {}", material.pin());
            }
        } catch (IOException | RuntimeException e) {
            // Between the two files' replacement they do not fit. Whatever was wrong, the next change is looked at.
            LOG.warn("the certificate stays as it was: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
