package dev.hearth.journal;

/** An action that waits for an append. Thread-safe. */
public interface Registration {
    /** Gives the action up. Returns whether it was still waiting; false means that it has run or is about to. */
    boolean cancel();
}
