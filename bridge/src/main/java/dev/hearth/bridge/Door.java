package dev.hearth.bridge;

import java.net.URI;

/**
 * Where a gateway is, and what opens it. Holds a secret: never log the token. Immutable.
 *
 * @param base the address, without a final slash
 */
record Door(URI base, String token) {
    @Override
    public String toString() {
        return "Door[" + base + "]";
    }
}
