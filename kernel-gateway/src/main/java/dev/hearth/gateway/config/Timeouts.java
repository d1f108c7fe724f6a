package dev.hearth.gateway.config;

import java.time.Duration;

/**
 * How long the gateway waits. Immutable.
 *
 * @param start from a driver's launch to its first hello
 * @param recover from the gateway's start to the hello of a driver that was there before
 * @param stop for a driver to end by itself before it is killed
 * @param shutdown for the whole of an orderly stop of the gateway
 * @param heartbeat between two pings on an idle link; three without any frame end it
 * @param orphan how long a driver lives without a gateway; 0 for ever
 * @param linkDown after which an interrupt is refused instead of kept for later
 * @param request how long a REST request waits for what it has asked for; below the 42 s after which jupyter_server gives
 *     a gateway up
 * @param connectionIdle after which an HTTP connection without traffic is closed
 * @param ping between two pings on a client's WebSocket
 * @param stalledClient after which a client that takes nothing of what is sent to it loses its WebSocket
 * @param forKernels how long a gateway that kernels started stays without sessions and clients; 0 for ever
 */
public record Timeouts(
        Duration start,
        Duration recover,
        Duration stop,
        Duration shutdown,
        Duration heartbeat,
        Duration orphan,
        Duration linkDown,
        Duration request,
        Duration connectionIdle,
        Duration ping,
        Duration stalledClient,
        Duration forKernels) {

    public Timeouts {
        Durations.requirePositive("start", start);
        Durations.requirePositive("recover", recover);
        Durations.requirePositive("stop", stop);
        Durations.requirePositive("shutdown", shutdown);
        Ranges.require("heartbeat in seconds", heartbeat.toSeconds(), 1, 600);
        Durations.requirePositive("link-down", linkDown);
        Durations.requirePositive("request", request);
        Durations.requirePositive("connection-idle", connectionIdle);
        Durations.requirePositive("ping", ping);
        Durations.requirePositive("stalled-client", stalledClient);
    }

    /** Times that suit one machine. */
    public static Timeouts defaults() {
        return new Timeouts(
                Duration.ofMinutes(3),
                Duration.ofMinutes(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMinutes(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30));
    }
}
