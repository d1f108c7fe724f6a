package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that clients may name, and those that they may not. */
class FileRuleTest {
    @TempDir
    Path root;

    private Path allowed;
    private Path secret;
    private FileRule rule;

    @BeforeEach
    void lay() throws Exception {
        root = root.toRealPath();
        allowed = Files.createDirectories(root.resolve("allowed"));
        Path beside = Files.createDirectories(root.resolve("allowed-not"));
        secret = Files.writeString(root.resolve("secret"), "s");
        Files.writeString(beside.resolve("x.jar"), "x");
        Files.writeString(allowed.resolve("a b.jar"), "x");
        Files.writeString(allowed.resolve("a.jar"), "x");
        Files.createDirectories(allowed.resolve("folder"));
        Files.createSymbolicLink(allowed.resolve("out.jar"), secret);
        Files.createSymbolicLink(allowed.resolve("up"), root);
        Files.createSymbolicLink(allowed.resolve("nothing"), root.resolve("not-yet"));
        Files.createSymbolicLink(root.resolve("link-to-allowed"), allowed);
        rule = new FileRule(List.of(allowed, root.resolve("not-there")));
    }

    private static void refused(ThrowingCallable call, String sentence) {
        assertThatThrownBy(call).isInstanceOfSatisfying(GatewayException.class, thrown -> {
            assertThat(thrown.sentence()).isEqualTo(sentence);
            assertThat(thrown.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        });
    }

    /** In all three uses, each in its words. */
    private void refused(String uri, String sentence) {
        String whole = "Rejected, Reason: requirement failed: " + sentence;
        refused(() -> rule.resolved(uri), sentence);
        refused(() -> rule.check(uri), whole);
        refused(() -> rule.checkPlace(uri), whole);
    }

    private void outside(String uri, String path) {
        refused(uri, "Local path " + path + " cannot be added to user sessions.");
    }

    private void passes(String uri, Path path) {
        assertThat(rule.resolved(uri)).isEqualTo(path.toString());
        rule.check(List.of(uri));
        rule.checkPlace(uri);
    }

    @Test
    void aFileBelowAFolder_passes_inAllItsForms() {
        Path file = allowed.resolve("a.jar");
        passes(file.toString(), file);
        passes("file:" + file, file);
        passes("FILE://" + file, file);
        passes("file://localhost" + file, file);
        passes("local:" + file, file);
        passes("file:" + allowed + "/a%20b.jar", allowed.resolve("a b.jar"));
        passes(allowed + "/a b.jar", allowed.resolve("a b.jar"));
        passes(root + "/link-to-allowed/a.jar", file);
        passes(root + "/allowed/../allowed/a.jar", file);
        passes(allowed + "/up/allowed//a.jar", file);
    }

    @Test
    void whatLiesOutside_isRefused_whateverTheWay() {
        for (String path : List.of(
                secret.toString(),
                allowed + "/../secret",
                allowed + "/out.jar",
                allowed + "/up/secret",
                allowed + "/up/not-there",
                allowed + "/not-there/../../secret",
                allowed + "/nothing",
                root + "/allowed-not/x.jar",
                root + "/allowed-not/none.jar")) {
            outside(path, path);
            outside("file:" + path, path);
            outside("local:" + path, path);
            outside("file://localhost" + path, path);
            outside("file://other-host" + path, path);
        }
        outside("file:" + allowed + "/%2e%2e/secret", allowed + "/../secret");
        outside("file:" + allowed + "/%2E%2E%2Fsecret", allowed + "/../secret");
    }

    @Test
    void anotherMachine_isRefused_evenWithAPathThatIsAllowedHere() {
        outside("file://other-host" + allowed + "/a.jar", allowed + "/a.jar");
        outside("file://user@localhost" + allowed + "/a.jar", allowed + "/a.jar");
    }

    @Test
    void whatIsNoFile_isRefused() {
        outside(allowed.toString(), allowed.toString());
        outside(allowed + "/folder", allowed + "/folder");
        outside(allowed + "/a.jar/x", allowed + "/a.jar/x");
    }

    @Test
    void whatIsNotThere_isRefusedInTheSameWords_butMayComeToBeInItsPlace() {
        for (String path : List.of("/nowhere/x.jar", root + "/none")) {
            outside(path, path);
        }
        for (Path missing : List.of(allowed.resolve("missing.py"), allowed.resolve("folder/deeper/missing.py"))) {
            refused(
                    () -> rule.resolved("file:" + missing),
                    "Local path " + missing + " cannot be added to user sessions.");
            assertThatThrownBy(() -> rule.check("file:" + missing)).hasMessageContaining("cannot be added");
            assertThatCode(() -> rule.checkPlace("file:" + missing)).doesNotThrowAnyException();
        }
    }

    @Test
    void withoutFolders_nothingPasses() {
        rule = new FileRule(List.of());
        outside(allowed + "/a.jar", allowed + "/a.jar");
        outside("/x", "/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "x.jar", "file:x.jar", "local:x", "./x.jar", "../x", "hdfs:x", "jar:file:/etc/x!/y"})
    void aPathThatIsNotAbsolute_isRefusedInLivysWords(String uri) {
        refused(uri, "Path '" + uri + "' is not absolute.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a b/x.jar",
                "/a\u0000b",
                "/a\nb",
                "hdfs:/a,file:/etc/passwd",
                "har://file-/etc/passwd",
                "data:/x",
                "file:%zz/x",
                "local:",
                "file:///a%00b"
            })
    void whatIsNoUri_orOfASystemThatWrapsAnother_isRefused(String uri) {
        assertThatThrownBy(() -> rule.resolved(uri)).isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> rule.check(uri)).hasMessageStartingWith("Rejected, Reason: requirement failed: ");
        assertThatThrownBy(() -> rule.checkPlace(uri)).isInstanceOf(GatewayException.class);
    }

    /** Spark looks for all files that match, and would follow a link among them. */
    @ParameterizedTest
    @ValueSource(strings = {"*.jar", "ou?.jar", "[o]ut.jar", "{out}.jar", "%5Bo%5Dut.jar", "ou%3Ft.jar", "a.jar?x"})
    void aPattern_isRefused(String name) {
        assertThatThrownBy(() -> rule.checkPlace("file:" + allowed + "/" + name))
                .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> rule.check("file:" + allowed + "/" + name)).isInstanceOf(GatewayException.class);
    }

    /** Some of Spark and Hadoop reads percent signs in paths, and some does not. */
    @Test
    void aNameWithTwoReadings_passesOnlyIfBothAreInTheirPlaces() throws Exception {
        Files.createSymbolicLink(allowed.resolve("a%2ejar"), secret);
        outside("file:" + allowed + "/a%2ejar", allowed + "/a.jar");
        Files.writeString(allowed.resolve("b%2ezip"), "x");
        Files.createSymbolicLink(allowed.resolve("b.zip"), secret);
        refused(
                () -> rule.check(allowed + "/b%2ezip#alias"),
                "Rejected, Reason: requirement failed: Local path " + allowed
                        + "/b%2ezip cannot be added to user sessions.");
    }

    @Test
    void anAlias_isForListsAlone() throws Exception {
        rule.check("file:" + allowed + "/a.jar#alias");
        rule.check(allowed + "/a.jar#alias");
        assertThatThrownBy(() -> rule.resolved(allowed + "/a.jar#alias")).hasMessageContaining("has a #");
        Files.writeString(allowed.resolve("x#y"), "x");
        assertThatThrownBy(() -> rule.resolved("file:" + allowed + "/x%23y")).hasMessageContaining("has a #");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs://nn/x.jar", "s3a://bucket/y.py", "https://host/z.zip?v=1", "hdfs:///a/*.jar"})
    void anotherSystemsFile_isTheUriItself(String uri) {
        assertThat(rule.resolved(uri)).isEqualTo(uri);
        rule.check(uri);
        rule.checkPlace(uri);
    }

    @Test
    void propertiesThatHoldFiles_areCheckedByAnySpelling() {
        rule.checkConf(Map.of("spark.jars", "hdfs:/a.jar, " + allowed + "/a.jar,", "spark.app.name", "/etc/passwd"));
        for (String key : List.of("spark.jars", " Spark.Files", "spark.submit.pyFiles", "spark.yarn.dist.archives")) {
            refused(
                    () -> rule.checkConf(Map.of(key, "hdfs:/a.jar,file:/etc/passwd")),
                    "Rejected, Reason: requirement failed: Local path /etc/passwd cannot be added to user sessions.");
        }
    }

    @Test
    void aLongName_isNotRepeatedWhole() {
        assertThatThrownBy(() -> rule.check("/" + "n".repeat(3000)))
                .message()
                .hasSizeLessThan(400)
                .contains("cannot be added");
        assertThatThrownBy(() -> rule.check("/" + "n".repeat(5000)))
                .message()
                .hasSizeLessThan(400)
                .contains("more than 4096");
    }
}
