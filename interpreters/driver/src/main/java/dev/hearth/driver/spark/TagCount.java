package dev.hearth.driver.spark;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sums of one tag, and when they were last published. Guarded by its {@link ProgressListener}. */
final class TagCount {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(ProgressListener.PERIOD_MILLIS);

    final String name;
    boolean streaming;
    long tasksDone;
    int stagesDone;

    private int jobs;
    private int jobsDone;
    private int stages;
    private long tasks;
    private int tasksActive;
    private long tasksEnded;
    private long tasksFailed;
    private long runMillis;
    private long cpuNanos;
    private long bytesRead;
    private long bytesWritten;
    private long shuffleRead;
    private long shuffleWritten;
    private long spilled;

    private boolean everChanged;
    private boolean unpublished;
    private boolean scheduled;
    private boolean everPublished;
    private long publishedAt;

    TagCount(String name) {
        this.name = name;
    }

    void jobBegan(boolean ofStream) {
        jobs++;
        streaming |= ofStream;
    }

    void jobEnded() {
        jobsDone++;
    }

    void planned(int moreStages, long moreTasks) {
        stages += moreStages;
        tasks += moreTasks;
    }

    void taskBegan() {
        tasksActive++;
    }

    void taskEnded(TaskFacts task) {
        tasksActive = Math.max(0, tasksActive - 1);
        tasksEnded++;
        tasksFailed += task.failed() ? 1 : 0;
        runMillis += task.runMillis();
        cpuNanos += task.cpuNanos();
        bytesRead += task.bytesRead();
        bytesWritten += task.bytesWritten();
        shuffleRead += task.shuffleRead();
        shuffleWritten += task.shuffleWritten();
        spilled += task.spilled();
    }

    int tasksActive() {
        return tasksActive;
    }

    int jobsActive() {
        return jobs - jobsDone;
    }

    boolean everChanged() {
        return everChanged;
    }

    /** Notes a change. Returns in how many nanoseconds to publish, or -1 if that is under way. */
    long changed(long now) {
        everChanged = true;
        unpublished = true;
        if (scheduled) {
            return -1;
        }
        scheduled = true;
        return everPublished ? Math.max(0, publishedAt + PERIOD_NANOS - now) : 0;
    }

    /** The state to publish now, or null if it is no news. */
    @Nullable
    CellProgress takeUnpublished() {
        scheduled = false;
        if (!unpublished) {
            return null;
        }
        unpublished = false;
        everPublished = true;
        publishedAt = System.nanoTime();
        return new CellProgress(
                name, jobs, jobsDone, stages, stagesDone, tasks, Math.min(tasksDone, tasks), tasksFailed, tasksActive);
    }

    CellCost cost() {
        return new CellCost(
                jobs,
                stagesDone,
                tasksEnded,
                tasksFailed,
                Duration.ofMillis(runMillis),
                Duration.ofNanos(cpuNanos),
                bytesRead,
                bytesWritten,
                shuffleRead,
                shuffleWritten,
                spilled);
    }
}
