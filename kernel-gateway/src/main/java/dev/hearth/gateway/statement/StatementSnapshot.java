package dev.hearth.gateway.statement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Language;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A statement at one moment. Immutable.
 *
 * @param number from 0
 * @param id {@code msg_id} of its request
 * @param origin who asked
 * @param code as it was sent
 * @param language the one that ran it, or is to
 * @param state how far it is
 * @param progress 0 to 1; 1 once it has ended
 * @param startedMillis when it began, ms since 1970 by the gateway's clock; 0 if it has not
 * @param completedMillis when it ended; 0 if it has not
 * @param outputs what it has shown, in order
 * @param failure why it failed; empty while it runs and if it did not
 * @param executionCount the driver's count
 * @param cost of its Spark jobs: the fields of {@code hearth_cost}; empty if it had none
 * @param kept the whole result, if it was asked to be kept
 * @param isTrimmed whether retention has dropped some of what it has shown
 */
public record StatementSnapshot(
        long number,
        String id,
        String origin,
        String code,
        Language language,
        StatementState state,
        double progress,
        long startedMillis,
        long completedMillis,
        List<OutputPart> outputs,
        Optional<OutputPart.Failure> failure,
        OptionalInt executionCount,
        Optional<JsonNode> cost,
        Optional<Kept> kept,
        boolean isTrimmed) {
    /**
     * A result that the driver has kept whole.
     *
     * @param rows how many
     * @param bytes of its Arrow stream
     */
    public record Kept(long rows, long bytes) {}

    public StatementSnapshot {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(state, "state");
        outputs = List.copyOf(outputs);
    }
}
