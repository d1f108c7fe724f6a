package dev.hearth.gateway.statement;

import java.util.Locale;

/** How far a statement is. Immutable. */
public enum StatementState {
    /** It has not begun. */
    WAITING,
    /** It has begun. */
    RUNNING,
    /** Its end was asked for. */
    CANCELLING,
    /** It has ended, well or with an error. */
    AVAILABLE,
    /** It was ended because somebody asked for that, or never begun. */
    CANCELLED;

    /** {@code waiting}, {@code running}, … */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more will come of it. */
    public boolean isEnded() {
        return this == AVAILABLE || this == CANCELLED;
    }
}
