package dev.hearth.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are trusted, where that is not for the JDK to say. Only functions. */
final class Trust {
    private Trust() {}

    /** Trusts the certificates of a PEM file, and nobody else. */
    static SSLContext in(Path file) throws BridgeException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw bad(file, "holds no certificate");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw bad(file, "cannot be read");
        } catch (GeneralSecurityException e) {
            throw bad(file, "holds no certificates in PEM");
        }
    }

    private static BridgeException bad(Path file, String what) {
        return new BridgeException(BridgeException.GATEWAY, "the file of certificates " + file + " " + what);
    }
}
