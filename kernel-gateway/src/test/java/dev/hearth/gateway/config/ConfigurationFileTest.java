package dev.hearth.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.journal.Durability;
import dev.hearth.launcher.Compiler;
import dev.hearth.protocol.Language;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class ConfigurationFileTest {

    private static final Path FOLDER = Path.of("/etc/hearth");

    @TempDir
    Path folder;

    private static Configuration parse(String text) throws ConfigurationException {
        return ConfigurationFile.parse(text, FOLDER);
    }

    private static void refuses(String text, String... parts) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void emptyFile_isTheDefaults() throws Exception {
        assertThat(parse("")).isEqualTo(Configuration.defaults());
        assertThat(parse("# nothing\n")).isEqualTo(Configuration.defaults());
        assertThat(parse("---\n")).isEqualTo(Configuration.defaults());
    }

    @Test
    void explicitKeys_areTakenOver() throws Exception {
        Configuration read = parse("""
                host: "::1"
                port: 0
                link-url: wss://gateway.example.org/link
                insecure-link: true
                allowed-hosts: [gateway.example.org]
                allowed-origins:
                  - https://lab.example.org
                tls: {certificate: tls/cert.pem, key: /secret/key.pem}
                default-profile: small
                profiles:
                  small:
                    display-name: Small one
                    launcher: local
                    languages: [python, sql]
                    spark-home: /opt/spark
                    java-home: /opt/jdk
                    python: python3.12
                    spark-conf: {spark.master: "local[2]", spark.sql.shuffle.partitions: 4, spark.ui.enabled: false}
                    env: {TZ: UTC}
                    memory: 2g
                    java-options: ["-Xss4m"]
                    compiler: first-tier
                    working-directory: work
                    scala-preamble: [import scala.math._]
                    progress: false
                    limits: {sessions: 3, shell-queue: 5}
                allowed-env: [TZ]
                """);
        assertThat(read.host()).isEqualTo("::1");
        assertThat(read.port()).isZero();
        assertThat(read.linkUrl()).contains(URI.create("wss://gateway.example.org/link"));
        assertThat(read.insecureLink()).isTrue();
        assertThat(read.allowedHosts()).containsExactly("gateway.example.org");
        assertThat(read.allowedOrigins()).containsExactly("https://lab.example.org");
        assertThat(read.tls()).contains(new Tls(Path.of("/etc/hearth/tls/cert.pem"), Path.of("/secret/key.pem")));
        assertThat(read.allowedEnv()).containsExactly("TZ");
        Profile small = Objects.requireNonNull(read.profiles().get(read.defaultProfile()));
        assertThat(small.name()).isEqualTo("small");
        assertThat(small.displayName()).isEqualTo("Small one");
        assertThat(small.languages()).containsExactly(Language.PYTHON, Language.SQL);
        assertThat(small.sparkConf())
                .containsEntry("spark.master", "local[2]")
                .containsEntry("spark.sql.shuffle.partitions", "4")
                .containsEntry("spark.ui.enabled", "false");
        assertThat(small.driverSettings().memory()).isEqualTo("2g");
        assertThat(small.driverSettings().compiler()).isEqualTo(Compiler.FIRST_TIER);
        assertThat(small.driverSettings().workingDirectory()).isEqualTo(Path.of("/etc/hearth/work"));
        assertThat(small.scalaPreamble()).containsExactly("import scala.math._");
        assertThat(small.progress()).isEqualTo(Progress.OFF);
        assertThat(small.limits()).isEqualTo(new ProfileLimits(3, 5));
    }

    @Test
    void unknownKey_isNamedWithItsLineAndWhatIsKnownThere() {
        refuses("""
                port: 9000
                culling:
                  idle-timout: 10m
                """, "line 3", "\"culling.idle-timout\"", "did you mean \"idle-timeout\"?", "interval");
    }

    @Test
    void unknownKeyInAProfile_isNamedWithItsPath() {
        refuses("profiles:\n  default:\n    sparkConf: {}\n", "line 3", "profiles.default.sparkConf", "spark-conf");
    }

    @Test
    void illTypedValues_areNamedWithTheirLines() {
        refuses("port: many\n", "line 1", "port", "whole number", "\"many\"");
        refuses("port: 1.5\n", "line 1", "whole number");
        refuses("host: 12\n", "line 1", "host", "text", "quote it");
        refuses("limits:\n  body: 12\n", "line 2", "limits.body", "MiB");
        refuses("culling:\n  busy: maybe\n", "line 2", "culling.busy", "true or false");
        refuses("culling:\n  interval: soon\n", "line 2", "culling.interval", "30s");
        refuses("allowed-hosts: here\n", "line 1", "allowed-hosts", "list");
        refuses("culling: 3\n", "line 1", "culling", "keys and values");
        refuses("culling: [3]\n", "line 1", "culling", "keys and values", "list");
        refuses("journal:\n  durability: always\n", "line 2", "journal.durability", "buffered, forced");
        refuses("port:\n", "line 1", "port", "no value");
        refuses("- 1\n", "line 1", "keys and values");
    }

    @Test
    void progress_isOneOfThree_andStillTrueOrFalse() throws Exception {
        Map<String, Progress> meant = Map.of(
                "off", Progress.OFF,
                "false", Progress.OFF,
                "events", Progress.EVENTS,
                "true", Progress.EVENTS,
                "display", Progress.DISPLAY);
        for (Map.Entry<String, Progress> each : meant.entrySet()) {
            Configuration read = parse("profiles:\n  default:\n    progress: " + each.getKey() + "\n");
            Profile profile = Objects.requireNonNull(read.profiles().get("default"));
            assertThat(profile.progress()).isEqualTo(each.getValue());
            assertThat(profile.driverSettings().env().containsKey("KERNEL_HEARTH_PROGRESS"))
                    .isEqualTo(each.getValue() == Progress.DISPLAY);
        }
        refuses("profiles:\n  default:\n    progress: loud\n", "line 3", "off, events, display");
    }

    @Test
    void doubledKey_isNamedWithBothLines() {
        refuses("port: 1\nhost: localhost\nport: 2\n", "line 3", "\"port\"", "line 1");
    }

    @Test
    void valuesOutOfRange_areRefused() {
        refuses("port: 70000\n", "port", "65535");
        refuses("profiles:\n  Big One: {}\n", "profile", "Big One");
        refuses("default-profile: gone\n", "gone");
        refuses("profiles:\n  default:\n    memory: lots\n", "line 3", "profiles.default", "memory");
        refuses("profiles:\n  default:\n    languages: []\n", "languages");
        refuses("tls:\n  certificate: a.pem\n", "certificate and key");
        refuses("tls: {}\n", "certificate and key");
        refuses("link-url: http://x/\n", "link-url");
        refuses("link-url: ws://gateway.example.org/link\n", "insecure-link");
        refuses("allowed-origins: [lab.example.org]\n", "allowed-origins");
        refuses("allowed-hosts: ['a/b']\n", "a/b");
        refuses("timeouts:\n  start: 0s\n", "start");
    }

    @Test
    void brokenYaml_andTricks_areOneErrorWithALine() {
        refuses("port: [1\n", "line");
        refuses("a: &x [1]\nb: *x\n", "line 1", "anchors");
        refuses("port: 1\n---\nport: 2\n", "one document");
        refuses("a: ".repeat(1) + "[".repeat(200), "line 1");
    }

    @Test
    void file_isNamedInTheMessage() throws Exception {
        Path file = Files.writeString(folder.resolve("hearth.yaml"), "nonsense: 1\n");
        assertThatThrownBy(() -> ConfigurationFile.read(file))
                .hasMessageContainingAll(file.toString(), "line 1", "nonsense");
        assertThatThrownBy(() -> ConfigurationFile.read(folder.resolve("gone.yaml")))
                .hasMessageContaining("no such file");
    }

    @Test
    void defaults_ofEveryRecord_areAccepted() {
        Configuration defaults = Configuration.defaults();
        assertThat(defaults.port()).isEqualTo(8998);
        assertThat(defaults.host()).isEqualTo("127.0.0.1");
        assertThat(defaults.profiles()).containsOnlyKeys("default");
        assertThat(Culling.defaults().idleTimeout()).isEqualTo(Duration.ZERO);
        assertThat(Timeouts.defaults().stop()).isEqualTo(Duration.ofSeconds(10));
        assertThat(Limits.defaults().shellQueue()).isEqualTo(1024);
        assertThat(Retention.defaults().output()).isEqualTo(ByteSize.parse("1GiB"));
        assertThat(JournalKeeping.defaults().durability()).isEqualTo(Durability.BUFFERED);
        assertThat(Logging.defaults().level()).isEqualTo(Logging.Level.INFO);
        assertThat(ProfileLimits.defaults().sessions()).isPositive();
        assertThat(Profile.defaults().languages()).containsExactly(Language.values());
        assertThat(Tls.defaults()).isEqualTo(new Tls(Path.of(""), Path.of("")));
    }
}
