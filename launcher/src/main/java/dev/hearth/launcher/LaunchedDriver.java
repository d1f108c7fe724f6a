package dev.hearth.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One driver's process, launched or adopted.
 *
 * <p>Thread-safe. Nothing here blocks.
 */
public interface LaunchedDriver {

    /** Opaque text, at most 8192 characters and without secrets, by which {@link Launcher#adopt} finds it again. */
    String handle();

    /** The pid of the driver's process; 0 where it does not run on this machine. */
    long pid();

    /** When the process was started, by the launcher's clock. */
    Instant startedAt();

    /**
     * Completes once, when the process has ended, and never exceptionally. It completes on a thread of the launcher or
     * of the JDK: go elsewhere before doing anything that blocks. A driver that was launched by this launcher is
     * noticed at once, an adopted one within half a second. Each caller gets a future of its own; cancelling it
     * touches nothing else.
     */
    CompletableFuture<DriverExit> exit();

    /**
     * Asks the driver and every process that it started to end, and kills what is left after the grace. Returns at
     * once. Does nothing if all have ended.
     */
    void stop(Duration grace);

    /** Kills the driver and every process that it started. Returns at once. */
    void kill();

    /** What the driver's process writes to standard output and error. Grows as long as the driver writes. */
    Path log();

    /**
     * Tells now, before it returns, and from now on how far the driver is, where the place says so: always what is newest, later
     * on a thread of the launcher's. A place that knows of nothing between a launch and a running process tells nothing.
     */
    default void onProgress(Consumer<LaunchProgress> told) {}

    /** Somebody has a reason to think that it has ended: looks now where it would look later. Returns at once. */
    default void look() {}

    /**
     * Brings {@link #log()} up to date where the driver does not write that file itself; asked again soon, it leaves it at what
     * was there a moment ago. Returns at once.
     *
     * @return done, never exceptionally, when the file is as new as it gets; whoever waits sets a time
     */
    default CompletableFuture<Void> refreshLog() {
        return CompletableFuture.completedFuture(null);
    }
}
