package dev.hearth.driver.spark;

import java.time.Duration;

/**
 * What a cell's jobs used on the executors. Immutable.
 *
 * @param jobs jobs begun
 * @param stages stages that ran; skipped ones are not counted
 * @param tasks tasks that ended, however they did
 * @param failedTasks tasks that failed, those that were tried again among them; killed ones are not counted
 * @param executorRun time of all tasks together on their executors
 * @param executorCpu processor time of the same
 * @param bytesRead from files and caches
 * @param bytesWritten to files
 * @param spilledBytes written to disk for want of memory
 */
public record CellCost(
        int jobs,
        int stages,
        long tasks,
        long failedTasks,
        Duration executorRun,
        Duration executorCpu,
        long bytesRead,
        long bytesWritten,
        long shuffleReadBytes,
        long shuffleWrittenBytes,
        long spilledBytes) {
    /** Of a cell without jobs. */
    public static final CellCost NOTHING = new CellCost(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0);
}
