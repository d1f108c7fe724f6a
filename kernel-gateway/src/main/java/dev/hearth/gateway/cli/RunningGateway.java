package dev.hearth.gateway.cli;

import java.net.URI;

/** A gateway that serves. Thread-safe. */
public interface RunningGateway extends AutoCloseable {

    /** Where it listens, without a path. */
    URI address();

    /** Its own token. Write it out nowhere but where the user is to read it. */
    String token();

    /**
     * Tells once when nobody has needed it for long, if it was started to end then. It takes no new sessions from then on;
     * closing it is the caller's. On a thread of the gateway's: be short.
     */
    void whenIdle(Runnable told);

    /** Stops it in order, within the configured time. Twice is harmless. */
    @Override
    void close();
}
