package dev.hearth.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.security.AccessRules;
import dev.hearth.gateway.security.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@code livy.conf} says here. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class LivyConfTest {
    @TempDir
    Path folder;

    private ConfigurationFiles.Read read(String livy) throws Exception {
        return new ConfigurationFiles(Optional.empty(), Optional.of(file("livy.conf", livy))).read();
    }

    private ConfigurationFiles.Read read(String livy, String own) throws Exception {
        return new ConfigurationFiles(Optional.of(file("hearth.yaml", own)), Optional.of(file("livy.conf", livy)))
                .read();
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Profile profile(Configuration configuration) {
        return Objects.requireNonNull(configuration.profiles().get(configuration.defaultProfile()));
    }

    private void refuses(String livy, String message) {
        assertThatThrownBy(() -> read(livy))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(folder.resolve("livy.conf") + ": " + message);
    }

    @Test
    void nothingInIt_isTheDefaults() throws Exception {
        assertThat(read("# livy.server.port = 1\n\n"))
                .isEqualTo(new ConfigurationFiles.Read(Configuration.defaults(), List.of(), List.of()));
        assertThat(new ConfigurationFiles(Optional.empty(), Optional.empty())
                        .read()
                        .configuration())
                .isEqualTo(Configuration.defaults());
    }

    @Test
    void keysWithAMeaningHere_takeEffect() throws Exception {
        ConfigurationFiles.Read read = read("""
                livy.server.host = 0.0.0.0
                livy.server.port: 8999
                livy.file.upload.max.size 2048
                livy.file.local-dir-whitelist = /data/a, /data/b/
                livy.server.session.state-retain.sec = 300s
                livy.server.session.max-creation = 7
                livy.server.session.timeout = 2h
                livy.server.session.timeout-check.skip-busy = FALSE
                livy.rsc.server.connect.timeout = 4min
                livy.rsc.server.idle-timeout = 90000
                livy.server.spark-home = /opt/spark
                livy.spark.master = yarn
                livy.spark.deploy-mode = client
                livy.spark.yarn.queue = science
                livy.repl.enable-hive-context = true
                """);
        Configuration configuration = read.configuration();
        assertThat(configuration.host()).isEqualTo("0.0.0.0");
        assertThat(configuration.port()).isEqualTo(8999);
        assertThat(configuration.livy().upload()).isEqualTo(new ByteSize(2048));
        assertThat(configuration.livy().localDirs()).containsExactly(Path.of("/data/a"), Path.of("/data/b"));
        assertThat(configuration.livy().endedFor()).isEqualTo(Duration.ofMinutes(5));
        assertThat(configuration.limits().concurrentStarts()).isEqualTo(7);
        assertThat(configuration.culling().idleTimeout()).isEqualTo(Duration.ofHours(2));
        assertThat(configuration.culling().busy()).isTrue();
        assertThat(configuration.timeouts().start()).isEqualTo(Duration.ofMinutes(4));
        assertThat(configuration.timeouts().orphan()).isEqualTo(Duration.ofSeconds(90));
        assertThat(profile(configuration).sparkHome()).contains(Path.of("/opt/spark"));
        assertThat(profile(configuration).sparkConf())
                .containsEntry("spark.master", "yarn")
                .containsEntry("spark.submit.deployMode", "client")
                .containsEntry("spark.yarn.queue", "science")
                .containsEntry("spark.sql.catalogImplementation", "hive")
                .hasSize(4);
        assertThat(read.warnings()).isEmpty();
        assertThat(read.remarks()).isEmpty();
    }

    @Test
    void oldNames_mean_whatTheNewOnesMean_andGoBehindThem() throws Exception {
        Configuration old = read("livy.repl.enableHiveContext = false\nlivy.spark.deployMode = client\n"
                        + "livy.file.local-dir-allowlist = /a")
                .configuration();
        assertThat(profile(old).sparkConf())
                .containsEntry("spark.sql.catalogImplementation", "in-memory")
                .containsEntry("spark.submit.deployMode", "client");
        assertThat(old.livy().localDirs()).containsExactly(Path.of("/a"));
        for (String both : List.of(
                "livy.repl.enableHiveContext = false\nlivy.repl.enable-hive-context = true",
                "livy.repl.enable-hive-context = true\nlivy.repl.enableHiveContext = false")) {
            assertThat(profile(read(both).configuration()).sparkConf())
                    .containsEntry("spark.sql.catalogImplementation", "hive");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "livy.server.session.timeout-check = true|PT1H",
                "livy.server.session.timeout-check = false|PT0S",
                "livy.server.session.timeout-check = false;livy.server.session.timeout = 2h|PT0S",
                "livy.server.session.timeout = 2h;livy.server.session.timeout-check = false|PT0S",
                "livy.server.session.timeout = 2h;livy.server.session.timeout-check = true|PT2H",
                "livy.server.session.timeout-check = true;livy.server.session.timeout = 1500|PT1.5S",
                "livy.environment = production|PT0S",
            })
    void idleness_isOneOfTwoKeys(String livy, Duration expected) throws Exception {
        assertThat(read(livy.replace(';', '\n')).configuration().culling().idleTimeout())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "livy.server.session.ttl-check = true|PT8H",
                "livy.server.session.ttl-check = false|PT0S",
                "livy.server.session.ttl = 2h|PT0S",
                "livy.server.session.ttl-check = false;livy.server.session.ttl = 2h|PT0S",
                "livy.server.session.ttl = 2h;livy.server.session.ttl-check = TRUE|PT2H",
                "livy.server.session.ttl-check = true;livy.server.session.ttl = 1500|PT1.5S",
            })
    void age_countsWithACheckOnly(String livy, Duration expected) throws Exception {
        assertThat(read(livy.replace(';', '\n')).configuration().culling().maxAge())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "livy.server.host",
                "livy.spark.deploy-mode",
                "livy.file.local-dir-whitelist",
                "livy.server.spark-home",
                "livy.keystore"
            })
    void anEmptyText_saysNothing(String key) throws Exception {
        assertThat(read(key + " = \n").configuration()).isEqualTo(Configuration.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "livy.server.port = web|expected a whole number from 0 to 65535, found \"web\"",
                "livy.server.port = 70000|expected a whole number from 0 to 65535, found \"70000\"",
                "livy.server.port =|expected a whole number from 0 to 65535, found \"\"",
                "livy.server.host = a b|expected an address or a name of this machine, found \"a b\"",
                "livy.file.upload.max.size = 0|expected a whole number from 1 to 4611686018427387903, found \"0\"",
                "livy.file.local-dir-whitelist = /a,b|expected an absolute path, found \"/a,b\"",
                "livy.server.session.state-retain.sec = soon|expected a time such as 600s, 10m or 1h, found \"soon\"",
                "livy.server.session.state-retain.sec = 5x|expected a time such as 600s, 10m or 1h, found \"5x\"",
                "livy.server.session.timeout = 0|expected a time such as 600s, 10m or 1h, longer than 0, found \"0\"",
                "livy.server.session.timeout = -5m|expected a time such as 600s, 10m or 1h, longer than 0, found \"-5m\"",
                "livy.server.session.timeout = 99999d|expected a time of at most 10000 days, found \"99999d\"",
                "livy.server.session.timeout-check = yes|expected true or false, found \"yes\"",
                "livy.server.session.max-creation = 0|expected a whole number from 1 to 1000, found \"0\"",
                "livy.server.spark-home = spark|expected an absolute path, found \"spark\"",
            })
    void whatAKeyCannotHave_isRefusedByLineKeyAndBoth(String setting, String message) {
        String key = setting.substring(0, setting.indexOf(' '));
        refuses("# first\n\n" + setting, "line 3: " + key + ": " + message);
    }

    @Test
    void whatWouldRunOrServeOtherwiseThanItSays_isRefused() {
        assertThatThrownBy(() -> read("livy.spark.deploy-mode = cluster"))
                .hasMessageContainingAll("livy.conf: line 1: livy.spark.deploy-mode: expected client", "\"cluster\"");
        assertThatThrownBy(() -> read("livy.keystore = /etc/livy/key.jks"))
                .hasMessageContainingAll("livy.conf: line 1: livy.keystore: expected tls.certificate", "key.jks");
    }

    @Test
    void ownFile_goesFirst_alsoBeforeWhatWouldBeRefused() throws Exception {
        ConfigurationFiles.Read read = read("""
                livy.server.port = 1
                livy.keystore = /k
                livy.spark.deploy-mode = cluster
                livy.spark.master = yarn
                livy.server.session.max-creation = 5
                """, """
                port: 2
                tls: {certificate: c.pem, key: k.pem}
                limits: {sessions: 3}
                default-profile: big
                profiles:
                  small: {}
                  big: {memory: 2g, spark-conf: {spark.submit.deployMode: client}}
                """);
        Configuration configuration = read.configuration();
        assertThat(configuration.port()).isEqualTo(2);
        assertThat(configuration.tls().orElseThrow().certificate()).isEqualTo(folder.resolve("c.pem"));
        assertThat(configuration.limits().sessions()).isEqualTo(3);
        assertThat(configuration.limits().concurrentStarts()).isEqualTo(5);
        assertThat(profile(configuration).name()).isEqualTo("big");
        assertThat(profile(configuration).memory()).isEqualTo("2g");
        assertThat(profile(configuration).sparkConf())
                .containsEntry("spark.master", "yarn")
                .containsEntry("spark.submit.deployMode", "client");
        assertThat(Objects.requireNonNull(configuration.profiles().get("small")).sparkConf())
                .isEmpty();
        assertThat(read.remarks())
                .containsExactly(folder.resolve("livy.conf")
                        + ": --config says it already: livy.server.port, livy.keystore, livy.spark.deploy-mode");
    }

    @Test
    void mistakesOfTheOwnFile_areToldAsItsOwn() {
        assertThatThrownBy(() -> read("livy.spark.master = yarn", "profiles: {small: {}}"))
                .hasMessageStartingWith(folder.resolve("hearth.yaml") + ": ")
                .hasMessageContaining("default-profile");
        assertThatThrownBy(() -> read("livy.server.port = 1", "prot: 2"))
                .hasMessageStartingWith(folder.resolve("hearth.yaml") + ": line 1: unknown key");
    }

    private static final String USERS = "users: {ann: {tokens: []}, bob: {tokens: []}}\n";
    private static final String ACCESS = """
            livy.superusers = ann
            livy.impersonation.enabled = true
            livy.server.access-control.allowed-users = ann, bob
            livy.server.access-control.modify-users = *
            livy.server.access-control.view-users = bob
            livy.server.csrf-protection.enabled = true
            """;

    @Test
    void keysAboutUsers_areRulesOfAccess() throws Exception {
        ConfigurationFiles.Read read = read(ACCESS + "livy.server.access-control.enabled = true", USERS);
        AccessRules access = read.configuration().access();
        assertThat(access.scope()).isEqualTo(Scope.LISTED);
        assertThat(access.superusers()).containsExactly("ann");
        assertThat(access.allowedUsers()).containsExactly("ann", "bob");
        assertThat(access.modifyUsers()).containsExactly("*");
        assertThat(access.viewUsers()).containsExactly("bob");
        assertThat(access.impersonation()).isTrue();
        assertThat(read.configuration().livy().csrfProtection()).isTrue();
        assertThat(read.warnings()).isEmpty();
        assertThat(read("livy.server.access_control.enabled = true\nlivy.server.csrf_protection.enabled = true", USERS)
                        .configuration()
                        .access()
                        .scope())
                .isEqualTo(Scope.LISTED);
    }

    /** What Livy allows everyone without access control stays the owner's here. */
    @ParameterizedTest
    @ValueSource(strings = {"", "livy.server.access-control.enabled = false"})
    void withoutAccessControl_itsListsSayNothing_andNobodyMayMore(String control) throws Exception {
        ConfigurationFiles.Read read = read(ACCESS + control, USERS);
        AccessRules standard = AccessRules.defaults();
        assertThat(read.configuration().access())
                .isEqualTo(new AccessRules(
                        standard.scope(),
                        List.of("ann"),
                        standard.modifyUsers(),
                        standard.viewUsers(),
                        standard.allowedUsers(),
                        true));
        assertThat(read.warnings().get(0))
                .contains("allowed-users", "modify-users", "view-users")
                .doesNotContain("superusers");
    }

    @Test
    void usersWhomNobodyKnows_areRefused_butWhereThereIsOnlyTheOperator() throws Exception {
        assertThatThrownBy(() -> read("livy.superusers = ann, hive", USERS))
                .hasMessage(folder.resolve("livy.conf")
                        + ": line 1: livy.superusers: expected * and names of users in --config, found \"hive\"");
        ConfigurationFiles.Read read = read("livy.superusers = hive");
        assertThat(read.configuration()).isEqualTo(Configuration.defaults());
        assertThat(read.warnings().get(0)).endsWith("without effect here: livy.superusers");
        assertThat(read("livy.superusers = hive", USERS + "access: {superusers: [bob]}")
                        .configuration()
                        .access()
                        .superusers())
                .containsExactly("bob");
    }

    @Test
    void keysWithoutAMeaning_areNamedInOneLine_withoutTheirValues() throws Exception {
        ConfigurationFiles.Read read = read("""
                livy.keystore.password = geheim
                livy.server.thrift.enabled = true
                livy.server.prot = 1
                spark.executor.memory = 2g
                """);
        assertThat(read.configuration()).isEqualTo(Configuration.defaults());
        assertThat(read.warnings())
                .containsExactly(folder.resolve("livy.conf")
                        + ": without effect here: livy.keystore.password, livy.server.thrift.enabled, livy.server.prot (did"
                        + " you mean livy.server.port?), spark.executor.memory");
    }

    @Test
    void aLongFile_isWarnedOfInALineThatEnds() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("livy.nothing.at.all.")
                    .append(i)
                    .append(" = ")
                    .append(i)
                    .append('\n');
        }
        String warning = read(text.toString()).warnings().get(0);
        assertThat(warning).hasSizeLessThan(5000).endsWith(" and 4900 more");
    }

    @Test
    void aFileThatIsNotThere_orIsAFolder_isNamed() {
        Path missing = folder.resolve("none.conf");
        assertThatThrownBy(() -> new ConfigurationFiles(Optional.empty(), Optional.of(missing)).read())
                .hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> new ConfigurationFiles(Optional.empty(), Optional.of(folder)).read())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(folder + ": ");
    }
}
