package dev.hearth.gateway;

import dev.hearth.gateway.config.HearthPython;
import dev.hearth.gateway.config.Profile;
import dev.hearth.gateway.config.Yarn;
import dev.hearth.launcher.BatchLauncher;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.Launcher;
import dev.hearth.yarn.Cluster;
import dev.hearth.yarn.ClusterSettings;
import dev.hearth.yarn.YarnLauncher;
import dev.hearth.yarn.YarnSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The launcher of each profile. Thread-safe. Closing it twice is harmless; what was launched goes on running. */
final class Launchers implements AutoCloseable {
    private static final String SUBMITTER = "hearth-yarn-submitter.jar";

    private final DriverSide drivers;
    private final Path data;
    private final String gateway;
    private final Launcher local;
    private final Map<String, YarnLauncher> onYarn = new LinkedHashMap<>(); // guarded by this
    private final Map<Place, Cluster> clusters = new LinkedHashMap<>(); // guarded by this

    /** Profiles that have all of this in common share a submitter. The Python counts where Spark is found by it. */
    private record Place(
            Path conf,
            @Nullable Path spark,
            @Nullable Path java,
            @Nullable String python,
            String principal,
            @Nullable Path keytab) {}

    /**
     * Launchers over one driver program.
     *
     * @param data for what launchers keep
     * @param gateway by which applications of this gateway's are known: letters, digits and hyphens
     */
    Launchers(DriverSide drivers, Path data, String gateway) {
        this.drivers = drivers;
        this.data = data;
        this.gateway = gateway;
        this.local = new NotebookFolderLauncher(drivers.launcher());
    }

    Launcher of(Profile profile) {
        return profile.yarn().isPresent() ? yarn(profile, profile.yarn().get()) : local;
    }

    /** Which starts applications without interpreters, by the names of their profiles. */
    Map<String, BatchLauncher> batches(Map<String, Profile> profiles) {
        Map<String, BatchLauncher> all = new LinkedHashMap<>();
        profiles.forEach((name, profile) -> all.put(
                name, profile.yarn().isPresent() ? yarn(profile, profile.yarn().get()) : drivers.launcher()));
        return all;
    }

    /** The launcher of a profile on YARN. */
    synchronized YarnLauncher yarn(Profile profile, Yarn yarn) {
        return onYarn.computeIfAbsent(profile.name(), name -> {
            YarnSettings settings = new YarnSettings(
                    name,
                    gateway,
                    yarn.queue(),
                    yarn.folder(),
                    yarn.classData(),
                    yarn.submitWith(),
                    yarn.submit(),
                    yarn.inQueue());
            return new YarnLauncher(settings, cluster(profile, yarn), drivers.jar());
        });
    }

    private Cluster cluster(Profile profile, Yarn yarn) {
        DriverSettings settings = HearthPython.here(profile);
        Place place = new Place(
                yarn.conf(),
                settings.sparkHome(),
                settings.javaHome(),
                settings.sparkHome() == null ? settings.python() : null,
                yarn.principal(),
                yarn.keytab().orElse(null));
        return clusters.computeIfAbsent(place, key -> {
            ClusterSettings cluster = new ClusterSettings(
                    profile.name(),
                    yarn.conf(),
                    yarn.principal(),
                    yarn.keytab().orElse(null),
                    data.resolve("yarn").resolve(profile.name()));
            return new Cluster(
                    cluster,
                    new Cluster.Parts(
                            settings,
                            drivers.installations(),
                            System.getenv(),
                            drivers.jar().resolveSibling(SUBMITTER)));
        });
    }

    /** Once what runs has been adopted: launchers look for what nobody knows of. Returns at once. */
    synchronized void tidy() {
        onYarn.values().forEach(YarnLauncher::tidy);
    }

    @Override
    public synchronized void close() {
        clusters.values().forEach(Cluster::close);
    }
}
