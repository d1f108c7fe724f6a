package dev.hearth.protocol.zmq;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs messages with the key of a connection file, and checks signatures. Holds a secret: never log it. Confined to one
 * thread.
 */
public final class Signing {
    private static final byte[] NOTHING = {};
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final @Nullable Mac mac; // null: nothing is signed

    private Signing(@Nullable Mac mac) {
        this.mac = mac;
    }

    /**
     * Signing with a key.
     *
     * @param scheme {@code signature_scheme}: {@code hmac-md5}, {@code hmac-sha256} or {@code hmac-sha512}
     * @param key {@code key}; empty: messages are not signed and not checked
     * @throws IllegalArgumentException for another scheme; its message has the scheme, not the key
     */
    public static Signing of(String scheme, String key) {
        String algorithm =
                switch (scheme.toLowerCase(Locale.ROOT)) {
                    case "hmac-md5" -> "HmacMD5";
                    case "hmac-sha256" -> "HmacSHA256";
                    case "hmac-sha512" -> "HmacSHA512";
                    default ->
                        throw new IllegalArgumentException("expected the signature scheme hmac-sha256, hmac-sha512 or"
                                + " hmac-md5, found " + scheme);
                };
        if (key.isEmpty()) {
            return new Signing(null);
        }
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            return new Signing(mac);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    /** Whether messages are signed at all. */
    public boolean isOn() {
        return mac != null;
    }

    /**
     * The signature of the four JSON parts in this order, as lower-case hexadecimal digits; empty if nothing is signed. The
     * buffers' positions stay.
     */
    public byte[] sign(ByteBuffer header, ByteBuffer parentHeader, ByteBuffer metadata, ByteBuffer content) {
        if (mac == null) {
            return NOTHING;
        }
        mac.update(header.duplicate());
        mac.update(parentHeader.duplicate());
        mac.update(metadata.duplicate());
        mac.update(content.duplicate());
        byte[] digest = mac.doFinal();
        byte[] hex = new byte[2 * digest.length];
        for (int i = 0; i < digest.length; i++) {
            hex[2 * i] = HEX[digest[i] >> 4 & 0xf];
            hex[2 * i + 1] = HEX[digest[i] & 0xf];
        }
        return hex;
    }

    /** Whether a signature fits the four parts, compared in constant time. Everything fits if nothing is signed. */
    public boolean fits(
            byte[] signature, ByteBuffer header, ByteBuffer parentHeader, ByteBuffer metadata, ByteBuffer content) {
        return mac == null || MessageDigest.isEqual(sign(header, parentHeader, metadata, content), signature);
    }
}
