package dev.hearth.driver.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Prints lines with a time to the process's standard error. Thread-safe.
 *
 * <p>It keeps the stream of the file descriptor, since {@link System#err} is routed into cells while they run.
 */
public final class DriverLog {
    private static final PrintStream ERR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private DriverLog() {}

    /** Tells what happened. */
    public static void info(String line) {
        write("INFO ", line);
    }

    /** Tells of something that should not have happened, but does no lasting harm. */
    public static void warn(String line) {
        write("WARN ", line);
    }

    /** As {@link #warn(String)}, with the kind, message and place of an exception. */
    public static void warn(String line, Throwable cause) {
        write("WARN ", line + ": " + cause);
        cause.printStackTrace(ERR);
    }

    private static void write(String level, String line) {
        ERR.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + level + " hearth: " + line);
    }
}
