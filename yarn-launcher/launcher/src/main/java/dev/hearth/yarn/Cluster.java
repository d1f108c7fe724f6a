package dev.hearth.yarn;

import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.installation.Installations;
import java.nio.file.Path;
import java.util.Map;

/**
 * The submitter of a cluster, and the watch over its applications: one for all profiles with the same Spark, Java, Hadoop
 * configuration and login. Thread-safe. Closing it twice is harmless; applications go on running.
 */
public final class Cluster implements AutoCloseable {
    private final Submitter submitter;
    private final Watch watch;

    /**
     * What the submitter is started from.
     *
     * @param profile which says where Spark and Java are
     * @param environment the gateway's own, of which an allow-listed part passes
     * @param jar the submitter's
     */
    public record Parts(
            DriverSettings profile, Installations installations, Map<String, String> environment, Path jar) {}

    /** A cluster; its submitter is started when it is first needed. */
    public Cluster(ClusterSettings settings, Parts parts) {
        this.submitter = new Submitter(
                settings,
                new SubmitterCommand(
                        settings, parts.profile(), parts.installations(), parts.environment(), parts.jar()));
        this.watch = new Watch(settings.name(), submitter);
    }

    Submitter submitter() {
        return submitter;
    }

    Watch watch() {
        return watch;
    }

    @Override
    public void close() {
        watch.close();
        submitter.close();
    }
}
