package dev.hearth.gateway.http;

import dev.hearth.gateway.security.Authenticator;
import dev.hearth.gateway.security.HostCheck;
import dev.hearth.gateway.security.OriginCheck;
import java.util.Map;
import java.util.Objects;

/**
 * Whom the front door asks. Immutable.
 *
 * @param hosts which names the gateway answers to
 * @param origins which sites' pages may use it
 * @param authenticator who is calling
 * @param hostsOfPaths instead of {@code hosts}, by path without tokens
 */
public record Guards(
        HostCheck hosts, OriginCheck origins, Authenticator authenticator, Map<String, HostCheck> hostsOfPaths) {
    public Guards {
        Objects.requireNonNull(hosts, "hosts");
        Objects.requireNonNull(origins, "origins");
        Objects.requireNonNull(authenticator, "authenticator");
        hostsOfPaths = Map.copyOf(hostsOfPaths);
    }

    /** Which names the gateway answers to on a path. */
    HostCheck hosts(String path) {
        return hostsOfPaths.getOrDefault(path, hosts);
    }
}
