package dev.hearth.gateway;

import dev.hearth.gateway.config.HearthPython;
import dev.hearth.gateway.config.Profile;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.installation.Installations;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which Spark each profile has, for those who choose a kernel. Looked for beside the start, since a Python may have to be
 * asked; what was looked for then is known to the first session, too.
 *
 * <p>Thread-safe. Owns the thread {@code hearth-spark-versions} while it looks.
 */
final class SparkVersions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SparkVersions.class);

    private final Map<String, String> found = new ConcurrentHashMap<>();
    private final Thread thread;

    private SparkVersions(Installations installations, Collection<Profile> profiles) {
        this.thread = new Thread(() -> profiles.forEach(each -> look(installations, each)), "hearth-spark-versions");
        thread.setDaemon(true);
    }

    /** Begins to look. */
    static SparkVersions start(Installations installations, Collection<Profile> profiles) {
        SparkVersions versions = new SparkVersions(installations, profiles);
        versions.thread.start();
        return versions;
    }

    private void look(Installations installations, Profile profile) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            found.put(
                    profile.name(),
                    installations.spark(HearthPython.here(profile)).version());
        } catch (LaunchException e) {
            LOG.debug("profile {} has no Spark now", profile.name(), e); // its first session says what is missing
        }
    }

    /** The version of a profile's Spark; empty while that is not known. */
    String of(String profile) {
        return found.getOrDefault(profile, "");
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
