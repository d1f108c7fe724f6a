package dev.hearth.protocol.content;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.protocol.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Contents of messages on iopub. Every component is the field of its name in snake case. */
public final class Broadcasts {
    private Broadcasts() {}

    /** {@code status}. */
    public record Status(String executionState) {}

    /** {@code execute_input}. */
    public record ExecuteInput(String code, int executionCount) {}

    /** {@code stream}. */
    public record Stream(String name, String text) {}

    /** {@code display_data} and {@code update_display_data}. */
    public record DisplayData(
            RawJson data,
            RawJson metadata,

            @JsonProperty("transient") @Nullable RawJson transientData) {}

    /** {@code execute_result}. */
    public record ExecuteResult(int executionCount, RawJson data, RawJson metadata) {}

    /** {@code error}. */
    public record Failure(String ename, String evalue, List<String> traceback) {}

    /** {@code clear_output}. */
    public record ClearOutput(@JsonProperty("wait") boolean delayed) {}
}
