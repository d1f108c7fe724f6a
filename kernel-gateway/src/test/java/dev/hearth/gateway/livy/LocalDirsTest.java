package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of this machine that clients may name, and those that they may not. */
class LocalDirsTest {
    @TempDir
    Path root;

    private Path allowed;
    private Path secret;
    private LocalDirs dirs;

    @BeforeEach
    void lay() throws Exception {
        root = root.toRealPath();
        allowed = Files.createDirectories(root.resolve("allowed"));
        Path beside = Files.createDirectories(root.resolve("allowed-not"));
        secret = Files.writeString(root.resolve("secret"), "s");
        Files.writeString(beside.resolve("x.jar"), "x");
        Files.writeString(allowed.resolve("a b.jar"), "x");
        Files.writeString(allowed.resolve("a.jar"), "x");
        Files.createSymbolicLink(allowed.resolve("out.jar"), secret);
        Files.createSymbolicLink(allowed.resolve("up"), root);
        Files.createSymbolicLink(root.resolve("link-to-allowed"), allowed);
        dirs = new LocalDirs(List.of(allowed, root.resolve("not-there")));
    }

    private void refused(String uri, String sentence) {
        assertThatThrownBy(() -> dirs.check(uri))
                .isInstanceOf(GatewayException.class)
                .extracting(thrown -> ((GatewayException) thrown).sentence())
                .asString()
                .isEqualTo(sentence);
    }

    @Test
    void check_ofAFileBelowAFolder_isItsPath_inAllItsForms() {
        String path = allowed.resolve("a.jar").toString();
        assertThat(dirs.check(path)).isEqualTo(path);
        assertThat(dirs.check("file:" + path)).isEqualTo(path);
        assertThat(dirs.check("FILE://" + path)).isEqualTo(path);
        assertThat(dirs.check("file://localhost" + path)).isEqualTo(path);
        assertThat(dirs.check("local:" + path)).isEqualTo(path);
        assertThat(dirs.check("file:" + allowed + "/a%20b.jar"))
                .isEqualTo(allowed.resolve("a b.jar").toString());
        assertThat(dirs.check(root + "/link-to-allowed/a.jar")).isEqualTo(path);
        assertThat(dirs.check(root + "/allowed/../allowed/a.jar")).isEqualTo(path);
    }

    @Test
    void check_ofWhatLiesOutside_isRefused_whateverTheWay() {
        for (String path : List.of(
                secret.toString(),
                allowed + "/../secret",
                allowed + "/out.jar",
                allowed + "/up/secret",
                root + "/allowed-not/x.jar",
                allowed.toString())) {
            refused(path, "Local path " + path + " cannot be added to user sessions.");
            refused("file:" + path, "Local path " + path + " cannot be added to user sessions.");
        }
        String encoded = "file:" + allowed + "/%2e%2e/secret";
        refused(encoded, "Local path " + allowed + "/../secret cannot be added to user sessions.");
    }

    @Test
    void check_ofWhatIsNotThere_isRefusedInTheSameWords() {
        refused("/nowhere/x.jar", "Local path /nowhere/x.jar cannot be added to user sessions.");
        String missing = allowed.resolve("missing.jar").toString();
        refused(missing, "Local path " + missing + " cannot be added to user sessions.");
    }

    @Test
    void check_withoutFolders_refusesAll() {
        dirs = new LocalDirs(List.of());
        String path = allowed.resolve("a.jar").toString();
        refused(path, "Local path " + path + " cannot be added to user sessions.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.jar", "file:x.jar", "file://other-host/x.jar", "./x.jar"})
    void check_ofAPathThatIsNotAbsolute_isRefusedInLivysWords(String uri) {
        refused(uri, "Path '" + uri + "' is not absolute.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "http://a b/x.jar", "/a\u0000b", "har://file-/etc/passwd", "jar:file:/etc/x!/y"})
    void check_ofWhatIsNoUri_orWrapsAnother_isRefused(String uri) {
        assertThatThrownBy(() -> dirs.check(uri)).isInstanceOf(GatewayException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs://nn/x.jar", "s3a://bucket/y.py", "https://host/z.zip?v=1"})
    void check_ofAnotherMachinesFile_isTheUriItself(String uri) {
        assertThat(dirs.check(uri)).isEqualTo(uri);
    }
}
