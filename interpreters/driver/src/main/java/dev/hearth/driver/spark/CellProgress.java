package dev.hearth.driver.spark;

/**
 * How far the jobs of a cell are. Totals grow while the cell goes on: adaptive execution plans later stages as new jobs.
 * Immutable.
 *
 * @param jobs jobs begun so far
 * @param jobsDone jobs ended, failed ones among them
 * @param stages stages known; those that turned out to be skipped are not counted
 * @param tasks tasks of these stages
 * @param tasksDone tasks that succeeded, at most {@code tasks}
 * @param tasksFailed tasks that failed so far
 * @param tasksActive tasks that run now
 */
public record CellProgress(
        String tag,
        int jobs,
        int jobsDone,
        int stages,
        int stagesDone,
        long tasks,
        long tasksDone,
        long tasksFailed,
        int tasksActive) {}
