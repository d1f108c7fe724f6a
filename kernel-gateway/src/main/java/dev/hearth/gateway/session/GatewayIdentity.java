package dev.hearth.gateway.session;

import java.util.Objects;

/**
 * Which gateway this is. Immutable.
 *
 * @param instance an id made when the data directory was first used
 * @param epoch one more at each start; a driver obeys only the highest that it has seen
 */
public record GatewayIdentity(String instance, long epoch) {
    public GatewayIdentity {
        Objects.requireNonNull(instance, "instance");
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch must be at least 1, not " + epoch);
        }
    }
}
