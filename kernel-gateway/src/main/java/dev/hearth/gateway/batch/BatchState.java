package dev.hearth.gateway.batch;

import java.util.Locale;

/** How far a batch is. */
public enum BatchState {
    /** Nothing runs yet. */
    STARTING,
    /** Its process is there; of a notebook: its session is asked for. */
    RUNNING,
    /** It ended well. */
    SUCCESS,
    /** It failed, or could not be begun; the reason says why. */
    DEAD,
    /** It was stopped by a client. */
    KILLED,
    /** A client has deleted it; it goes as soon as its process has ended. Not shown to anybody. */
    DELETED;

    /** As Livy's clients know it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is still to end. */
    public boolean isLive() {
        return this == STARTING || this == RUNNING;
    }
}
