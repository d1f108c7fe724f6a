package dev.hearth.launcher;

import java.util.Optional;

/**
 * Starts drivers in one kind of place, and finds them again.
 *
 * <p>Thread-safe. Closing it twice is harmless.
 */
public interface Launcher extends AutoCloseable {

    /**
     * Starts a driver, and returns as soon as its process exists: whether it then calls back is the caller's to watch.
     *
     * <p>May block for some seconds the first time that a Spark, Java or Python is seen, to look at it.
     *
     * @throws LaunchException if no process could be started; nothing is left running
     */
    LaunchedDriver launch(LaunchRequest request) throws LaunchException;

    /**
     * The handle of a driver that is about to be launched, where it is known before: then a gateway that dies in the middle of
     * the launch finds the driver all the same.
     */
    default Optional<String> handleBefore(LaunchRequest request) {
        return Optional.empty();
    }

    /**
     * Takes up a driver that was launched earlier, perhaps by another process.
     *
     * @param handle what {@link LaunchedDriver#handle()} gave then
     * @return the driver if it still runs; empty if it has ended, or if the text is not a handle of this launcher. A
     *     process that only happens to have the driver's former pid is neither adopted nor touched.
     */
    Optional<LaunchedDriver> adopt(String handle);

    /**
     * Gives up this launcher's own resources. Drivers go on running; only a {@link LaunchedDriver#stop} whose grace has
     * not run out is finished at once.
     */
    @Override
    void close();
}
