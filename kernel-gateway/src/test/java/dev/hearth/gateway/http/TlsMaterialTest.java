package dev.hearth.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsMaterialTest {
    @TempDir
    static Path folder;

    private static Map<String, TestPem> pem = Map.of();

    @BeforeAll
    static void makeKeys() throws Exception {
        pem = TestPem.make(folder, "RSA", "EC", "Ed25519");
    }

    /** SHA-256 of the certificate that a server shows. */
    private static String shown(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            byte[] own = socket.getSession().getPeerCertificates()[0].getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(own));
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void read_takesKeysOfAllKinds(String algorithm) throws Exception {
        TestPem files = pem.get(algorithm);
        assertThat(TlsMaterial.read(files.certificate(), files.key()).pin()).matches("[0-9a-f]{64}");
    }

    @Test
    void read_ofWhatIsNoKey_saysWhichFileAndShowsNothingOfIt() throws Exception {
        Path files = pem.get("EC").certificate();
        Path wrong = Files.writeString(folder.resolve("wrong.key"), "-----BEGIN EC PRIVATE KEY-----\nsecretsecret\n");
        assertThatThrownBy(() -> TlsMaterial.read(files, wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wrong.key")
                .hasMessageNotContaining("secretsecret");
        Path mangled = Files.writeString(
                folder.resolve("mangled.key"),
                "-----BEGIN PRIVATE KEY-----\nsecretsecre=t\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> TlsMaterial.read(files, mangled))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mangled.key")
                .hasMessageNotContaining("secret");
        Path other = pem.get("RSA").key();
        assertThatThrownBy(() -> TlsMaterial.read(files, other)).isInstanceOf(IOException.class);
    }

    @Test
    void server_speaksTls_andTakesANewCertificateWithoutARestart() throws Exception {
        Path certificates = Files.createDirectories(folder.resolve("serving"));
        TestPem files = new TestPem(certificates.resolve("server.crt"), certificates.resolve("server.key"));
        pem.get("RSA").replace(files);
        TlsMaterial material = TlsMaterial.read(files.certificate(), files.key());
        String first = material.pin();
        HttpServer server = new HttpServer(
                HttpSettings.defaults(),
                TestGuards.none(),
                new dev.hearth.gateway.error.ErrorMapper(),
                RequestTimes.NONE,
                material,
                List.of());
        int port = server.start("127.0.0.1", 0);
        try (TlsWatch watch = TlsWatch.start(material)) {
            assertThat(watch).isNotNull();
            assertThat(shown(port)).isEqualTo(first);
            String whole = Files.readString(files.key());
            Files.writeString(files.key(), whole.replace("-----END", "A=A\n-----END"));
            Thread.sleep(200); // nothing tells that the watch has seen it
            Files.writeString(files.key(), whole);
            pem.get("EC").replace(files);
            Instant end = Instant.now().plus(Duration.ofSeconds(10));
            while (shown(port).equals(first) && Instant.now().isBefore(end)) {
                Thread.sleep(20); // the file system tells in its own time
            }
            assertThat(shown(port)).isNotEqualTo(first).isEqualTo(material.pin());
        } finally {
            server.stop();
        }
    }
}
