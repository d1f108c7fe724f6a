package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.Language;
import java.net.URI;
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
        assertThat(all.gateway()).isEqualTo(new NamedGateway(URI.create("http://127.0.0.1:8998/hub"), Path.of("t")));
        assertThat(all.joining().isNew()).isTrue();
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
    void read_withoutAnAddress_meansTheGatewayOfThisMachine() throws Exception {
        Arguments local = Arguments.read("--connection=c", "--language=sql", "--home=/h", "--ca-file", "ca.pem");

        assertThat(local.gateway()).isInstanceOf(LocalGateway.class);
        assertThat(local.caFile()).isEqualTo(Path.of("ca.pem"));
        assertThatThrownBy(() -> local.gateway().check())
                .isInstanceOf(BridgeException.class)
                .hasMessageContaining("no Hearth in /h");
    }

    @Test
    void read_ofASession_joinsItFromItsBeginning_andNeverEndsIt() throws Exception {
        Arguments whole = Arguments.read("--connection=c", "--language=sql", "--home=/h", "--session=a-1");
        assertThat(whole.joining()).isEqualTo(new Joining("a-1", 0));
        assertThat(whole.keepSession()).isTrue();
        Arguments part = Arguments.read("--connection=c", "--language=sql", "--home=/h", "--session=a-1", "--since=17");
        assertThat(part.joining().since()).isEqualTo(17);
    }

    @Test
    void read_ofAWrongLine_saysWhatIsWrong_andHowItGoes() {
        refused("--connection is missing", "--language=sql");
        refused("--url is missing", "--connection", "c", "--token-file=t");
        refused("--token-file is missing", "--connection", "c", "--url=http://h");
        refused("--since is", "--connection=c", "--language=sql", "--session=s", "--since=x");
        refused("--session is", "--connection=c", "--language=sql", "--session=../x");
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
        assertThatThrownBy(() -> with(file))
                .isInstanceOf(BridgeException.class)
                .hasMessageContaining("holds no token")
                .message()
                .doesNotContain("two words");
        assertThatThrownBy(() -> with(folder.resolve("none"))).hasMessageContaining("cannot be read");
    }

    private static Door with(Path tokenFile) throws BridgeException {
        return new NamedGateway(URI.create("http://h"), tokenFile).open(told -> {});
    }
}
