package dev.hearth.gateway.config;

import java.time.Duration;

/**
 * When sessions are ended that are idle, or old. A running cell and an attached client are activity. Immutable.
 *
 * @param idleTimeout how long without activity; 0 for never, the default
 * @param interval how exactly that is kept; 1 s to 1 day
 * @param connected whether sessions with attached clients are ended too
 * @param busy whether sessions that run a cell are ended too
 * @param maxAge how old a session may become, whoever uses it, unless it asked for another age; 0 for any age, the default
 */
public record Culling(Duration idleTimeout, Duration interval, boolean connected, boolean busy, Duration maxAge) {

    public Culling {
        Ranges.require(
                "interval in seconds",
                interval.toSeconds(),
                1,
                Duration.ofDays(1).toSeconds());
    }

    /** Never; else to the minute, and only what nobody uses. */
    public static Culling defaults() {
        return new Culling(Duration.ZERO, Duration.ofMinutes(1), false, false, Duration.ZERO);
    }
}
