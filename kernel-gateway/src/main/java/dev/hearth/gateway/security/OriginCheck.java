package dev.hearth.gateway.security;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a page of a foreign site sent. Programs that are no browser send no Origin, and pass.
 *
 * <p>The Origin must be the request's own host and port, or one of the allowed ones, compared exactly. On a gateway
 * that is bound to loopback all loopback names are one host and the port is not looked at: thin clients in Node send
 * {@code http://localhost} whatever the address they dialled (@jupyterlab/services under jsdom).
 *
 * <p>Immutable and thread-safe.
 */
public final class OriginCheck {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final boolean onLoopback;
    private final Set<String> allowed;

    /**
     * Allows the given origins besides the request's own.
     *
     * @param allowedOrigins such as {@code https://lab.example.org}, compared without regard to case
     */
    public OriginCheck(boolean onLoopback, Collection<String> allowedOrigins) {
        this.onLoopback = onLoopback;
        this.allowed = allowedOrigins.stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the Origin is in the list of the allowed ones: to it, and to no other, CORS headers may be given. */
    public boolean isListed(@Nullable String origin) {
        return origin != null && allowed.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Whether a request with these headers may pass. */
    public boolean allows(@Nullable String origin, @Nullable String hostHeader) {
        if (origin == null || isListed(origin)) {
            return true;
        }
        String text = origin.toLowerCase(Locale.ROOT);
        boolean secure = text.startsWith("https://");
        boolean web = secure || text.startsWith("http://");
        if (hostHeader == null || !web) {
            return false;
        }
        Optional<HostName> from = HostName.of(text.substring(text.indexOf("//") + 2));
        Optional<HostName> to = HostName.of(hostHeader);
        return from.isPresent() && to.isPresent() && sameHost(from.get(), to.get(), secure ? HTTPS : HTTP);
    }

    /**
     * Lets a request pass.
     *
     * @throws GatewayException with {@code FORBIDDEN_ORIGIN}
     */
    public void check(@Nullable String origin, @Nullable String hostHeader) {
        if (!allows(origin, hostHeader)) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN_ORIGIN,
                    "this page's site may not use the gateway; allow it with allowed-origins in the configuration if"
                            + " it is meant");
        }
    }

    private boolean sameHost(HostName from, HostName to, int defaultPort) {
        if (onLoopback && from.isLoopback() && to.isLoopback()) {
            return true;
        }
        OptionalInt port = to.port();
        return from.name().equals(to.name()) && from.port().orElse(defaultPort) == port.orElse(defaultPort);
    }
}
