package dev.hearth.gateway.http.api;

import java.time.Duration;
import java.util.Objects;

/**
 * Settings of Hearth's own API. Immutable.
 *
 * @param version Hearth's version
 * @param bodyBytes the longest body of a request
 * @param heartbeat between two comments on an event stream, which tell whether the client is still there
 */
public record HearthSettings(String version, int bodyBytes, Duration heartbeat) {
    public HearthSettings {
        Objects.requireNonNull(version, "version");
        if (bodyBytes < 1 || heartbeat.isNegative() || heartbeat.isZero()) {
            throw new IllegalArgumentException("bounds and times of the API must be positive");
        }
    }

    /** 1 MiB bodies, a heartbeat every 15 s. */
    public static HearthSettings defaults(String version) {
        return new HearthSettings(version, 1 << 20, Duration.ofSeconds(15));
    }
}
