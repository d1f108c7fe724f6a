package dev.hearth.gateway;

import dev.hearth.launcher.installation.Installations;
import dev.hearth.launcher.local.ClassDataArchive;
import dev.hearth.launcher.local.DriverProgram;
import dev.hearth.launcher.local.LocalLauncher;
import dev.hearth.launcher.local.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What local drivers are started with: the driver program, the installations of this machine, the archives.
 *
 * <p>Thread-safe. Closing it twice is harmless; drivers go on running.
 */
final class DriverSide implements AutoCloseable {

    private static final String JAR_PROPERTY = "hearth.driver.jar";
    private static final String HOME_PROPERTY = "hearth.home";
    private static final String MAIN_CLASS = "dev.hearth.driver.DriverMain";
    private static final String TRAINING_CLASS = "dev.hearth.driver.Training";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TRAINING_TIME = Duration.ofMinutes(10);

    private final DriverProgram program;
    private final ClassDataArchive archive;
    private final LocalLauncher launcher;
    private final Installations installations;

    private DriverSide(
            DriverProgram program, ClassDataArchive archive, LocalLauncher launcher, Installations installations) {
        this.program = program;
        this.archive = archive;
        this.launcher = launcher;
        this.installations = installations;
    }

    /**
     * Finds the driver program.
     *
     * @param data where archives are kept if this is not Hearth's own folder
     * @param logBytes how long a driver's log may become
     * @throws IOException if there is no driver program
     */
    static DriverSide find(Path data, long logBytes) throws IOException {
        Map<String, String> environment = System.getenv();
        Installations installations = new Installations(environment, PATIENCE);
        DriverProgram program = new DriverProgram(named(), MAIN_CLASS);
        ClassDataArchive archive = new ClassDataArchive(folder(data), program, installations, environment);
        LocalLauncher launcher = new LocalLauncher(program, installations, environment, archive, logBytes);
        return new DriverSide(program, archive, launcher, installations);
    }

    /** The driver program. */
    Path jar() {
        return program.jar();
    }

    LocalLauncher launcher() {
        return launcher;
    }

    Installations installations() {
        return installations;
    }

    ClassDataArchive archive() {
        return archive;
    }

    static Training training() {
        return new Training(TRAINING_CLASS, List.of(), TRAINING_TIME);
    }

    private static Path named() throws IOException {
        String named = System.getProperty(JAR_PROPERTY, "");
        if (named.isEmpty() || !Files.exists(Path.of(named))) {
            throw new IOException("the driver program is missing: " + (named.isEmpty() ? "-D" + JAR_PROPERTY : named)
                    + "; ./hearth setup builds it");
        }
        return Path.of(named);
    }

    private static Path folder(Path data) {
        String home = System.getProperty(HOME_PROPERTY, "");
        return home.isEmpty() ? data.resolve("archives") : Path.of(home, ".hearth", "archives");
    }

    @Override
    public void close() {
        launcher.close();
        archive.close();
    }
}
