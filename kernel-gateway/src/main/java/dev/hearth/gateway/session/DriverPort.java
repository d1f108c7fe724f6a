package dev.hearth.gateway.session;

/** The link's end of a session's driver, as the session sees it. Thread-safe; nothing here blocks. */
public interface DriverPort {
    /** There is something in the feed. */
    void wake();

    /** Closes the link; {@link LinkedDriver#down} is called once behind it. */
    void close(String reason);

    /** Opens a stream of the driver's log from {@code offset}. */
    LogSource openLog(long offset);

    /** Opens a stream of the result that a cell has kept; one that is no longer there ends at once. */
    LogSource openResult(String cell);
}
