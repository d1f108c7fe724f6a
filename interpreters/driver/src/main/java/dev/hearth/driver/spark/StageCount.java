package dev.hearth.driver.spark;

import java.util.BitSet;

/** A stage of a job of a cell. Guarded by its {@link ProgressListener}. */
final class StageCount {
    final TagCount tag;
    private final BitSet succeeded = new BitSet();
    private long tasks;
    private boolean submitted;
    private boolean complete;

    /** A stage that may turn out to be skipped. */
    StageCount(TagCount tag, int tasks) {
        this.tag = tag;
        this.tasks = tasks;
        tag.planned(1, tasks);
    }

    /** A first or another attempt is on its way. */
    void submitted(int attemptTasks) {
        if (complete) {
            complete = false;
            tag.stagesDone--;
        }
        submitted = true;
        // Skew handling may plan fewer or more; another attempt runs only what is missing.
        if (succeeded.isEmpty() && attemptTasks != tasks) {
            tag.planned(0, attemptTasks - tasks);
            tasks = attemptTasks;
        }
    }

    void taskEnded(TaskFacts task) {
        tag.taskEnded(task);
        // A task may succeed twice, by speculation or because its output was lost.
        if (task.succeeded() && task.index() >= 0 && !succeeded.get(task.index())) {
            succeeded.set(task.index());
            tag.tasksDone++;
        }
    }

    void completed(boolean well) {
        if (well && !complete) {
            complete = true;
            tag.stagesDone++;
        }
    }

    /** Its job has ended. Takes it out of the totals and returns false if it never ran. */
    boolean ended() {
        if (!submitted) {
            tag.planned(-1, -tasks);
        }
        return submitted;
    }
}
