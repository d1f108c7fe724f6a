package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.http.TestPem;
import dev.hearth.gateway.http.TlsMaterial;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // closing may be interrupted like anything in a test
class CertificatePinTest {
    @TempDir
    Path folder;

    @Test
    void launches_carryThePinOfTheCertificateThatIsServedNow() throws Exception {
        Map<String, TestPem> made = TestPem.make(folder, "EC", "Ed25519");
        TestPem files = new TestPem(folder.resolve("server.crt"), folder.resolve("server.key"));
        made.get("EC").replace(files);
        TlsMaterial material = TlsMaterial.read(files.certificate(), files.key());
        String before = material.pin();
        try (Workbench bench = new Workbench(folder.resolve("sessions"))
                .certificatePin(() -> Optional.of(material.pin()))
                .start()) {
            bench.ready();
            assertThat(bench.launcher().newest().descriptor().certificatePin()).isEqualTo(before);
            made.get("Ed25519").replace(files);
            assertThat(material.reload()).isTrue();
            bench.ready();
            assertThat(bench.launcher().newest().descriptor().certificatePin())
                    .isEqualTo(material.pin())
                    .isNotEqualTo(before);
        }
    }
}
