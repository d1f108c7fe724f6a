package dev.hearth.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class CommandLineTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private CommandLine line;

    @BeforeEach
    void make() {
        GatewayStarter none = options -> {
            throw new IOException("no gateway is started in this test");
        };
        line = HearthCommand.commandLine(none, config -> Path.of("archive"))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "run", "token", "kernels", "attach", "doctor", "demo"})
    void help_isThereForEveryCommand_withExamples(String command) {
        assertThat(line.execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: hearth " + command, "Examples:", "hearth " + command);
    }

    @Test
    void noCommand_orAnUnknownOne_isAWrongCommandLine() {
        assertThat(line.execute()).isEqualTo(2);
        assertThat(line.execute("dance")).isEqualTo(2);
        assertThat(line.execute("serve", "--port", "many")).isEqualTo(2);
        assertThat(err.toString()).contains("a command is needed", "dance", "many");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void failure_isOneSentence() {
        assertThat(line.execute("serve", "--data", data())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("hearth: no gateway is started in this test" + System.lineSeparator());
    }

    @Test
    void tokens_areMadeListedAndRevoked_whereNoGatewayRuns() {
        assertThat(line.execute("token", "new", "--path", "--label", "paper mill", "--data", data()))
                .isZero();
        String token = out.toString().strip();
        assertThat(token).matches("[0-9a-f]{64}");
        out.getBuffer().setLength(0);

        assertThat(line.execute("token", "list", "--data", data())).isZero();
        String listed = out.toString();
        assertThat(listed).contains("path", "never", "good", "paper mill").doesNotContain(token);
        String id = listed.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
        out.getBuffer().setLength(0);

        assertThat(line.execute("token", "revoke", id, "--data", data())).isZero();
        assertThat(line.execute("token", "list", "--data", data())).isZero();
        assertThat(out.toString()).contains("revoked");
        assertThat(line.execute("token", "revoke", id, "--data", data())).isEqualTo(1);
        assertThat(err.toString()).contains("no token with this id");
    }

    @Test
    void run_withoutAToken_orOnNoNotebook_saysSo() throws Exception {
        Path text = Files.writeString(folder.resolve("x.ipynb"), "{}");
        assertThat(line.execute("run", text.toString())).isEqualTo(1);
        assertThat(line.execute("run", folder.resolve("gone.ipynb").toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("not a notebook", "there is no file")
                .contains("gone.ipynb");
    }

    @Test
    void doctor_namesWhatIsMissing() {
        int code = line.execute(
                "doctor",
                "--data",
                data(),
                "--config",
                folder.resolve("gone.yaml").toString());
        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains("MISSING", "gone.yaml", "Java (gateway)", "disk", "port");
    }
}
