package dev.hearth.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    private static final Map<String, Path[]> PEM = new HashMap<>();

    /** Certificates and keys as PEM files, made by the JDK's own keytool: three at once, since each takes its time. */
    @BeforeAll
    static void makeKeys() throws Exception {
        Map<String, Process> made = new HashMap<>();
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            made.put(algorithm, keytool(algorithm));
        }
        for (Map.Entry<String, Process> each : made.entrySet()) {
            assertThat(each.getValue().waitFor(60, TimeUnit.SECONDS)).isTrue();
            PEM.put(each.getKey(), export(each.getKey()));
        }
    }

    private static Process keytool(String algorithm) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + algorithm,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        folder.resolve(algorithm + ".p12").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Path[] export(String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            keys.load(in, "password".toCharArray());
        }
        Path certificate = folder.resolve(name + ".crt");
        Path key = folder.resolve(name + ".key");
        Files.writeString(
                certificate, block("CERTIFICATE", keys.getCertificate("k").getEncoded()));
        Files.writeString(
                key,
                block("PRIVATE KEY", keys.getKey("k", "password".toCharArray()).getEncoded()));
        return new Path[] {certificate, key};
    }

    private static String block(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + what + "-----\n";
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
        Path[] files = PEM.get(algorithm);
        assertThat(TlsMaterial.read(files[0], files[1]).pin()).matches("[0-9a-f]{64}");
    }

    @Test
    void read_ofWhatIsNoKey_saysWhichFileAndShowsNothingOfIt() throws Exception {
        Path[] files = PEM.get("EC");
        Path wrong = Files.writeString(folder.resolve("wrong.key"), "-----BEGIN EC PRIVATE KEY-----\nsecretsecret\n");
        assertThatThrownBy(() -> TlsMaterial.read(files[0], wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wrong.key")
                .hasMessageNotContaining("secretsecret");
        Path[] other = PEM.get("RSA");
        assertThatThrownBy(() -> TlsMaterial.read(files[0], other[1])).isInstanceOf(IOException.class);
    }

    @Test
    void server_speaksTls_andTakesANewCertificateWithoutARestart() throws Exception {
        Path certificates = Files.createDirectories(folder.resolve("serving"));
        Path[] files = {certificates.resolve("server.crt"), certificates.resolve("server.key")};
        Files.copy(PEM.get("RSA")[0], files[0]);
        Files.copy(PEM.get("RSA")[1], files[1]);
        TlsMaterial material = TlsMaterial.read(files[0], files[1]);
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
            Files.copy(PEM.get("EC")[1], files[1], StandardCopyOption.REPLACE_EXISTING);
            Files.copy(PEM.get("EC")[0], files[0], StandardCopyOption.REPLACE_EXISTING);
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
