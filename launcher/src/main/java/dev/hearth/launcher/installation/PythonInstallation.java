package dev.hearth.launcher.installation;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Python that can run Python cells.
 *
 * <p>Immutable.
 */
public final class PythonInstallation {

    private final Path executable;
    private final String version;
    private final @Nullable Path pyspark;

    PythonInstallation(Path executable, String version, @Nullable Path pyspark) {
        this.executable = executable;
        this.version = version;
        this.pyspark = pyspark;
    }

    /** The executable, as given: a link of a virtual environment is not followed, because that would leave it. */
    public Path executable() {
        return executable;
    }

    /** Such as {@code 3.11.2}. */
    public String version() {
        return version;
    }

    /** The folder of its own {@code pyspark} package, which may be a whole Spark. */
    public Optional<Path> pyspark() {
        return Optional.ofNullable(pyspark);
    }

    @Override
    public String toString() {
        return "Python " + version + " at " + executable;
    }
}
