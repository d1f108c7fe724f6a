package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.protocol.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionFileTest {
    /** As jupyter_client 8.10 writes it. */
    private static final String WHOLE = """
            {
              "shell_port": 53794,
              "iopub_port": 35347,
              "stdin_port": 37287,
              "control_port": 50931,
              "hb_port": 52911,
              "ip": "127.0.0.1",
              "key": "secret-key",
              "transport": "tcp",
              "signature_scheme": "hmac-sha256",
              "kernel_name": ""
            }""";

    private Path folder;

    @BeforeEach
    void use(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void read_ofWhatJupyterClientWrites_givesAllOfIt() throws Exception {
        ConnectionFile file = ConnectionFile.read(write(WHOLE));

        assertThat(file.endpoint(Channel.SHELL)).isEqualTo("tcp://127.0.0.1:53794");
        assertThat(file.endpoint(Channel.HEARTBEAT)).isEqualTo("tcp://127.0.0.1:52911");
        assertThat(file.key()).isEqualTo("secret-key");
        assertThat(file.scheme()).isEqualTo("hmac-sha256");
        assertThat(file.isEncrypted()).isFalse();
    }

    @Test
    void read_ofAnAddressOfIpv6_putsItInBrackets() throws Exception {
        ConnectionFile file = ConnectionFile.read(write(WHOLE.replace("127.0.0.1", "::1")));

        assertThat(file.endpoint(Channel.SHELL)).isEqualTo("tcp://[::1]:53794");
    }

    @Test
    void read_ofWhatIsNotThere_saysSo() {
        assertThat(refusal(folder.resolve("none.json"))).contains("none.json").contains("does not exist");
        assertThat(refusal(folder)).contains("cannot be read");
    }

    @Test
    void read_ofWhatIsCutOffAnywhere_isRefused_andNeverShowsTheKey() throws Exception {
        for (int length = 0; length < WHOLE.length(); length += 7) {
            assertThat(refusal(write(WHOLE.substring(0, length))))
                    .containsAnyOf("is not whole", "is empty")
                    .doesNotContain("secret-key");
        }
    }

    @Test
    void read_ofBadPorts_namesThem() throws Exception {
        assertThat(refusal(write(WHOLE.replace("53794", "0")))).contains("shell_port");
        assertThat(refusal(write(WHOLE.replace("53794", "65536")))).contains("shell_port");
        assertThat(refusal(write(WHOLE.replace("52911", "\"x\"")))).contains("hb_port");
        assertThat(refusal(write(WHOLE.replace("\"control_port\": 50931,", ""))))
                .contains("has no control_port");
        assertThat(refusal(write(WHOLE.replace("37287", "35347"))))
                .contains("35347")
                .contains("iopub_port")
                .contains("stdin_port");
    }

    @Test
    void read_ofAnotherTransportOrHalfAKeyPair_isRefused() throws Exception {
        assertThat(refusal(write(WHOLE.replace("\"tcp\"", "\"ipc\"")))).contains("ipc");
        assertThat(refusal(write(WHOLE.replace("\"key\"", "\"curve_publickey\": \"abc\", \"key\""))))
                .contains("CURVE")
                .doesNotContain("abc");
    }

    private String refusal(Path file) {
        BridgeException refused = catchThrowableOfType(BridgeException.class, () -> ConnectionFile.read(file));
        assertThat(refused.exitCode()).isEqualTo(BridgeException.CONNECTION);
        return String.valueOf(refused.getMessage());
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("kernel.json"), text);
    }
}
