package dev.hearth.interpreter.python;

import java.util.Objects;

/**
 * A Py4J server on the loopback interface that pins threads. Immutable.
 *
 * @param port its port
 * @param secret what a client must say first; never in logs, arguments or environments
 */
public record SparkEndpoint(int port, String secret) {
    public SparkEndpoint {
        Objects.requireNonNull(secret, "secret");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    @Override
    public String toString() {
        return "SparkEndpoint[port=" + port + "]";
    }
}
