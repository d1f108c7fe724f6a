package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Language;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link over TLS: a certificate that nobody signed, known by its pin. */
class TlsTest {
    private static final char[] PASSWORD = "only-for-this-test".toCharArray();

    private static KeyStore makeCertificate(Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "gateway",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=somewhere-else",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static LaunchDescriptor withPin(LaunchDescriptor plain, String pin) {
        return new LaunchDescriptor(
                plain.session(),
                plain.number(),
                plain.incarnation(),
                plain.headerSession(),
                plain.linkUrl(),
                pin,
                plain.launchSecret(),
                plain.language(),
                plain.applicationName(),
                plain.sparkConf(),
                plain.python(),
                plain.environment(),
                plain.directory(),
                plain.logFile(),
                plain.settings());
    }

    @Test
    void link_withTheRightPin_isMade_andWithAnotherIsNot(@TempDir Path folder) throws Exception {
        KeyStore keys = makeCertificate(folder);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(keys.getCertificate("gateway").getEncoded());
        ServerSocket server = tls.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
        try (TestPeer peer = new TestPeer(server, "wss")) {
            LaunchDescriptor wrong = withPin(
                    peer.descriptor(folder.resolve("wrong"), Language.SCALA, TestPeer.settings(1 << 20, 1)),
                    "00".repeat(32));
            DriverUnderTest distrusting = new DriverUnderTest(wrong);
            assertThat(distrusting.exitStatus(Duration.ofSeconds(20))).isEqualTo(4);
            assertThat(peer.hellos).isEmpty();
            LaunchDescriptor right = withPin(
                    peer.descriptor(folder.resolve("right"), Language.SCALA, TestPeer.settings(1 << 20, 0)),
                    HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash));
            try (DriverUnderTest trusting = new DriverUnderTest(right)) {
                peer.awaitLinked();
                String cell = peer.execute("a", "print over TLS");
                peer.awaitIdle(cell);
                assertThat(peer.of(cell).stdout()).isEqualTo("over TLS");
                assertThat(trusting.engine.own.starts.get()).isEqualTo(1);
            }
        }
    }
}
