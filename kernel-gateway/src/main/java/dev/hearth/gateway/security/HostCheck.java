package dev.hearth.gateway.security;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests whose Host header names another machine, so that a foreign page cannot reach the gateway under a
 * name of its own that it points here.
 *
 * <p>A gateway on loopback answers to loopback names and the allowed ones. A gateway on another address answers to every
 * name, unless some are allowed: then to these, its own address and loopback names. Ports are not looked at.
 *
 * <p>Immutable and thread-safe.
 */
public final class HostCheck {

    private final boolean onLoopback;
    private final boolean anyName;
    private final Set<String> names = new HashSet<>();

    /**
     * For a gateway at this address.
     *
     * @throws IllegalArgumentException if one of the names is not the name of a host
     */
    public HostCheck(String boundHost, Collection<String> allowedHosts) {
        HostName own = HostName.ofBare(boundHost)
                .orElseThrow(() -> new IllegalArgumentException("not the name of a host: \"" + boundHost + "\""));
        this.onLoopback = own.isLoopback();
        this.anyName = !onLoopback && allowedHosts.isEmpty();
        names.add(own.name());
        for (String allowed : allowedHosts) {
            names.add(name(allowed));
        }
    }

    private HostCheck(HostCheck other, String further) {
        this.onLoopback = other.onLoopback;
        this.anyName = other.anyName;
        names.addAll(other.names);
        names.add(further);
    }

    /**
     * The same, with one name more.
     *
     * @throws IllegalArgumentException if it is not the name of a host
     */
    public HostCheck and(String host) {
        return new HostCheck(this, name(host));
    }

    private static String name(String host) {
        return HostName.ofBare(host)
                .orElseThrow(() -> new IllegalArgumentException("not the name of a host: \"" + host + "\""))
                .name();
    }

    /** Whether a name means the machine itself, whatever the gateway. */
    public static boolean isLoopback(String host) {
        return HostName.ofBare(host).filter(HostName::isLoopback).isPresent();
    }

    /** Whether the gateway can be reached from its own machine only. */
    public boolean onLoopback() {
        return onLoopback;
    }

    /** Whether a request with this Host header may pass. A missing or unreadable one may not. */
    public boolean allows(@Nullable String hostHeader) {
        Optional<HostName> host = hostHeader == null ? Optional.empty() : HostName.of(hostHeader);
        return host.filter(found -> anyName || found.isLoopback() || names.contains(found.name()))
                .isPresent();
    }

    /**
     * Lets a request pass.
     *
     * @throws GatewayException with {@code FORBIDDEN_HOST}
     */
    public void check(@Nullable String hostHeader) {
        if (!allows(hostHeader)) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN_HOST,
                    "this gateway does not answer to the name in the Host header; allow it with allowed-hosts in the"
                            + " configuration if it is meant");
        }
    }
}
