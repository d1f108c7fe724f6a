package dev.hearth.interpreter;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The code of one {@code execute_request}, as an interpreter gets it. Immutable.
 *
 * @param id the request's {@code msg_id}; unique in a session
 * @param code the text without a {@code %%language} line
 * @param executionCount the session's counter, from 1; for a silent cell the one of the last counted cell, or 0
 * @param silent no result is shown and nothing is stored; output of the code itself is still sent
 * @param storeHistory whether the language's own history keeps the cell; never together with {@code silent}
 * @param jobTag the tag that the cell's Spark jobs must carry; no comma in it
 * @param subshellId the subshell that the cell runs in, or null for the main shell
 * @param options what the cell's {@code %%language} line, or its client, asks of the interpreter; empty as a rule
 */
public record Cell(
        String id,
        String code,
        int executionCount,
        boolean silent,
        boolean storeHistory,
        String jobTag,
        @Nullable String subshellId,
        Map<String, String> options) {
    /** SQL: how many rows are shown, as a number; {@code 0} for all that the limit in bytes admits. */
    public static final String ROWS = "rows";

    /**
     * SQL: the name that the last result gets in another language, where {@link Facility.Values#give} finds it right after the
     * cell.
     */
    public static final String OUT = "out";

    /** There, with any value, if a client of Livy's interface reads what the cell comes to: it knows Livy's forms and no others. */
    public static final String LIVY = "livy";

    /** SQL: there, with any value, if all rows of the last result are to be kept, as {@link Facility.Results} has them. */
    public static final String KEEP = "keep";

    public Cell {
        options = Map.copyOf(options);
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(code, "code");
        if (jobTag.isEmpty() || jobTag.indexOf(',') >= 0) {
            throw new IllegalArgumentException("a job tag is not empty and has no comma: " + jobTag);
        }
        if (executionCount < 0) {
            throw new IllegalArgumentException("negative execution count " + executionCount);
        }
    }

    /** A cell without options. */
    public Cell(
            String id,
            String code,
            int executionCount,
            boolean silent,
            boolean storeHistory,
            String jobTag,
            @Nullable String subshellId) {
        this(id, code, executionCount, silent, storeHistory, jobTag, subshellId, Map.of());
    }

    /** The same, of which nothing is shown and nothing stored. */
    public Cell silently() {
        return new Cell(id, code, executionCount, true, false, jobTag, subshellId, options);
    }
}
