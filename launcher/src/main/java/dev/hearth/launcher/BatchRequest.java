package dev.hearth.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an application is launched with: what {@code spark-submit} is to run, and how.
 *
 * <p>Immutable. {@code toString} shows no argument and no value of the conf, which may be secrets.
 *
 * @param batch what the application belongs to
 * @param directory its own work folder, made (mode 0700) if it is missing; holds {@code driver.log}
 * @param settings how it is to run; its Spark conf is read here, and its memory where the conf names none
 * @param file the jar or Python file, as {@code spark-submit} takes it: an absolute path or a URI
 * @param className the class to start, of a jar; or null
 * @param proxyUser whom it is to run as, or null
 * @param arguments the application's own
 */
public record BatchRequest(
        UUID batch,
        Path directory,
        DriverSettings settings,
        String file,
        @Nullable String className,
        @Nullable String proxyUser,
        List<String> arguments) {

    public BatchRequest {
        Objects.requireNonNull(batch, "batch");
        Objects.requireNonNull(settings, "settings");
        directory = directory.toAbsolutePath().normalize();
        arguments = List.copyOf(arguments);
        if (file.startsWith("-") || file.isBlank()) {
            throw new IllegalArgumentException("not the file of an application: \"" + file + "\"");
        }
    }

    @Override
    public String toString() {
        return "BatchRequest[batch=" + batch + ", file=" + file + ", directory=" + directory + "]";
    }
}
