package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
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
        Certificate first = SelfSigned.make(folder, "first");
        Certificate second = SelfSigned.make(folder, "second");
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

    static SSLContext trusting(Certificate... certificates) throws Exception {
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
