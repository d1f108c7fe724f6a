package dev.hearth.protocol;

import java.util.Locale;
import java.util.Optional;

/** {@code execution_state}: of status messages and of kernel models. JupyterLab knows no others. Immutable. */
public enum ExecutionState {
    STARTING(1),
    IDLE(2),
    BUSY(3),
    RESTARTING(4),
    DEAD(5);

    private final int code;

    ExecutionState(int code) {
        this.code = code;
    }

    /** The number in envelopes, never renumbered; 0 stands for none. */
    public int code() {
        return code;
    }

    /** {@code starting}, {@code idle}, {@code busy}, {@code restarting} or {@code dead}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of a number in an envelope; empty for 0 and for numbers of later versions. */
    public static Optional<ExecutionState> ofCode(int code) {
        for (ExecutionState state : values()) {
            if (state.code == code) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
