package dev.hearth.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kernels}: the folders, their files, and what is said. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class KernelsCommandTest {
    private static final String TOKEN = AnsweringGateway.TOKEN;
    private static final String KERNELSPECS = """
            {"default": "hearth-scala", "kernelspecs": {
              "hearth-scala": {"name": "hearth-scala", "spec": {"display_name": "Scala (Hearth)",
                "metadata": {"hearth": {"profile": "default", "spark": "4.0.3"}}}},
              "hearth-scala-big": {"name": "hearth-scala-big", "spec": {
                "display_name": "Scala (Hearth, Large cluster)",
                "metadata": {"hearth": {"profile": "big", "spark": "4.2.1"}}}}}}
            """;

    @TempDir
    Path folder;

    private final Typed typed = new Typed();
    private final String homeBefore = System.getProperty("hearth.home", "");
    private @Nullable AnsweringGateway gateway;

    @BeforeEach
    void make() throws IOException {
        System.setProperty("hearth.home", home().toString());
        Path java = Files.createDirectories(home().resolve("jdk")).resolve("java");
        Files.writeString(java, "");
        Path bridge = Files.createDirectories(home().resolve(".hearth/bridge"));
        Files.writeString(bridge.resolve("bridge.jar"), "");
        Files.writeString(
                bridge.resolve("argv"), java + "\n-Xmx512m\n-cp\n" + bridge.resolve("bridge.jar") + "\nthe.Bridge\n");
    }

    @AfterEach
    void end() {
        System.setProperty("hearth.home", homeBefore);
        if (gateway != null) {
            gateway.close();
        }
    }

    private Path home() {
        return folder.resolve("home of hearth");
    }

    private Path prefix() {
        return folder.resolve("prefix");
    }

    private Path kernels() {
        return prefix().resolve("share/jupyter/kernels");
    }

    private int hearth(String... words) {
        return typed.hearth(words);
    }

    private int install(String... more) {
        List<String> words = new ArrayList<>(List.of("kernels", "install", "--prefix", prefix().toString()));
        words.addAll(List.of(more));
        return hearth(words.toArray(String[]::new));
    }

    private JsonNode spec(String name) throws Exception {
        byte[] bytes = Files.readAllBytes(kernels().resolve(name).resolve("kernel.json"));
        return Json.read(bytes, 0, bytes.length);
    }

    private static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(each -> words.add(each.asText()));
        return words;
    }

    private Path spark() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("spark/jars"));
        Files.writeString(jars.resolve("spark-core_2.13-4.1.7.jar"), "");
        Files.writeString(jars.resolve("scala-library-2.13.16.jar"), "");
        return folder.resolve("spark");
    }

    private Path config() throws IOException {
        return Files.writeString(
                folder.resolve("hearth.yaml"),
                "profiles:\n  default: {spark-home: '" + spark() + "'}\n  big: {spark-home: '" + spark()
                        + "', display-name: Large cluster}\n");
    }

    private String gateway() throws IOException {
        gateway = new AnsweringGateway("/api/kernelspecs", KERNELSPECS);
        return gateway.url();
    }

    private Path tokenFile(String mode) throws IOException {
        return AnsweringGateway.tokenFile(folder, mode);
    }

    @Test
    void install_forTheLocalGateway_writesThreeKernels_thatStartTheBridge() throws Exception {
        assertThat(install("--config", config().toString())).as(typed.err()).isZero();
        assertThat(typed.err()).isEmpty();
        assertThat(typed.out()).contains("hearth-scala", "hearth-python", "hearth-sql");
        JsonNode spec = spec("hearth-scala");
        assertThat(words(spec.path("argv")))
                .containsExactly(
                        home().resolve("jdk/java").toString(),
                        "-Xmx512m",
                        "-cp",
                        home().resolve(".hearth/bridge/bridge.jar").toString(),
                        "the.Bridge",
                        "--connection",
                        "{connection_file}",
                        "--language",
                        "scala",
                        "--home",
                        home().toString());
        assertThat(spec.path("display_name").asText()).isEqualTo("Scala (Hearth, Spark 4.1.7)");
        assertThat(spec.path("language").asText()).isEqualTo("scala");
        assertThat(spec.path("interrupt_mode").asText()).isEqualTo("message");
        assertThat(spec.at("/env/HEARTH_CONFIG").asText()).endsWith("hearth.yaml");
        assertThat(words(spec.at("/metadata/supported_encryption"))).containsExactly("curve");
        assertThat(spec.at("/metadata/debugger").asBoolean()).isTrue();
        assertThat(spec("hearth-sql").path("display_name").asText()).isEqualTo("SQL (Hearth, Spark 4.1.7)");
        for (String name : List.of("kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg")) {
            Path file = kernels().resolve("hearth-python").resolve(name);
            assertThat(Files.size(file)).as(name).isPositive();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
        }
    }

    @Test
    void install_ofAProfile_namesItInTheFolder_toTheBridge_andToUsers() throws Exception {
        assertThat(install(
                        "--config", config().toString(), "--profile", "big", "--languages", "python", "--keep-session"))
                .isZero();
        JsonNode spec = spec("hearth-python-big");
        assertThat(spec.path("display_name").asText()).isEqualTo("Python (Hearth, Spark 4.1.7, Large cluster)");
        assertThat(words(spec.path("argv")))
                .containsSequence("--profile", "big")
                .contains("--keep-session");
        assertThat(kernels().resolve("hearth-scala-big")).doesNotExist();
        assertThat(install("--config", config().toString(), "--profile", "huge"))
                .isZero();
        assertThat(typed.err())
                .contains("no profile \"huge\"; it has big, default")
                .doesNotContain("version");
    }

    @Test
    void install_forAGateway_asksItForItsSpark_andNamesOnlyTheTokensFile() throws Exception {
        String url = gateway();
        assertThat(install(
                        "--url",
                        url + "/",
                        "--token-file",
                        tokenFile("rw-------").toString(),
                        "--profile",
                        "big"))
                .as(typed.err())
                .isZero();
        assertThat(typed.err()).isEmpty();
        JsonNode spec = spec("hearth-scala-big");
        assertThat(spec.path("display_name").asText()).isEqualTo("Scala (Hearth, Spark 4.2.1, Large cluster)");
        assertThat(words(spec.path("argv")))
                .containsSequence(
                        "--url", url, "--token-file", folder.resolve("token").toString())
                .doesNotContain("--home");
        noTokenIsIn(prefix());
    }

    private static void noTokenIsIn(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
                        .as(each.toString())
                        .doesNotContain(TOKEN);
            }
        }
    }

    @Test
    void install_forTheProvisioner_needsNoJava() throws Exception {
        Files.delete(home().resolve(".hearth/bridge/argv"));
        String url = gateway();
        assertThat(install("--url", url, "--token-file", tokenFile("rw-------").toString(), "--provisioner"))
                .as(typed.err())
                .isZero();
        JsonNode spec = spec("hearth-scala");
        assertThat(spec.path("argv")).isEmpty();
        JsonNode stanza = spec.at("/metadata/kernel_provisioner");
        assertThat(stanza.path("provisioner_name").asText()).isEqualTo("hearth-provisioner");
        assertThat(stanza.at("/config/url").asText()).isEqualTo(url);
        assertThat(stanza.at("/config/token_file").asText())
                .isEqualTo(folder.resolve("token").toString());
        assertThat(stanza.at("/config/language").asText()).isEqualTo("scala");
        assertThat(install("--provisioner")).isEqualTo(2);
        assertThat(typed.err()).contains("--provisioner needs --url");
    }

    @Test
    void tokensFileThatOthersMayOpen_orThatIsNotThere_isRefused() throws Exception {
        String file = tokenFile("rw-r-----").toString();
        assertThat(install("--url", "http://127.0.0.1:9", "--token-file", file)).isEqualTo(1);
        assertThat(typed.err()).contains("chmod 600", file).doesNotContain(TOKEN);
        assertThat(install("--url", "http://127.0.0.1:9", "--token-file", file + ".none"))
                .isEqualTo(1);
        assertThat(typed.err()).contains("there is no file");
        assertThat(kernels()).doesNotExist();
    }

    @Test
    void gatewayThatDoesNotAnswer_orRefusesTheToken_isSaid_andTheKernelsAreInstalled() throws Exception {
        String file = tokenFile("rw-------").toString();
        assertThat(install("--url", "http://127.0.0.1:9", "--token-file", file)).isZero();
        assertThat(typed.err()).contains("http://127.0.0.1:9 does not answer", "Spark is not known");
        assertThat(spec("hearth-scala").path("display_name").asText()).isEqualTo("Scala (Hearth)");
        Files.writeString(Path.of(file), "another\n");
        assertThat(install("--url", gateway(), "--token-file", file)).isZero();
        assertThat(typed.err()).contains("refuses the token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1", "http://me:word@127.0.0.1", "nonsense", "http://127.0.0.1/t/" + TOKEN})
    void addressThatIsNone_orWouldWriteTheTokenDown_isRefused(String url) throws Exception {
        assertThat(install("--url", url, "--token-file", tokenFile("rw-------").toString()))
                .isEqualTo(1);
        assertThat(typed.err()).contains("address").doesNotContain(TOKEN);
        assertThat(kernels()).doesNotExist();
    }

    @Test
    void optionsThatDoNotGoTogether_areAWrongCommandLine() {
        assertThat(install("--token-file", "f")).isEqualTo(2);
        assertThat(install("--url", "http://127.0.0.1:9", "--data", "d")).isEqualTo(2);
        assertThat(install("--profile", "No Profile")).isEqualTo(2);
        assertThat(install("--languages", "scala,cobol")).isEqualTo(2);
        assertThat(typed.err()).contains("cobol");
        assertThat(install("--user")).isEqualTo(2);
        assertThat(hearth("kernels")).isEqualTo(2);
        assertThat(typed.err()).contains("one of install, list, remove is needed");
    }

    @Test
    void withoutSetUp_itIsSaidWhatToDo() throws Exception {
        Files.delete(home().resolve(".hearth/bridge/argv"));
        assertThat(install()).isEqualTo(1);
        assertThat(typed.err()).contains("argv is missing", "./hearth setup");
    }

    @Test
    void anothersKernelspec_isNeitherOverwritten_norRemoved() throws Exception {
        Path other = Files.createDirectories(kernels().resolve("hearth-scala")).resolve("kernel.json");
        Files.writeString(other, "{\"argv\": [\"theirs\"], \"display_name\": \"Theirs\", \"language\": \"scala\"}");
        assertThat(install()).isEqualTo(1);
        assertThat(typed.err()).contains("is not Hearth's own", "--force");
        assertThat(kernels().resolve("hearth-python")).doesNotExist();
        assertThat(hearth("kernels", "remove", "hearth-scala", "--prefix", prefix().toString()))
                .isEqualTo(1);
        assertThat(typed.err()).contains("is not Hearth's own", "jupyter kernelspec remove");
        assertThat(hearth("kernels", "remove", "--all", "--prefix", prefix().toString()))
                .isZero();
        assertThat(Files.readString(other)).contains("theirs");
        assertThat(install("--force")).isZero();
        assertThat(Files.readString(other)).doesNotContain("theirs");
    }

    @Test
    void list_showsNamesPlacesAndGateways_andWhatIsMissing() throws Exception {
        String url = gateway();
        String at = prefix().toString();
        assertThat(hearth("kernels", "list", "--prefix", at)).isZero();
        assertThat(typed.out()).contains("No kernel of Hearth's is installed");
        install("--languages", "sql", "--config", config().toString());
        install(
                "--languages",
                "scala",
                "--url",
                url,
                "--token-file",
                tokenFile("rw-------").toString());
        assertThat(hearth("kernels", "list", "--prefix", at)).isZero();
        assertThat(typed.out())
                .contains("hearth-sql", "SQL (Hearth, Spark 4.1.7)", "local: not running, a kernel starts it")
                .contains(
                        "hearth-scala",
                        url + ": answers",
                        kernels().resolve("hearth-scala").toString())
                .doesNotContain("it does not start", TOKEN);
        Files.delete(home().resolve("jdk/java"));
        assertThat(hearth("kernels", "list", "--prefix", at)).isZero();
        assertThat(typed.out()).contains("it does not start: " + home().resolve("jdk/java") + " is missing");
    }

    @Test
    void remove_takesWhatWasNamed_andNothingElse() throws Exception {
        install();
        String at = prefix().toString();
        assertThat(hearth("kernels", "remove", "hearth-sql", "--prefix", at)).isZero();
        assertThat(kernels().resolve("hearth-sql")).doesNotExist();
        assertThat(kernels().resolve("hearth-scala")).exists();
        assertThat(hearth("kernels", "remove", "hearth-sql", "--prefix", at)).isEqualTo(1);
        assertThat(typed.err()).contains("there is no kernel \"hearth-sql\"", "hearth-python, hearth-scala");
        assertThat(hearth("kernels", "remove", "--prefix", at)).isEqualTo(2);
        assertThat(hearth("kernels", "remove", "--all", "--prefix", at)).isZero();
        try (Stream<Path> left = Files.list(kernels())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void place_thatCannotBeWrittenTo_isSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(hearth("kernels", "install", "--prefix", file.toString())).isEqualTo(1);
        assertThat(typed.err()).contains("cannot be written to", file.toString());
    }
}
