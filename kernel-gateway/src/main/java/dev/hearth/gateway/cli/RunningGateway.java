package dev.hearth.gateway.cli;

import java.net.URI;

/** A gateway that serves. Thread-safe. */
public interface RunningGateway extends AutoCloseable {

    /** Where it listens, without a path. */
    URI address();

    /** Its own token. Write it out nowhere but where the user is to read it. */
    String token();

    /** Stops it in order, within the configured time. Twice is harmless. */
    @Override
    void close();
}
