package dev.hearth.gateway.session;

/** Where a session is in its life. Names are kept in the store and shown to clients: never renamed. Immutable. */
public enum SessionState {
    /** A driver is to be launched, is being launched, or is not ready for cells yet. */
    STARTING,
    /** The driver has said that it is ready. */
    RUNNING,
    /** A driver is being ended so that the next can be launched. */
    RESTARTING,
    /** The session is being ended. */
    ENDING,
    /** No driver, and there never will be one again, unless the session is restarted. */
    DEAD,
    /** Deleted: off the lists, the journal is kept for its owner until retention. */
    DELETED;

    /** Whether there is, or is to be, a driver. */
    public boolean isLive() {
        return this == STARTING || this == RUNNING || this == RESTARTING;
    }
}
