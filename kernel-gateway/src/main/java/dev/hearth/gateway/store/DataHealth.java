package dev.hearth.gateway.store;

import dev.hearth.gateway.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether what the gateway keeps things in is well: the database answers, the data directory can be written, and its
 * disk has room.
 *
 * <p>Thread-safe. Looking waits for the disk. While somebody looks, others get what was found the last time: a disk that hangs is to
 * hold up one thread.
 */
public final class DataHealth {

    /** With less than this much room the disk counts as nearly full. */
    public static final long ROOM_BYTES = 256L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DataHealth.class);
    private static final String PROBE = "health-probe";

    private final Store store;
    private final Path root;
    private final long roomBytes;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Map<String, Optional<String>> last = Map.of();

    /**
     * Of a gateway's store and data directory.
     *
     * @param root the data directory
     * @param roomBytes how much room there is to be
     */
    public DataHealth(Store store, Path root, long roomBytes) {
        this.store = store;
        this.root = root;
        this.roomBytes = roomBytes;
    }

    /** What is wrong with each, or nothing where it is well. Messages name no path. */
    public Map<String, Optional<String>> look() {
        if (!looking.tryLock()) {
            return last;
        }
        try {
            Map<String, Optional<String>> found = new TreeMap<>();
            found.put("store", store());
            found.put("data-directory", directory());
            found.put("disk", disk());
            last = Collections.unmodifiableMap(found);
            return last;
        } finally {
            looking.unlock();
        }
    }

    private Optional<String> store() {
        try {
            store.ping();
            return Optional.empty();
        } catch (GatewayException e) {
            LOG.warn("the store does not answer", e);
            return Optional.of("the store does not answer");
        }
    }

    private Optional<String> directory() {
        Path probe = root.resolve(PROBE);
        try {
            OwnFiles.write(probe, "well\n");
            Files.delete(probe);
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("the data directory cannot be written", e);
            return Optional.of("the data directory cannot be written");
        }
    }

    private Optional<String> disk() {
        try {
            long room = Files.getFileStore(root).getUsableSpace();
            return room >= roomBytes
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "the disk of the data directory is nearly full: %d MiB are left, %d should be",
                            room >> 20,
                            roomBytes >> 20));
        } catch (IOException e) {
            LOG.warn("the disk of the data directory cannot be looked at", e);
            return Optional.of("the disk of the data directory cannot be looked at");
        }
    }
}
