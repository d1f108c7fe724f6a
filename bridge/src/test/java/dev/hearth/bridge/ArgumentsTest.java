package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.Language;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {
    private Path folder;

    @BeforeEach
    void use(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void read_takesBothSpellings_andGivesTheKernelspec() throws Exception {
        Arguments all = Arguments.read(
                "--connection=c.json",
                "--url",
                "http://127.0.0.1:8998/hub/",
                "--token-file",
                "t",
                "--language=SQL",
                "--profile",
                "big",
                "--keep-session");

        assertThat(all.connection()).isEqualTo(Path.of("c.json"));
        assertThat(all.gateway()).hasToString("http://127.0.0.1:8998/hub");
        assertThat(all.kernelspec()).isEqualTo("hearth-sql-big");
        assertThat(all.keepSession()).isTrue();
        assertThat(all.quiet()).isFalse();
        Arguments few = Arguments.read(
                "--connection", "c", "--url", "https://h", "--token-file", "t", "--language", "scala", "--quiet");
        assertThat(few.kernelspec()).isEqualTo("hearth-scala");
        assertThat(few.language()).isEqualTo(Language.SCALA);
        assertThat(few.keepSession()).isFalse();
        assertThat(few.quiet()).isTrue();
    }

    @Test
    void read_ofAWrongLine_saysWhatIsWrong_andHowItGoes() {
        refused("--url is missing", "--connection", "c");
        refused("unknown: --conection", "--conection", "c");
        refused("--language needs a value", "--language");
        refused("--language is", "--connection=c", "--url=http://h", "--token-file=t", "--language=r");
        refused("--url is", "--connection=c", "--url=ftp://h", "--token-file=t", "--language=sql");
        refused("--url is", "--connection=c", "--url=http://h/?token=x", "--token-file=t", "--language=sql");
    }

    private static void refused(String what, String... words) {
        assertThatThrownBy(() -> Arguments.read(words))
                .isInstanceOf(BridgeException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("usage: ");
    }

    @Test
    void token_isTheFilesLine_andAFileWithoutOneIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "secret\n");
        assertThat(with(file).token()).isEqualTo("secret");
        Files.writeString(file, "two words\n");
        assertThatThrownBy(() -> with(file).token())
                .isInstanceOf(BridgeException.class)
                .message()
                .doesNotContain("two words");
        assertThatThrownBy(() -> with(folder.resolve("none")).token()).hasMessageContaining("cannot be read");
    }

    private static Arguments with(Path tokenFile) throws BridgeException {
        return Arguments.read(
                "--connection", "c", "--url", "http://h", "--token-file", tokenFile.toString(), "--language", "sql");
    }
}
