package dev.hearth.gateway.http;

import dev.hearth.gateway.security.Authenticator;
import dev.hearth.gateway.security.HostCheck;
import dev.hearth.gateway.security.OriginCheck;
import java.util.Objects;

/**
 * Whom the front door asks. Immutable.
 *
 * @param hosts which names the gateway answers to
 * @param origins which sites' pages may use it
 * @param authenticator who is calling
 */
public record Guards(HostCheck hosts, OriginCheck origins, Authenticator authenticator) {
    public Guards {
        Objects.requireNonNull(hosts, "hosts");
        Objects.requireNonNull(origins, "origins");
        Objects.requireNonNull(authenticator, "authenticator");
    }
}
