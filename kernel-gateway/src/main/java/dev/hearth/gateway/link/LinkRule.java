package dev.hearth.gateway.link;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which connections may become a link: what is said on it is secret, so it must be TLS or stay on the gateway's own machine.
 * Immutable.
 *
 * @param plainLinks whether all others may, too
 */
record LinkRule(boolean plainLinks) {
    /**
     * Whether a connection may.
     *
     * @param from the peer's address; one that is not known is taken for foreign
     * @param secure whether it is TLS
     */
    boolean allows(@Nullable SocketAddress from, boolean secure) {
        return secure || plainLinks || isLoopback(from);
    }

    private static boolean isLoopback(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && inet.getAddress() != null
                && inet.getAddress().isLoopbackAddress();
    }
}
