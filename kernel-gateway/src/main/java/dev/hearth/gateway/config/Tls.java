package dev.hearth.gateway.config;

import java.nio.file.Path;

/**
 * Where the server's certificate is. Both files are PEM, and read again when they change. Immutable.
 *
 * @param certificate the chain, the server's own first
 * @param key its private key, PKCS #8, not encrypted
 */
public record Tls(Path certificate, Path key) {

    private static final Path NOWHERE = Path.of("");

    public Tls {
        if (certificate.equals(NOWHERE) != key.equals(NOWHERE)) {
            throw new IllegalArgumentException("certificate and key are both needed");
        }
    }

    /** Neither file: only what a half-written section is completed with, and then refused. */
    public static Tls defaults() {
        return new Tls(NOWHERE, NOWHERE);
    }
}
