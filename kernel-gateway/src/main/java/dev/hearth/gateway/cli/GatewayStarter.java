package dev.hearth.gateway.cli;

import dev.hearth.gateway.config.ConfigurationException;
import java.io.IOException;

/** Starts a gateway in this process. Thread-safe. */
@FunctionalInterface
public interface GatewayStarter {

    /**
     * Starts a gateway, and returns when it can serve.
     *
     * @throws ConfigurationException if the configuration cannot be obeyed
     * @throws IOException if the data directory is in use, or the address
     */
    RunningGateway start(StartOptions options) throws ConfigurationException, IOException;
}
