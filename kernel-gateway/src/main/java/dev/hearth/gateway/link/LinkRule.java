package dev.hearth.gateway.link;

import java.net.InetAddress;
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
     * @param to the gateway's own address of this connection: who has the same is on the same machine
     * @param secure whether it is TLS
     */
    boolean allows(@Nullable SocketAddress from, @Nullable SocketAddress to, boolean secure) {
        if (secure || plainLinks) {
            return true;
        }
        InetAddress peer = address(from);
        return peer != null && (peer.isLoopbackAddress() || peer.equals(address(to)));
    }

    private static @Nullable InetAddress address(@Nullable SocketAddress socket) {
        return socket instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }
}
