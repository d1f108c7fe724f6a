package dev.hearth.gateway.http.api;

import java.time.Duration;
import java.util.Objects;

/**
 * Settings of Hearth's own API. Immutable.
 *
 * @param version Hearth's version
 * @param bodyBytes the longest body of a request
 * @param heartbeat between two comments on an event stream, which tell whether the client is still there
 * @param answer how long a driver has for an answer
 */
public record HearthSettings(String version, int bodyBytes, Duration heartbeat, Duration answer) {
    public HearthSettings {
        Objects.requireNonNull(version, "version");
        if (bodyBytes < 1 || heartbeat.isNegative() || heartbeat.isZero() || answer.isNegative() || answer.isZero()) {
            throw new IllegalArgumentException("bounds and times of the API must be positive");
        }
    }

    /** Settings with 10 s for a driver's answer. */
    public HearthSettings(String version, int bodyBytes, Duration heartbeat) {
        this(version, bodyBytes, heartbeat, Duration.ofSeconds(10));
    }

    /** 1 MiB bodies, a heartbeat every 15 s, 10 s for an answer. */
    public static HearthSettings defaults(String version) {
        return new HearthSettings(version, 1 << 20, Duration.ofSeconds(15));
    }
}
