package dev.hearth.protocol.content;

import org.jspecify.annotations.Nullable;

/** Contents of a driver's events. Every component is the field of its name in snake case. */
public final class Events {
    private Events() {}

    /**
     * How far a cell is: {@value #TYPE}.
     *
     * @param jobs jobs of Spark begun so far; 0 if it is no job's progress
     * @param label what is under way, for people; none for Spark's jobs
     */
    public record Progress(
            int jobs,
            int stages,
            long tasksDone,
            long tasksTotal,
            long tasksFailed,
            long tasksActive,
            @Nullable String label) {
        /** The event's type. */
        public static final String TYPE = "hearth_progress";
    }
}
