package dev.hearth.driver.link;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts one certificate, by its SHA-256, whoever signed it and whatever name is in it. Immutable. */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final byte[] pin;

    /** Trusts the certificate with this SHA-256 in hexadecimal; colons are passed over. */
    PinnedTrust(String pin) {
        this.pin = HexFormat.of().parseHex(pin.replace(":", "").toLowerCase(Locale.ROOT));
    }

    private void check(X509Certificate @Nullable [] chain) throws CertificateException {
        try {
            if (chain != null && chain.length > 0) {
                byte[] found = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
                if (MessageDigest.isEqual(found, pin)) {
                    return;
                }
            }
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException("every JDK has SHA-256", e);
        }
        throw new CertificateException("the gateway's certificate is not the one that this driver was told to trust");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this end is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this end is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this end is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
