package dev.hearth.gateway.cli;

import java.io.IOException;
import java.net.URI;

/** Addresses that users paste. Only functions. */
final class GatewayUrl {
    private GatewayUrl() {}

    /**
     * The address alone, as it may be written down: without a query, in which the token may be.
     *
     * @throws IOException if it is none of a gateway, or has a token in its path
     */
    static URI bare(URI given) throws IOException {
        boolean known = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
        if (!known || given.getHost() == null || given.getRawUserInfo() != null) {
            throw new IOException("expected an address like http://127.0.0.1:8998");
        }
        String path = given.getRawPath() == null ? "" : given.getRawPath().replaceAll("/+$", "");
        if (path.matches("(?:.*/)?t/[^/]+")) {
            throw new IOException(
                    "this address has a token in its path, and would be written down: give the address without it, and the"
                            + " token with --token-file or HEARTH_TOKEN");
        }
        return URI.create(given.getScheme() + "://" + given.getRawAuthority() + path);
    }
}
