package dev.hearth.launcher;

import java.util.Optional;

/**
 * Starts applications by {@code spark-submit} in one kind of place, and finds them again. Their exit codes are known also when
 * they end while nobody looks.
 *
 * <p>Thread-safe.
 */
public interface BatchLauncher {

    /**
     * Starts an application, and returns as soon as its process exists.
     *
     * <p>May block for some seconds the first time that a Spark, Java or Python is seen, to look at it.
     *
     * @throws LaunchException if no process could be started; nothing is left running
     */
    LaunchedDriver launch(BatchRequest request) throws LaunchException;

    /**
     * The handle of an application that is about to be launched, where it is known before: then a gateway that dies in the middle
     * of the launch finds the application all the same.
     */
    default Optional<String> handleBefore(BatchRequest request) {
        return Optional.empty();
    }

    /**
     * Takes up an application that was launched earlier, perhaps by another process.
     *
     * @param handle what {@link LaunchedDriver#handle()} gave then
     * @return the application if it still runs; empty if it has ended, or if the text is not a handle of this launcher
     */
    Optional<LaunchedDriver> adopt(String handle);

    /**
     * How an application has ended that cannot be adopted any more.
     *
     * @return without a code if nothing tells it
     */
    DriverExit ended(String handle);
}
