package dev.hearth.gateway;

import dev.hearth.gateway.config.HearthPython;
import dev.hearth.gateway.config.Profile;
import dev.hearth.gateway.config.Yarn;
import dev.hearth.launcher.BatchLauncher;
import dev.hearth.launcher.Launcher;
import dev.hearth.yarn.YarnLauncher;
import dev.hearth.yarn.YarnSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The launcher of each profile. Thread-safe. Closing it twice is harmless; what was launched goes on running. */
final class Launchers implements AutoCloseable {
    private static final String SUBMITTER = "hearth-yarn-submitter.jar";

    private final DriverSide drivers;
    private final Path data;
    private final String gateway;
    private final Launcher local;
    private final Map<String, YarnLauncher> clusters = new LinkedHashMap<>(); // guarded by this

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
        return clusters.computeIfAbsent(profile.name(), name -> {
            YarnSettings settings = new YarnSettings(
                    name,
                    gateway,
                    yarn.conf(),
                    yarn.queue(),
                    yarn.folder(),
                    yarn.principal(),
                    yarn.keytab().orElse(null),
                    data.resolve("yarn").resolve(name),
                    yarn.submit(),
                    yarn.inQueue());
            return new YarnLauncher(
                    settings,
                    new YarnLauncher.Parts(
                            HearthPython.here(profile),
                            drivers.installations(),
                            System.getenv(),
                            drivers.jar().resolveSibling(SUBMITTER),
                            drivers.jar()));
        });
    }

    @Override
    public synchronized void close() {
        clusters.values().forEach(YarnLauncher::close);
    }
}
