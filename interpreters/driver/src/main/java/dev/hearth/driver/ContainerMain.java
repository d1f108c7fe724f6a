package dev.hearth.driver;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The driver program where a cluster starts it in a container: Spark's application master calls {@link #main} on a thread of its
 * own, and ends the process when that returns. It never exits by itself: the reason of an end that was thrown is kept.
 */
public final class ContainerMain {
    /** Where Spark says that the container's standard output and error are. */
    private static final String LOG_FOLDER = "spark.yarn.app.container.log.dir";

    private static final Duration ON_SIGNAL = Duration.ofSeconds(2);

    private ContainerMain() {}

    /**
     * Serves a session.
     *
     * @param arguments the launch file, in the working directory
     * @throws IllegalStateException with a sentence for a person, if the session ended otherwise than it was asked to
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LaunchDescriptor descriptor;
        try (InputStream input = Files.newInputStream(Path.of(arguments.length == 0 ? "" : arguments[0]))) {
            descriptor = here(DriverMain.read(input), Path.of("").toAbsolutePath(), System.getProperty(LOG_FOLDER));
        } catch (IOException | MalformedMessageException e) {
            throw new IllegalStateException("the launch file cannot be read: " + e.getMessage(), e);
        }
        // Until there is a context nobody counts the application as running.
        Driver driver = new Driver(descriptor, RealEngine::new, true);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> onEndFromOutside(driver), "hearth-signal"));
        Ending.Reason reason = driver.serve();
        if (reason.code() != Ending.Code.ORDERLY) {
            throw new IllegalStateException(reason.sentence());
        }
    }

    /** The descriptor in this container: its folder and log are not those of the gateway's machine, and Spark's conf is here. */
    static LaunchDescriptor here(LaunchDescriptor given, Path folder, @Nullable String logs) {
        Map<String, String> conf = new HashMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("spark."))
                .forEach(name -> conf.put(name, System.getProperty(name)));
        return new LaunchDescriptor(
                given.session(),
                given.number(),
                given.incarnation(),
                given.headerSession(),
                given.linkUrl(),
                given.certificatePin(),
                given.launchSecret(),
                given.language(),
                given.applicationName(),
                conf,
                given.python(),
                given.environment(),
                folder.toString(),
                logs == null ? null : Path.of(logs, "stderr").toString(),
                given.settings());
    }

    private static void onEndFromOutside(Driver driver) {
        try {
            driver.end(JvmEnd.reason().orElse(JvmEnd.TOLD), ON_SIGNAL);
        } catch (InterruptedException e) {
            DriverLog.warn("the orderly end was interrupted");
        }
    }
}
