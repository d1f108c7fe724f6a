package dev.hearth.driver;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.log.SparkLog;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The driver program. Reads its launch descriptor from standard input to the end, then serves the session.
 *
 * <p>Exits with 0 after an orderly end, 1 if the session's language did not start, 2 for a bad descriptor, 3 if the gateway refused
 * it, 4 if no gateway was there for too long, 5 after a fault of its own.
 */
public final class DriverMain {
    private static final int MOST_DESCRIPTOR_BYTES = 1 << 20;
    private static final Duration ON_SIGNAL = Duration.ofSeconds(12);
    private static final Duration LONGEST_END = Duration.ofSeconds(20);

    private DriverMain() {}

    /** Runs a driver; takes no arguments. */
    public static void main(String[] arguments) {
        int status;
        SparkLog.prepare();
        try {
            LaunchDescriptor descriptor = read(System.in);
            System.setIn(InputStream.nullInputStream());
            Driver driver = new Driver(descriptor, RealEngine::new);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> onEndFromOutside(driver), "hearth-signal"));
            status = driver.run();
        } catch (MalformedMessageException e) {
            DriverLog.warn("no launch descriptor on standard input: " + e.getMessage());
            status = Ending.Code.BAD_DESCRIPTOR.status();
        } catch (IOException | InterruptedException | RuntimeException | LinkageError e) {
            DriverLog.warn("the driver failed", e);
            status = Ending.Code.FAILED.status();
        }
        haltAfter(LONGEST_END, status);
        System.exit(status);
    }

    /** Shutdown hooks of Spark and Hadoop may hang; the process ends all the same. */
    private static void haltAfter(Duration patience, int status) {
        Thread thread = new Thread(
                () -> {
                    long end = System.nanoTime() + patience.toNanos();
                    for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    Runtime.getRuntime().halt(status);
                },
                "hearth-halt");
        thread.setDaemon(true);
        thread.start();
    }

    static LaunchDescriptor read(InputStream input) throws IOException, MalformedMessageException {
        byte[] json = input.readNBytes(MOST_DESCRIPTOR_BYTES + 1);
        if (json.length > MOST_DESCRIPTOR_BYTES) {
            throw new MalformedMessageException(
                    MalformedMessageException.Reason.TOO_LARGE, "a launch descriptor has at most 1 MiB");
        }
        return LaunchDescriptor.decode(json);
    }

    /** On a signal, or when code calls exit. After an end by itself this finds everything done. */
    private static void onEndFromOutside(Driver driver) {
        try {
            driver.end(JvmEnd.reason().orElse(JvmEnd.TOLD), ON_SIGNAL);
        } catch (InterruptedException e) {
            DriverLog.warn("the orderly end was interrupted");
        }
    }
}
