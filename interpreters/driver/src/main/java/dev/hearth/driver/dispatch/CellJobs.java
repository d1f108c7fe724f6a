package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.Parent;
import dev.hearth.protocol.RawJson;
import java.util.Optional;

/** The Spark jobs of cells. Implementations are thread-safe. */
public interface CellJobs {
    /** The tag that the jobs of a cell carry. */
    String tagFor(String cellId);

    /**
     * Puts a tag on the calling thread's jobs until the result is closed on the same thread.
     *
     * @param parent the cell; what is told of its jobs has it as parent
     */
    Scope begin(Parent parent, String tag);

    /** Asks Spark to end the jobs with this tag now. Returns at once. */
    void cancel(String tag, String reason);

    /**
     * What the cell has cost, for its reply; empty if it had no jobs, and then at once. Waits, for a bounded time, for what Spark
     * has not told yet. Call at the end of the cell, before its reply: the last progress is shown with it.
     *
     * @return a JSON object with the fields of {@code hearth_cost}
     */
    Optional<RawJson> costNow(Parent parent, String tag);

    /** Tells what the cell cost, soon; call after its idle. Returns at once. */
    void tellCost(Parent parent, String tag);

    /** A tag on a thread. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
