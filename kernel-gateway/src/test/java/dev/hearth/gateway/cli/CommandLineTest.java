package dev.hearth.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class CommandLineTest {

    @TempDir
    Path folder;

    private final Typed typed = new Typed();

    private String data() {
        return folder.resolve("data").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "run", "token", "kernels", "attach", "doctor", "demo"})
    void help_isThereForEveryCommand_withExamples(String command) {
        assertThat(typed.hearth(command, "--help")).isZero();
        assertThat(typed.out()).contains("Usage: hearth " + command, "Examples:", "hearth " + command);
    }

    @Test
    void noCommand_orAnUnknownOne_isAWrongCommandLine() {
        assertThat(typed.hearth()).isEqualTo(2);
        assertThat(typed.err()).contains("a command is needed");
        assertThat(typed.hearth("dance")).isEqualTo(2);
        assertThat(typed.err()).contains("dance");
        assertThat(typed.hearth("serve", "--port", "many")).isEqualTo(2);
        assertThat(typed.err()).contains("many");
        assertThat(typed.out()).isEmpty();
    }

    @Test
    void failure_isOneSentence() {
        assertThat(typed.hearth("serve", "--data", data())).isEqualTo(1);
        assertThat(typed.err()).isEqualTo("hearth: no gateway is started in this test" + System.lineSeparator());
    }

    @Test
    void tokens_areMadeListedAndRevoked_whereNoGatewayRuns() {
        assertThat(typed.hearth("token", "new", "--path", "--label", "paper mill", "--data", data()))
                .isZero();
        String token = typed.out().strip();
        assertThat(token).matches("[0-9a-f]{64}");

        assertThat(typed.hearth("token", "list", "--data", data())).isZero();
        String listed = typed.out();
        assertThat(listed).contains("path", "never", "good", "paper mill").doesNotContain(token);
        String id = listed.lines().skip(1).findFirst().orElseThrow().split(" ")[0];

        assertThat(typed.hearth("token", "revoke", id, "--data", data())).isZero();
        assertThat(typed.hearth("token", "list", "--data", data())).isZero();
        assertThat(typed.out()).contains("revoked");
        assertThat(typed.hearth("token", "revoke", id, "--data", data())).isEqualTo(1);
        assertThat(typed.err()).contains("no token with this id");
    }

    @Test
    void tokens_ofAUser_areMadeAndListedWithTheirName() {
        assertThat(typed.hearth("token", "make", "--user", "ana", "--label", "laptop", "--data", data()))
                .isZero();
        String token = typed.out().strip();
        assertThat(typed.hearth("token", "new", "--data", data())).isZero();
        assertThat(typed.hearth("token", "list", "--data", data())).isZero();
        assertThat(typed.out().lines().skip(1))
                .anySatisfy(line -> assertThat(line).contains(" ana ").contains("laptop"))
                .anySatisfy(line -> assertThat(line).contains(" hearth "));
        assertThat(typed.out()).doesNotContain(token);
        assertThat(typed.hearth("token", "make", "--user", "a b", "--data", data()))
                .isEqualTo(1);
        assertThat(typed.err()).contains("no such user");
    }

    @Test
    void run_onNoNotebook_saysSo() throws Exception {
        Path text = Files.writeString(folder.resolve("x.ipynb"), "{}");
        assertThat(typed.hearth("run", text.toString())).isEqualTo(1);
        assertThat(typed.err()).contains("not a notebook");
        assertThat(typed.hearth("run", folder.resolve("gone.ipynb").toString())).isEqualTo(1);
        assertThat(typed.err()).contains("there is no file", "gone.ipynb");
    }

    @Test
    void gatewayOfRunAndAttach_isOneThatIsNamedWhole() throws Exception {
        String notebook = Files.writeString(
                        folder.resolve("x.ipynb"), "{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": []}")
                .toString();
        String token = AnsweringGateway.tokenFile(folder, "rw-r--r--").toString();
        String[][] commands = {{"run", notebook}, {"attach", "4c5e"}};
        for (String[] each : commands) {
            assertThat(typed.hearth(each[0], each[1], "--token-file", token)).isEqualTo(2);
            assertThat(typed.err()).contains("belong to --url");
            assertThat(typed.hearth(each[0], each[1], "--url", "http://127.0.0.1:9", "--token-file", token))
                    .isEqualTo(1);
            assertThat(typed.err()).contains("chmod 600");
            AnsweringGateway.tokenFile(folder, "rw-------");
            assertThat(typed.hearth(each[0], each[1], "--url", "http://127.0.0.1:9", "--token-file", token))
                    .isEqualTo(1);
            assertThat(typed.err()).contains("no gateway answers at http://127.0.0.1:9");
            assertThat(typed.hearth(
                            each[0],
                            each[1],
                            "--url",
                            "https://127.0.0.1:9",
                            "--token-file",
                            token,
                            "--ca-file",
                            token + ".pem"))
                    .isEqualTo(1);
            assertThat(typed.err()).contains("there is no file " + token + ".pem");
            AnsweringGateway.tokenFile(folder, "rw-r--r--");
        }
    }

    @Test
    void version_isThatOfEveryCommand() {
        assertThat(typed.hearth("-V")).isZero();
        String version = typed.out();
        assertThat(version).startsWith("Hearth ");
        assertThat(typed.hearth("kernels", "install", "-V")).isZero();
        assertThat(typed.out()).isEqualTo(version);
    }

    @Test
    void doctor_namesWhatIsMissing() {
        int code = typed.hearth(
                "doctor",
                "--data",
                data(),
                "--config",
                folder.resolve("gone.yaml").toString());
        assertThat(code).isEqualTo(1);
        assertThat(typed.out()).contains("MISSING", "gone.yaml", "Java (gateway)", "disk", "port");
    }

    @Test
    void doctor_saysWhatALivyConfDoesNotSay() throws Exception {
        Path conf = Files.writeString(folder.resolve("livy.conf"), "livy.ui.enabled = true\nlivy.server.port = 0");
        typed.hearth("doctor", "--data", data(), "--livy-conf", conf.toString());
        assertThat(typed.out()).contains("note", conf + ": without effect here: livy.ui.enabled");
        Files.writeString(conf, "livy.server.port = web");
        assertThat(typed.hearth("doctor", "--data", data(), "--livy-conf", conf.toString()))
                .isEqualTo(1);
        assertThat(typed.out()).contains("MISSING", conf + ": line 1: livy.server.port: expected");
    }
}
