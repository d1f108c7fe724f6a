package dev.hearth.gateway.jupyter;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds and time-outs of the Jupyter face. Immutable.
 *
 * @param version Hearth's version
 * @param bodyBytes the longest body of a request
 * @param messageBytes the longest message of a client
 * @param connections the most WebSockets of clients
 * @param ping between two pings on a WebSocket; a client that does not answer three is given up
 * @param request how long a REST request waits for what it has asked for: a restart for its new driver, after which it
 *     answers with {@code starting}
 * @param leave how long a client that has to go may take to read what is there for it
 * @param stalled after how long without taking a byte of what is sent to it a client is given up; it may come back to where
 *     it was
 */
public record JupyterSettings(
        String version,
        int bodyBytes,
        int messageBytes,
        int connections,
        Duration ping,
        Duration request,
        Duration leave,
        Duration stalled) {
    public JupyterSettings {
        Objects.requireNonNull(version, "version");
        if (bodyBytes < 1 || messageBytes < 1 || connections < 1) {
            throw new IllegalArgumentException("bounds of the Jupyter face must be positive");
        }
    }

    /** 16 MiB bodies, 64 MiB messages, 1000 sockets, pings every 30 s, 30 s for what a request waits for, 5 s to leave, 5 min stalled. */
    public static JupyterSettings defaults(String version) {
        return new JupyterSettings(
                version,
                16 << 20,
                64 << 20,
                1000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5));
    }
}
