package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge as a process: how it ends. */
class BridgeMainIT {
    private Path folder;

    @BeforeEach
    void use(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void connectionFileThatIsMissing_isOneLineAndAnExitCode() throws Exception {
        Process process = bridge("", "--connection", "none.json", "--url", "http://127.0.0.1:9");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(BridgeException.CONNECTION);
        assertThat(log()).hasSize(1).allMatch(line -> line.contains("none.json does not exist"));
    }

    @Test
    void connectionFileThatIsHalfWritten_isOneLineAndAnExitCode() throws Exception {
        Path whole = Kernel.connectionFile(folder, "key");
        Path half = Files.writeString(
                folder.resolve("half.json"), Files.readString(whole).substring(0, 100));
        Process process = bridge("", "--connection", half.toString(), "--url", "http://127.0.0.1:9");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(BridgeException.CONNECTION);
        assertThat(log()).hasSize(1).allMatch(line -> line.contains("half.json is not whole"));
    }

    @Test
    void sigterm_endsTheSession_andTheProcess() throws Exception {
        try (StubGateway gateway = new StubGateway(0)) {
            Process process = serving(gateway, "");

            process.destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(gateway.calls).anyMatch(call -> call.startsWith("DELETE /api/kernels/"));
        }
    }

    @Test
    void endOfTheAnnouncedParent_endsTheSession_andTheProcess() throws Exception {
        Process parent = new ProcessBuilder("sleep", "60").start();
        try (StubGateway gateway = new StubGateway(0)) {
            Process process = serving(gateway, String.valueOf(parent.pid()));

            parent.destroyForcibly();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(gateway.calls).anyMatch(call -> call.startsWith("DELETE /api/kernels/"));
        } finally {
            parent.destroyForcibly();
        }
    }

    private Process serving(StubGateway gateway, String parent) throws Exception {
        Path connection = Kernel.connectionFile(folder, "key");
        Process process = bridge(
                parent,
                "--connection",
                connection.toString(),
                "--url",
                gateway.url().toString());
        gateway.awaitClient();
        return process;
    }

    private Process bridge(String parent, String... words) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "the-token");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                BridgeMain.class.getName(),
                "--token-file",
                token.toString(),
                "--language",
                "sql"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(folder.resolve("log").toFile());
        builder.environment().remove("JPY_PARENT_PID");
        if (!parent.isEmpty()) {
            builder.environment().put("JPY_PARENT_PID", parent);
        }
        return builder.start();
    }

    private List<String> log() throws Exception {
        return Files.readAllLines(folder.resolve("log"));
    }
}
