package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a certificate: clients and drivers over TLS, and another certificate in its place while it runs. */
class TlsIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void cellsOverTls_alsoBehindAnotherCertificateThatTookThePlaceOfTheFirst() throws Exception {
        Certificate first = certificate("first");
        Certificate second = certificate("second");
        install("first");
        Path data = folder.resolve("data");
        Configurations.write(
                data,
                Configurations.pythonAlone("tls: { certificate: %s, key: %s }\n"
                        .formatted(folder.resolve("served.crt"), folder.resolve("served.key"))));
        SSLContext trust = trusting(first, second);
        HttpClient https = HttpClient.newBuilder()
                .sslContext(trust)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        try (GatewayProcess gateway = GatewayProcess.start(data).through(https)) {
            assertThat(gateway.url()).startsWith("https://");
            assertThat(served(trust, gateway.port())).isEqualTo(first);
            String before = KernelClient.startKernel(gateway, "hearth-python");
            try (KernelClient client = KernelClient.connect(gateway, before, "tls")) {
                assertThat(KernelClient.text(client.run("6 * 7", LONG))).isEqualTo("42");

                install("second");
                long end = System.nanoTime() + LONG.toNanos();
                while (!served(trust, gateway.port()).equals(second)) {
                    assertThat(System.nanoTime()).isLessThan(end);
                    Thread.sleep(200); // the gateway tells nobody
                }
                String after = KernelClient.startKernel(gateway, "hearth-python");
                try (KernelClient other = KernelClient.connect(gateway, after, "tls")) {
                    assertThat(KernelClient.text(other.run("6 * 8", LONG))).isEqualTo("48");
                }
                assertThat(KernelClient.text(client.run("6 * 9", LONG))).isEqualTo("54");
            }
            assertThat(gateway.session(before).at("/link/up").asBoolean()).isTrue();
        }
    }

    /** What a new connection is shown. */
    private static Certificate served(SSLContext trust, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private void install(String name) throws Exception {
        for (String kind : List.of(".key", ".crt")) {
            Files.copy(
                    folder.resolve(name + kind), folder.resolve("served" + kind), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Made by the JDK's own keytool, with its key beside it. */
    private Certificate certificate(String name) throws Exception {
        Path keys = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        keys.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "password".toCharArray());
        }
        Certificate made = store.getCertificate("k");
        pem(name + ".crt", "CERTIFICATE", made.getEncoded());
        pem(
                name + ".key",
                "PRIVATE KEY",
                store.getKey("k", "password".toCharArray()).getEncoded());
        return made;
    }

    private void pem(String file, String what, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private static SSLContext trusting(Certificate... certificates) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.length; i++) {
            store.setCertificateEntry("c" + i, certificates[i]);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
