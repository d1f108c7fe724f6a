package dev.hearth.gateway.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The server's certificate and key, from PEM files, which may be read again while it serves. Thread-safe.
 */
public final class TlsMaterial {
    private static final long MAX_BYTES = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    private final Path certificateFile;
    private final Path keyFile;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private volatile String pin;

    private TlsMaterial(Path certificateFile, Path keyFile, Loaded loaded) {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.pin = loaded.pin();
        apply(factory, loaded);
    }

    private record Loaded(KeyStore store, String pin) {}

    /**
     * Reads both files.
     *
     * @param certificate the chain, the server's own first
     * @param key PKCS #8, not encrypted; RSA, EC or EdDSA
     * @throws IOException if one cannot be read or is not what it should be; no word of the key is in the message
     */
    public static TlsMaterial read(Path certificate, Path key) throws IOException {
        return new TlsMaterial(certificate, key, load(certificate, key));
    }

    /** SHA-256 of the server's own certificate, 64 lower-case hexadecimal digits: what drivers are told to expect. */
    public String pin() {
        return pin;
    }

    /** The folders and files to be watched. */
    Path certificateFile() {
        return certificateFile;
    }

    Path keyFile() {
        return keyFile;
    }

    SslContextFactory.Server contextFactory() {
        return factory;
    }

    /**
     * Reads both files again: new connections get what is in them now. If they cannot be read, all stays as it is.
     *
     * @return whether there is another certificate now
     * @throws IOException if they cannot be read, or do not fit each other
     */
    public synchronized boolean reload() throws IOException {
        Loaded loaded = load(certificateFile, keyFile);
        if (loaded.pin().equals(pin)) {
            return false;
        }
        try {
            factory.reload(changed -> apply((SslContextFactory.Server) changed, loaded));
        } catch (Exception e) {
            throw new IOException("the new certificate cannot be used", e);
        }
        pin = loaded.pin();
        return true;
    }

    private static void apply(SslContextFactory.Server to, Loaded loaded) {
        to.setKeyStore(loaded.store());
        to.setKeyStorePassword("");
        to.setKeyManagerPassword("");
    }

    private static Loaded load(Path certificateFile, Path keyFile) throws IOException {
        try {
            Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(certificateFile)));
            if (chain.isEmpty()) {
                throw new IOException(certificateFile + " has no certificate in it");
            }
            PrivateKey key = key(keyFile);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            Certificate[] certificates = chain.toArray(new Certificate[0]);
            if (!isPair(certificates[0].getPublicKey(), key)) {
                throw new IOException(keyFile + " is not the key of the certificate in " + certificateFile);
            }
            store.setKeyEntry("server", key, NO_PASSWORD, certificates);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificates[0].getEncoded());
            return new Loaded(store, HexFormat.of().formatHex(hash));
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate in " + certificateFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Whether what the one signs the other verifies. */
    private static boolean isPair(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
        if (!open.getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(text);
        return signature.verify(signed);
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher matcher = KEY.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new IOException(file + " has no key in PKCS #8 form (BEGIN PRIVATE KEY) in it");
        }
        PKCS8EncodedKeySpec spec;
        try {
            spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " has a key that is not base 64"); // no cause: it may show of the key
        }
        for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Another algorithm's key.
            }
        }
        throw new IOException(file + " has a key that is neither RSA nor EC nor EdDSA");
    }
}
